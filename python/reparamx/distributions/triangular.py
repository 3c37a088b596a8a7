"""Triangular distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number


class Triangular(Distribution):
    r"""Triangular distribution on [a, b] with its peak at c.

    .. math::
        p(x) = \frac{2}{b - a} \begin{cases} (x - a) / (c - a) & a \le x < c \\ (b - x) / (b - c) & c < x \le b
        \end{cases}

    The peak may be at an end. The bounds move the support, so there is no score function for them. SciPy:
    ``triang((peak - low) / (high - low), low, high - low)``. PyTorch has none; TFP: ``Triangular(low, high, peak)``.

    Parameters
    ----------
    low : array_like
        Lower bound :math:`a`.
    high : array_like
        Upper bound :math:`b`, larger than `low`.
    peak : array_like
        Mode :math:`c`, from `low` to `high`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Triangular(0.0, 2.0, [0.0, 1.0]).log_prob(0.0)
    array([  0., -inf])
    """

    conditions = (
        Condition("high - low", "positive", lambda graph, p: graph.apply("sub", [p["high"], p["low"]])),
        Condition("peak - low", "nonnegative", lambda graph, p: graph.apply("sub", [p["peak"], p["low"]])),
        Condition("high - peak", "nonnegative", lambda graph, p: graph.apply("sub", [p["high"], p["peak"]])),
    )
    references = (
        Reference(
            log_density=(
                "log(2 / (high - low))"
                " + log((x - low) / (peak - low) if x < peak else (high - x) / (high - peak) if x > peak else 1)"
            ),
            scipy="triang((peak - low) / (high - low), low, high - low)",
            cases=(
                {"low": -0.5, "high": 2.0, "peak": 0.5},
                {"low": -1.0, "high": [3.0, 7.0], "peak": [[-0.99], [2.9], [0.25]]},
                {"low": -1e30, "high": 1e30, "peak": 1e29},
            ),
        ),
    )

    def __init__(self, low: ArrayLike | Value, high: ArrayLike | Value, peak: ArrayLike | Value) -> None:
        super().__init__(low=low, high=high, peak=peak)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.low, self.high

    def _share(self) -> Value:
        """Probability of a value left of the peak."""
        return (self.peak - self.low) / (self.high - self.low)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.low + (self.high - self.low) * ((1.0 + self._share()) / 3.0)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        left = self._share()
        return np.square(self.high - self.low) * ((1.0 - left * (1.0 - left)) / 18.0)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.peak)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.high - self.low) + (0.5 - math.log(2.0)))

    def _tails(self, x: ArrayLike | Value) -> tuple[Value, Value]:
        """Probability of a value below x, left of the peak, and above it, right of the peak."""
        y, p, width = np.clip(number(x), self.low, self.high), self._share(), self.high - self.low
        left = np.square((y - self.low) / width) / np.where(p > 0.0, p, 1.0)
        return left, np.square((self.high - y) / width) / np.where(p < 1.0, 1.0 - p, 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        left, right = self._tails(x)
        return np.where(np.less(x, self.peak), left, 1.0 - right)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        left, right = self._tails(x)
        return np.where(np.less(x, self.peak), 1.0 - left, right)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level, p, width = number(q), self._share(), self.high - self.low
        left = self.low + width * np.sqrt(level * p)
        return np.where(level < p, left, self.high - width * np.sqrt((1.0 - level) * (1.0 - p)))
