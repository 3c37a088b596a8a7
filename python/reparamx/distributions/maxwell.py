"""Maxwell distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Maxwell(Distribution):
    r"""Maxwell distribution, the length of a vector of three normal numbers of standard deviation :math:`a`.

    .. math:: p(x) = \sqrt{\frac{2}{\pi}}\, \frac{x^2}{a^3} e^{-x^2 / (2 a^2)}, \quad x \ge 0

    SciPy: ``maxwell(scale=scale)``. PyTorch has none.

    Parameters
    ----------
    scale : array_like
        Scale :math:`a`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Maxwell([1.0, 2.0]).mean
    array([1.59576912, 3.19153824])
    """

    references = (
        Reference(
            log_density="log(2 / pi) / 2 + 2 * log(x) - 3 * log(scale) - (x / scale)**2 / 2",
            scipy="maxwell(0, scale)",
            cases=({"scale": 1.5}, {"scale": [1e-20, 1e20]}),
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
        return 2.0 * np.sqrt(2.0 / np.pi) * self.scale

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return (3.0 - 8.0 / np.pi) * np.square(self.scale)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.sqrt(2.0) * self.scale

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return np.log(self.scale) + 0.5 * np.log(2.0 * np.pi) + EULER - 0.5

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("gammainc", 1.5, 0.5 * np.square(np.maximum(number(x), 0.0) / self.scale))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("gammaincc", 1.5, 0.5 * np.square(np.maximum(number(x), 0.0) / self.scale))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.scale * np.sqrt(2.0 * op("gammaincinv", 1.5, number(q)))
