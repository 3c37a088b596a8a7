"""Gumbel distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number


class Gumbel(Distribution):
    r"""Gumbel distribution of the largest of many, :math:`x = \mu + \beta g`.

    .. math:: p(x) = \frac{1}{\beta} e^{-(z + e^{-z})}, \quad z = \frac{x - \mu}{\beta}

    SciPy: ``gumbel_r(loc, scale)``. PyTorch: ``Gumbel(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mode :math:`\mu`.
    scale : array_like
        Scale :math:`\beta`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> float(rx.Gumbel(0.0, 1.0).log_prob(0.0))
    -1.0
    """

    references = (
        Reference(
            log_density="-(x - loc) / scale - exp(-(x - loc) / scale) - log(scale)",
            scipy="gumbel_r(loc, scale)",
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
        return self._spread(self.loc + EULER * self.scale)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(math.pi**2 / 6.0 * np.square(self.scale))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + (EULER + 1.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.exp(-np.exp(-(number(x) - self.loc) / self.scale))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return -np.expm1(-np.exp(-(number(x) - self.loc) / self.scale))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc - self.scale * np.log(-np.log(number(q)))
