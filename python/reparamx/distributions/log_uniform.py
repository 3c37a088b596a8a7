"""Log-uniform distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number


class LogUniform(Distribution):
    r"""Log-uniform (reciprocal) distribution, :math:`x = a (b / a)^u`.

    .. math:: p(x) = \frac{1}{x \log(b / a)}, \quad a \le x \le b

    The bounds move the support, so there is no score function for them. SciPy: ``loguniform(low, high)``. NumPyro:
    ``LogUniform(low, high)``.

    Parameters
    ----------
    low : array_like
        Lower bound :math:`a`, positive.
    high : array_like
        Upper bound :math:`b`, larger than `low`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.LogUniform(1.0, np.e).log_prob([0.9, np.e])
    array([-inf,  -1.])
    """

    conditions = (Condition("high - low", "positive", lambda graph, p: graph.apply("sub", [p["high"], p["low"]])),)
    references = (
        Reference(
            log_density="-log(x) - log(log(high / low))",
            scipy="loguniform(low, high)",
            cases=({"low": 1.0, "high": 10.0}, {"low": [1e-3, 3.0], "high": [[5.0], [350.0]]}),
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
        return (self.high - self.low) / np.log(self.high / self.low)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        second = 0.5 * (np.square(self.high) - np.square(self.low)) / np.log(self.high / self.low)
        return second - np.square(self.mean)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.low)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return 0.5 * (np.log(self.low) + np.log(self.high)) + np.log(np.log(self.high / self.low))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        inside = np.clip(number(x), self.low, self.high)
        return np.log(inside / self.low) / np.log(self.high / self.low)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        inside = np.clip(number(x), self.low, self.high)
        return np.log(self.high / inside) / np.log(self.high / self.low)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.low * np.exp(number(q) * np.log(self.high / self.low))
