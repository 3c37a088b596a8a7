"""What a law says of itself besides its density: support, moments, distribution function."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._definition import Shape

__all__ = ["Summaries", "Value"]

#: An array, a number, or a traced value: what parameters are and formulas on them return.
Value = Any


class Summaries:
    """The defaults; subclasses know closed forms."""

    batch_shape: Shape
    event_shape: Shape

    @property
    def name(self) -> str:
        """Name of the distribution."""
        return type(self).__name__

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        raise NotImplementedError(f"{self.name} has no closed form of its mean")

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        raise NotImplementedError(f"{self.name} has no closed form of its variance")

    @property
    def stddev(self) -> Value:
        """Standard deviation of each element."""
        return np.sqrt(self.variance)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value, both included where finite."""
        return (-np.inf, np.inf)

    def entropy(self) -> Value:
        """Entropy in nats (of a continuous law: differential entropy)."""
        raise NotImplementedError(f"{self.name} has no closed form of its entropy")

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        raise NotImplementedError(f"{self.name} has no closed form of its cdf")

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        raise NotImplementedError(f"{self.name} has no closed form of its icdf")

    def _spread(self, value: Value) -> Value:
        """Return a value in the shape of one draw."""
        return _spread(value, self.batch_shape + self.event_shape)

    def _spread_batch(self, value: Value) -> Value:
        """Return a value in the batch shape."""
        return _spread(value, self.batch_shape)


def _spread(value: Value, shape: Shape) -> Value:
    if np.shape(value) == shape:
        return value
    spread = np.broadcast_to(value, shape)
    return np.array(spread)[()] if type(spread) is np.ndarray else spread
