"""Continuous uniform distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number


class Uniform(Distribution):
    r"""Uniform distribution on an interval, :math:`x = a + (b - a) u`.

    .. math:: p(x) = \frac{1}{b - a}, \quad a \le x \le b

    Draws satisfy ``low <= x < high``, whatever the rounding. The bounds move the support, so there is no score function
    for them. SciPy: ``uniform(low, high - low)``. PyTorch: ``Uniform(low, high)``.

    Parameters
    ----------
    low : array_like
        Lower bound :math:`a`.
    high : array_like
        Upper bound :math:`b`, larger than `low`; ``high - low`` must be finite.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Uniform(0.0, 4.0).log_prob([1.0, 4.0, 4.1])
    array([-1.38629436, -1.38629436,        -inf])
    """

    conditions = (Condition("high - low", "positive", lambda graph, p: graph.apply("sub", [p["high"], p["low"]])),)
    references = (
        Reference(
            log_density="-log(high - low)",
            scipy="uniform(low, high - low)",
            cases=(
                {"low": 0.0, "high": 1.0},
                {"low": [-2.0, 3.0], "high": [[5.0], [3.5]]},
                {"low": -1e30, "high": 2e30},
                {"low": 1000.0, "high": 1000.5},
            ),
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
        return self._spread(0.5 * self.low + 0.5 * self.high)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(np.square(self.high - self.low) / 12.0)

    @property
    def mode(self) -> Value:
        """The lower bound: all values are equally likely."""
        return self._spread(self.low)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.high - self.low))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.clip((number(x) - self.low) / (self.high - self.low), 0.0, 1.0)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.clip((self.high - number(x)) / (self.high - self.low), 0.0, 1.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.low + (self.high - self.low) * number(q)
