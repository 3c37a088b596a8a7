"""Discrete uniform distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._core import Graph


def _fraction(name: str) -> Callable[[Graph, Mapping[str, int]], int]:
    return lambda graph, p: graph.apply("sub", [p[name], graph.apply("floor", [p[name]])])


class DiscreteUniform(Distribution):
    r"""Discrete uniform distribution on the integers from a to b, both included.

    .. math:: P(x = k) = \frac{1}{b - a + 1}, \quad k = a, a + 1, \dots, b

    Made from two uniforms: as even for 2^53 values as for two. SciPy: ``randint(low, high + 1)``. PyTorch has none;
    NumPyro: ``DiscreteUniform(low, high)``.

    Parameters
    ----------
    low : array_like
        Smallest value :math:`a`, an integer.
    high : array_like
        Largest value :math:`b`, an integer not below `low`. The bounds move the support: there is no gradient for them.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.DiscreteUniform(1, 6).log_prob([0, 1, 2.5, 6])
    array([       -inf, -1.79175947,        -inf, -1.79175947])
    >>> float(rx.DiscreteUniform(1, 6).mean)
    3.5
    """

    conditions = (
        Condition("low - floor(low)", "zero", _fraction("low")),
        Condition("high - floor(high)", "zero", _fraction("high")),
        Condition("high - low", "nonnegative", lambda graph, p: graph.apply("sub", [p["high"], p["low"]])),
    )
    references = (
        Reference(
            log_density="-log(high - low + 1)",
            scipy="randint(low, high + 1)",
            cases=(
                {"low": 1.0, "high": 6.0},
                {"low": [-3.0, 0.0], "high": [[0.0], [99.0]]},
                {"low": -1e12, "high": 2.0**40},
            ),
            points=(0.0, 1.0),
        ),
    )

    def __init__(self, low: ArrayLike | Value, high: ArrayLike | Value) -> None:
        super().__init__(low=low, high=high)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.low, self.high

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return 0.5 * (self.low + self.high)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        width = self.high - self.low
        return width * (width + 2.0) / 12.0

    @property
    def mode(self) -> Value:
        """Most likely value: of equals, the smallest."""
        return self._spread(self.low)

    def entropy(self) -> Value:
        """Entropy in nats."""
        return np.log(self.high - self.low + 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return (self._place(x) + 1.0) / (self.high - self.low + 1.0)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return (self.high - self.low - self._place(x)) / (self.high - self.low + 1.0)

    def _place(self, x: ArrayLike | Value) -> Value:
        return np.clip(np.floor(number(x)), self.low - 1.0, self.high) - self.low

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the smallest value x with ``cdf(x) >= q``."""
        level, count = number(q), self.high - self.low + 1.0
        x = self.low + np.clip(np.ceil(level * count * (1.0 - 2.0**-50)) - 1.0, 0.0, count - 1.0)
        return np.where((level >= 0.0) & (level <= 1.0), x, np.nan)[()]
