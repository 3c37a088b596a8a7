"""Exponentially modified Gaussian distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class ExponentiallyModifiedGaussian(Distribution):
    r"""Sum of a normal and an exponential number, :math:`x = \mu + \sigma \varepsilon + e / \lambda`.

    .. math::
        p(x) = \lambda \exp\left(\tfrac12 k^2 - k z\right) \Phi(z - k), \quad z = \frac{x - \mu}{\sigma}, \quad
        k = \lambda \sigma

    SciPy: ``exponnorm(1 / (rate * scale), loc, scale)``. TFP: ``ExponentiallyModifiedGaussian(loc, scale, rate)``;
    PyTorch has none.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` of the normal number.
    scale : array_like
        Its standard deviation :math:`\sigma`, positive.
    rate : array_like
        Rate :math:`\lambda` of the exponential number, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.ExponentiallyModifiedGaussian(0.0, 1.0, [1.0, 1e6]).log_prob(0.0)
    array([-1.34102165, -0.91893853])
    """

    references = (
        Reference(
            log_density="log(rate) + (rate * scale)**2 / 2 - rate * (x - loc)"
            " + log(erfc((rate * scale - (x - loc) / scale) / sqrt(2)) / 2)",
            scipy="exponnorm(1 / (rate * scale), loc, scale)",
            cases=(
                {"loc": 0.5, "scale": 1.5, "rate": 0.7},
                {"loc": [0.0, -3.0], "scale": [[1.0], [0.2]], "rate": [3.0, 1.0]},
                {"loc": 0.0, "scale": 1.0, "rate": [40.0, 0.01, 1e4]},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value, rate: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale, rate=rate)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.loc + 1.0 / self.rate)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(np.square(self.scale) + np.square(1.0 / self.rate))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z = (number(x) - self.loc) / self.scale
        # With log_prob(x) - log(rate), the exponential term never overflows.
        return op("ndtr", z) - np.exp(self.log_prob(x)) / self.rate

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("ndtr", (self.loc - number(x)) / self.scale) + np.exp(self.log_prob(x)) / self.rate
