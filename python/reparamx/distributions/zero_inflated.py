"""Discrete laws with more zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..errors import ParameterError, user_line
from ..special import stop_gradient
from ._base import Distribution, Value
from ._combined import Combinator, CombinedDefinition, draw, require_law
from ._definition import Noise, Shape
from ._math import op


class ZeroInflated(Combinator):
    r"""0 with probability g, else a draw of a discrete law (that may be 0 as well).

    .. math:: P(x) = g\, [x = 0] + (1 - g)\, P_0(x), \quad g = \frac{1}{1 + e^{-l}}

    NumPyro: ``ZeroInflatedDistribution(base_dist, gate, gate_logits)``.

    Parameters
    ----------
    base : Distribution
        Discrete law of numbers, with parameters ``base.rate``, ...
    gate : array_like, optional
        Probability g of an extra zero, in [0, 1].
    gate_logits : array_like, optional
        Its log-odds l. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.ZeroInflated(rx.Bernoulli(0.5), gate=0.5).prob([0, 1])
    array([0.75, 0.25])
    """

    def __init__(
        self,
        base: Distribution,
        gate: ArrayLike | Value | None = None,
        gate_logits: ArrayLike | Value | None = None,
    ) -> None:
        require_law("ZeroInflated", "base", base, event_rank=0)
        if not base.definition.discrete:
            raise ParameterError(f"ZeroInflated: base must be discrete, {base.name} is continuous{user_line()}")
        ((name, value),) = self._exactly_one(gate=gate, gate_logits=gate_logits).items()
        self._combine(
            {"base": (base, 0)},
            {name: ("unit_interval" if name == "gate" else "real", value)},
            noises=[Noise("uniform"), *base.definition.noises],
            event_rank=0,
            discrete=True,
            reparametrised=False,
            support_depends=[f"base.{name}" for name in base.definition.support_depends],
        )

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        return [(), *definition.parts[0].noises(shapes)]

    @property
    def _logarithms(self) -> tuple[Value, Value]:
        """Logarithms of the probability of an extra zero and of none."""
        if "gate" in self.parameters:
            g = self.parameters["gate"]
            return np.log(g), np.log1p(-g)
        return op("log_sigmoid", self.parameters["gate_logits"]), op("log_sigmoid", -self.parameters["gate_logits"])

    @property
    def probability(self) -> Value:
        """Probability of an extra zero."""
        if "gate" in self.parameters:
            return self.parameters["gate"]
        return op("sigmoid", self.parameters["gate_logits"])

    def _made_of(self, noises: Sequence[Value]) -> Value:
        return np.where(noises[0] < self.probability, 0, draw(self.base, noises[1:]))

    def _log_density(self, x: Value) -> Value:
        density, zero = self.base.log_prob(x), x == 0
        if "gate" in self.parameters:
            g = self.parameters["gate"]
            # At g = 0 as a line in g: the density may be too small to be added to anything.
            none = stop_gradient(g) == 0.0
            safe = np.where(none, 1.0, g)
            mixed = np.log(safe + (1.0 - safe) * np.exp(density))
            line = density + g * np.expm1(np.minimum(-density, 700.0))
            keep = np.where(stop_gradient(g) == 1.0, -np.inf, np.log1p(-np.where(stop_gradient(g) == 1.0, 0.0, g)))
            return np.where(zero, np.where(none, line, mixed), keep + density)
        extra, keep = self._logarithms
        return np.where(zero, np.logaddexp(extra, keep + density), keep + density)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        low, high = self.base.support
        return np.minimum(low, 0), np.maximum(high, 0)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return (1.0 - self.probability) * self.base.mean

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        g = self.probability
        return (1.0 - g) * (self.base.variance + g * np.square(self.base.mean))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        g = self.probability
        return g * np.where(np.less(x, 0), 0.0, 1.0) + (1.0 - g) * self.base.cdf(x)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        g = self.probability
        return g * np.where(np.less(x, 0), 1.0, 0.0) + (1.0 - g) * self.base.sf(x)
