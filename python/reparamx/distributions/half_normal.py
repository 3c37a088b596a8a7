"""Half-normal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class HalfNormal(Distribution):
    r"""Half-normal distribution, :math:`x = \sigma |\varepsilon|`.

    .. math:: p(x) = \frac{\sqrt{2}}{\sqrt{\pi}\, \sigma} \exp\left(-\frac{x^2}{2 \sigma^2}\right), \quad x \ge 0

    SciPy: ``halfnorm(scale=scale)``. PyTorch: ``HalfNormal(scale)``.

    Parameters
    ----------
    scale : array_like
        Standard deviation :math:`\sigma` of the normal, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.HalfNormal(2.0).log_prob([-1.0, 0.0])
    array([       -inf, -0.91893853])
    """

    references = (
        Reference(
            log_density="-(x / scale)**2 / 2 - log(scale) + log(2 / pi) / 2",
            scipy="halfnorm(0, scale)",
            cases=({"scale": 1.0}, {"scale": [0.01, 7.0]}, {"scale": 1e30}),
            points=(0.0,),
        ),
    )

    def __init__(self, scale: ArrayLike | Value) -> None:
        super().__init__(scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.scale * math.sqrt(2.0 / math.pi)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return np.square(self.scale) * (1.0 - 2.0 / math.pi)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(0.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return np.log(self.scale) + 0.5 * math.log(math.pi * math.e / 2.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("erf", np.maximum(number(x), 0.0) / (self.scale * math.sqrt(2.0)))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("erfc", np.maximum(number(x), 0.0) / (self.scale * math.sqrt(2.0)))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.scale * (math.sqrt(2.0) * op("erfinv", q))
