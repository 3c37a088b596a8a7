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
from ._implicit import between, implicit
from ._math import number


@dataclass(frozen=True)
class _Mass:
    """The probability between the bounds, as a node: what must be positive."""

    definition: CombinedDefinition

    def __call__(self, graph: Graph, named: Mapping[str, int]) -> int:
        from ..trace.convert import lift
        from ..trace.traced import Traced

        values = [Traced(graph, named[p.name]) for p in self.definition.parameters]
        return lift(image(Truncated, self.definition, values)._mass, graph).node


class Truncated(Combinator):
    r"""A law of numbers, given that they lie between two bounds, which belong to it.

    .. math:: p(x) = \frac{p_0(x)}{F_0(b) - F_0(a)}, \quad a \le x \le b

    with the distribution function :math:`F_0` of the base law, of which draws are quantiles. As
    :math:`F_0` is close to 1 far above the median, bounds there leave few digits (and an error where they leave none):
    mirror the law, or take `TruncatedNormal`. NumPyro: ``TruncatedDistribution``.

    Parameters
    ----------
    base : Distribution
        A law that has a cdf and an icdf, with parameters ``base.loc``, ...
    low, high : array_like, optional
        The bounds :math:`a < b`; those of `base` by default.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Truncated(rx.Gumbel(0.0, 1.0), low=0.0, high=2.0)
    >>> d.prob([-1.0, 1.0])
    array([0.        , 0.50347606])
    >>> x = d.sample(1000, rng=0)
    >>> bool(np.all((x >= 0.0) & (x <= 2.0)))
    True
    """

    def __init__(
        self, base: Distribution, low: ArrayLike | Value | None = None, high: ArrayLike | Value | None = None
    ) -> None:
        require_law("Truncated", "base", base, event_rank=0)
        for what in ("cdf", "icdf"):
            if formula(base, what) is None:
                raise ParameterError(f"Truncated: {base.name} has no formula of its {what}{user_line()}")
        definition = base.definition
        smooth = {what: bool(formula(base, what)) for what in ("cdf", "icdf")}
        # The quantile carries derivatives itself, or else the implicit function theorem gives them.
        explicit = smooth["cdf"] and smooth["icdf"]
        self._combine(
            {"base": (base, 0)},
            {"low": ("any", low), "high": ("any", high)},
            noises=[Noise("uniform")],
            event_rank=0,
            discrete=definition.discrete,
            reparametrised=not definition.discrete and smooth["cdf"],
            support_depends=[*(f"base.{name}" for name in definition.support_depends), "low", "high"],
            static={"explicit": explicit},
            conditions=lambda whole: (Condition("probability between low and high", "positive", _Mass(whole)),),
        )

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        return [()]

    def _bound(self, name: str, default: float) -> Value:
        return self.parameters.get(name, default)

    @property
    def _levels(self) -> tuple[Value, Value]:
        """Probabilities of the base law below low, and up to high."""
        low, high = self.parameters.get("low"), self.parameters.get("high")
        base = self.base
        with np.errstate(all="ignore"):
            if low is not None and base.definition.discrete:
                low = np.ceil(low) - 1.0
            below = 0.0 if low is None else np.where(low == -np.inf, 0.0, base.cdf(_finite(low)))
            upto = 1.0 if high is None else np.where(high == np.inf, 1.0, base.cdf(_finite(high)))
        return below, upto

    @property
    def _mass(self) -> Value:
        below, upto = self._levels
        return upto - below

    def _made_of(self, noises: Sequence[Value]) -> Value:
        (u,) = noises
        level = self._level(u)
        # A level that rounds to 0 or 1 has an infinite quantile; the noise is as far out, and has not.
        known = stop_gradient(level)
        x = self.base.icdf(np.where((known > 0.0) & (known < 1.0), level, u))
        if self.definition.discrete:
            return self._clip(x)
        x = between(x, *self.support)
        if self.definition.option("explicit") or not self.definition.reparametrised:
            return x
        return implicit(x, self.cdf, lambda x: np.exp(self._log_density(x)))

    def _level(self, q: Value) -> Value:
        below, upto = self._levels
        return below + q * (upto - below)

    def _clip(self, x: Value) -> Value:
        low, high = self._bound("low", -np.inf), self._bound("high", np.inf)
        return np.minimum(np.maximum(x, low), high)

    def _log_density(self, x: Value) -> Value:
        low, high = self._bound("low", -np.inf), self._bound("high", np.inf)
        outside = (x < low) | (x > high)
        return np.where(outside, -np.inf, self.base.log_prob(x) - np.log(self._mass))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        low, high = self.base.support
        return np.maximum(low, self._bound("low", -np.inf)), np.minimum(high, self._bound("high", np.inf))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        below, upto = self._levels
        level = (self.base.cdf(self._clip(number(x))) - below) / (upto - below)
        return np.minimum(np.maximum(level, 0.0), 1.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level = number(q)
        x = self._clip(self.base.icdf(self._level(level)))
        return np.where((level >= 0.0) & (level <= 1.0), x, np.nan)[()]


def _finite(bound: Any) -> Any:
    """Replace infinite bounds, whose probability is known."""
    return np.where(np.isfinite(bound), bound, 0.0)
