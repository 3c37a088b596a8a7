"""Rayleigh distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number


class Rayleigh(Distribution):
    r"""Rayleigh distribution, the length of a normal vector in the plane: :math:`x = \sigma \sqrt{2 e}`.

    .. math:: p(x) = \frac{x}{\sigma^2} \exp\left(-\frac{x^2}{2 \sigma^2}\right), \quad x \ge 0

    SciPy: ``rayleigh(scale=scale)``. NumPyro: ``Rayleigh(scale)``.

    Parameters
    ----------
    scale : array_like
        Mode :math:`\sigma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Rayleigh(1.0).log_prob([0.0, 1.0])
    array([-inf, -0.5])
    """

    references = (
        Reference(
            log_density="log(x) - 2 * log(scale) - (x / scale)**2 / 2",
            scipy="rayleigh(0, scale)",
            cases=({"scale": 1.0}, {"scale": [0.01, 7.0]}, {"scale": 1e30}),
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
        return self.scale * math.sqrt(math.pi / 2.0)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return np.square(self.scale) * (2.0 - math.pi / 2.0)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self.scale

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return np.log(self.scale) + (1.0 + EULER / 2.0 - 0.5 * math.log(2.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return -np.expm1(-0.5 * np.square(np.maximum(number(x), 0.0) / self.scale))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.exp(-0.5 * np.square(np.maximum(number(x), 0.0) / self.scale))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.scale * np.sqrt(-2.0 * np.log1p(-number(q)))
