"""Laplace distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number


class Laplace(Distribution):
    r"""Laplace (double exponential) distribution.

    .. math:: p(x) = \frac{1}{2 b} \exp\left(-\frac{|x - \mu|}{b}\right)

    SciPy: ``laplace(loc, scale)``. PyTorch: ``Laplace(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu`.
    scale : array_like
        Scale :math:`b`, positive: the mean distance from `loc`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Laplace(1.0, 0.5).log_prob([1.5, 2.0])
    array([-1., -2.])
    """

    references = (
        Reference(
            log_density="-fabs((x - loc) / scale) - log(2 * scale)",
            scipy="laplace(loc, scale)",
            cases=(
                {"loc": 0.0, "scale": 1.0},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]]},
                {"loc": 0.0, "scale": 1e30},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.loc)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(2.0 * np.square(self.scale))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + math.log(2 * math.e))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z = (number(x) - self.loc) / self.scale
        tail = 0.5 * np.exp(-np.abs(z))
        return np.where(z < 0.0, tail, 1.0 - tail)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        z = (number(x) - self.loc) / self.scale
        tail = 0.5 * np.exp(-np.abs(z))
        return np.where(z < 0.0, 1.0 - tail, tail)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        q = number(q)
        magnitude = np.log(2.0 * np.minimum(q, 1.0 - q))
        return self.loc + self.scale * np.where(q < 0.5, magnitude, -magnitude)
