"""Exponential distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number


class Exponential(Distribution):
    r"""Exponential distribution, :math:`x = e / \lambda` with :math:`e` standard exponential.

    .. math:: p(x) = \lambda e^{-\lambda x}, \quad x \ge 0

    SciPy: ``expon(scale=1 / rate)``. PyTorch: ``Exponential(rate)``.

    Parameters
    ----------
    rate : array_like
        Rate :math:`\lambda`, positive: one over the mean.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Exponential(2.0).log_prob([-1.0, 0.0, 1.0])
    array([       -inf,  0.69314718, -1.30685282])
    """

    references = (
        Reference(
            log_density="log(rate) - rate * x",
            scipy="expon(scale=1 / rate)",
            cases=({"rate": 1.0}, {"rate": [0.01, 7.0]}, {"rate": 1e-30}, {"rate": 1e30}),
            points=(0.0,),
        ),
    )

    def __init__(self, rate: ArrayLike | Value) -> None:
        super().__init__(rate=rate)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return 1.0 / self.rate

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return 1.0 / np.square(self.rate)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(0.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return 1.0 - np.log(self.rate)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return -np.expm1(-self.rate * np.maximum(number(x), 0.0))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.exp(-self.rate * np.maximum(number(x), 0.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return -np.log1p(-number(q)) / self.rate
