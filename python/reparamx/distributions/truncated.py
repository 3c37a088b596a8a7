"""Continuous and discrete laws between bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._core import Graph
from ..errors import ParameterError, user_line
from ..special import stop_gradient
from ._base import Distribution, Value
from ._combined import Combinator, CombinedDefinition, formula, image, require_law
from ._definition import Condition, Noise, Shape
from ._implicit import between, implicit, invert
from ._math import number

#: Level from which on a quantile of a double has less than 14 digits.
_UPPER = 0.99


@dataclass(frozen=True)
class _Node:
    """A property of the law as a node, for a condition."""

    definition: CombinedDefinition
    name: str

    def __call__(self, graph: Graph, named: Mapping[str, int]) -> int:
        from ..trace.convert import lift
        from ..trace.traced import Traced

        values = [Traced(graph, named[p.name]) for p in self.definition.parameters]
        return lift(getattr(image(Truncated, self.definition, values), self.name), graph).node


def _conditions(whole: CombinedDefinition) -> tuple[Condition, ...]:
    """What must hold: some probability between the bounds, and where its digits are."""
    mass = Condition("probability between low and high", "positive", _Node(whole, "_mass"))
    if whole.option("form") == "inverted" or whole.discrete or "low" not in {p.name for p in whole.parameters}:
        return (mass,)
    text = f"{_UPPER} minus the probability below low, without upper=True,"
    return (mass, Condition(text, "nonnegative", _Node(whole, "_margin")))


class Truncated(Combinator):
    r"""A law of numbers, given that they lie between two bounds, which belong to it.

    .. math:: p(x) = \frac{p_0(x)}{F_0(b) - F_0(a)}, \quad a \le x \le b

    with the distribution function :math:`F_0` of the base law, of which draws are quantiles. NumPyro:
    ``TruncatedDistribution``.

    Parameters
    ----------
    base : Distribution
        A law that has a formula of its cdf, if it is discrete also of its icdf; with parameters ``base.loc``, ...
    low, high : array_like, optional
        The bounds :math:`a < b`; those of `base` by default.
    upper : bool, optional
        Whether draws come from the upper tail, where a quantile of a level close to 1 has few digits: then the survival
        function is inverted instead, by 71 halvings. By default where low is above the quantile 0.99, if that is known;
        inside of a loss that has to be said.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Truncated(rx.Gumbel(0.0, 1.0), low=0.0, high=2.0)
    >>> d.prob([-1.0, 1.0])
    array([0.        , 0.50370807])
    >>> x = rx.Truncated(rx.Normal(0.0, 1.0), low=30.0).sample(1000, rng=0)
    >>> bool(np.all((x >= 30.0) & (x < 31.0)))
    True
    """

    def __init__(
        self,
        base: Distribution,
        low: ArrayLike | Value | None = None,
        high: ArrayLike | Value | None = None,
        upper: bool | None = None,
    ) -> None:
        require_law("Truncated", "base", base, event_rank=0)
        definition = base.definition
        smooth = {what: formula(base, what) for what in ("cdf", "icdf")}
        for what in ("cdf", "icdf") if definition.discrete else ("cdf",):
            if smooth[what] is None:
                raise ParameterError(f"Truncated: {base.name} has no formula of its {what}{user_line()}")
        if smooth["icdf"] is None or (_far_up(base, low) if upper is None else upper):
            form = "inverted"
        else:  # the quantile carries derivatives itself, or else the implicit function theorem gives them
            form = "explicit" if smooth["cdf"] and smooth["icdf"] else "implicit"
        self._combine(
            {"base": (base, 0)},
            {"low": ("any", low), "high": ("any", high)},
            noises=[Noise("uniform")],
            event_rank=0,
            discrete=definition.discrete,
            reparametrised=not definition.discrete and bool(smooth["cdf"]),
            support_depends=[*(f"base.{name}" for name in definition.support_depends), "low", "high"],
            static={"form": "explicit" if definition.discrete else form},
            conditions=_conditions,
        )

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        return [()]

    # ------------------------------------------------------------------------- both tails, of which the smaller counts

    def _at(self, name: str, what: str) -> Value:
        """The cdf or sf of the base law at a bound; at low without its own probability."""
        end = 1.0 if (name == "high") == (what == "cdf") else 0.0
        bound = self.parameters.get(name)
        if bound is None:
            return end
        if self.definition.discrete and name == "low":
            bound = np.ceil(bound) - 1.0
        infinite = bound == (np.inf if name == "high" else -np.inf)
        return np.where(infinite, end, getattr(self.base, what)(np.where(infinite, 0.0, bound)))

    @property
    def _is_upper(self) -> Value:
        """Whether the lower bound is above the median."""
        return stop_gradient(self._at("low", "cdf")) > 0.5

    @property
    def _mass(self) -> Value:
        lower = self._at("high", "cdf") - self._at("low", "cdf")
        return np.where(self._is_upper, self._at("low", "sf") - self._at("high", "sf"), lower)

    @property
    def _margin(self) -> Value:
        return _UPPER - self._at("low", "cdf")

    def _share(self, x: Value, what: str) -> Value:
        """The cdf or sf at x."""
        x = self._clip(x)
        upper, lower = (
            (self._at("low", "sf") - self.base.sf(x), self.base.cdf(x) - self._at("low", "cdf"))
            if what == "cdf"
            else (self.base.sf(x) - self._at("high", "sf"), self._at("high", "cdf") - self.base.cdf(x))
        )
        share = np.where(self._is_upper, upper, lower) / self._mass
        return np.minimum(np.maximum(share, 0.0), 1.0)

    def _clip(self, x: Value) -> Value:
        low, high = self.parameters.get("low", -np.inf), self.parameters.get("high", np.inf)
        return np.minimum(np.maximum(x, low), high)

    # ----------------------------------------------------------------------------------------- draws and their density

    def _made_of(self, noises: Sequence[Value]) -> Value:
        (u,) = noises
        form = self.definition.option("form")
        if form == "inverted":
            return between(invert(self.cdf, self._density, u, self.support), *self.support)
        level = self._level(u)
        # A level that rounds to 0 or 1 has an infinite quantile; the noise is as far out, and has not.
        known = stop_gradient(level)
        x = self.base.icdf(np.where((known > 0.0) & (known < 1.0), level, u))
        if self.definition.discrete:
            return self._clip(x)
        x = between(x, *self.support)
        if form == "explicit" or not self.definition.reparametrised:
            return x
        return implicit(x, self.cdf, self._density)

    def _level(self, q: Value) -> Value:
        """Level of the base law at a level of this one."""
        return self._at("low", "cdf") + q * self._mass

    def _density(self, x: Value) -> Value:
        return np.exp(self._log_density(x))

    def _log_density(self, x: Value) -> Value:
        low, high = self.parameters.get("low", -np.inf), self.parameters.get("high", np.inf)
        outside = (x < low) | (x > high)
        return np.where(outside, -np.inf, self.base.log_prob(x) - np.log(self._mass))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        low, high = self.base.support
        first, last = self.parameters.get("low", -np.inf), self.parameters.get("high", np.inf)
        return np.maximum(low, first), np.minimum(high, last)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        with np.errstate(all="ignore"):
            return self._share(number(x), "cdf")

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        with np.errstate(all="ignore"):
            return self._share(number(x), "sf")

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        with np.errstate(all="ignore"):
            level = number(q)
            inside = (level > 0.0) & (level < 1.0)
            safe = np.where(inside, level, 0.5)
            if self.definition.option("form") == "inverted":
                x = invert(self.cdf, lambda x: np.exp(self.log_prob(x)), safe, self.support)
            else:
                x = self.base.icdf(self._level(safe))
            low, high = self.support
            ends = np.where(level == 0.0, low, np.where(level == 1.0, high, np.nan))
            return np.where(inside, self._clip(x), ends)[()]


def _far_up(base: Distribution, low: Any) -> bool:
    """Whether a bound is known to leave nothing but the upper tail."""
    from ..trace.convert import is_traced

    if low is None or is_traced(low) or base._is_traced():
        return False
    with np.errstate(all="ignore"):
        return bool(np.any(base.cdf(np.asarray(low, float)) > _UPPER))
