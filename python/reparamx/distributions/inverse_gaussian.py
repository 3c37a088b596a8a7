"""Inverse Gaussian distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class InverseGaussian(Distribution):
    r"""Inverse Gaussian (Wald) distribution: when a Brownian motion with drift first reaches a level.

    .. math::
        p(x) = \sqrt{\frac{\lambda}{2 \pi x^3}} \exp\left(-\frac{\lambda (x - \mu)^2}{2 \mu^2 x}\right), \quad x > 0

    Draws have the implicit derivative. SciPy: ``invgauss(loc / concentration, 0, concentration)``. TFP:
    ``InverseGaussian(loc, concentration)``; PyTorch has none.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu`, positive.
    concentration : array_like
        :math:`\lambda`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.InverseGaussian(1.0, [1.0, 10.0]).log_prob(1.0)
    array([-0.91893853,  0.23235401])
    """

    references = (
        Reference(
            log_density="(log(concentration) - log(2 * pi) - 3 * log(x)"
            " - concentration * (x - loc)**2 / (loc**2 * x)) / 2",
            scipy="invgauss(loc / concentration, 0, concentration)",
            cases=(
                {"loc": 1.5, "concentration": 2.0},
                {"loc": [0.3, 4.0], "concentration": [[0.2], [30.0]]},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(loc=loc, concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.loc)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.loc * np.square(self.loc) / self.concentration

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        k = 1.5 * self.loc / self.concentration
        return self.loc / (np.sqrt(1.0 + np.square(k)) + k)

    def _arms(self, x: ArrayLike | Value) -> tuple[Value, Value]:
        """Both arguments of the normal distribution function in the formula of `cdf`."""
        y = np.maximum(number(x), 0.0) / self.loc
        safe = np.where((y > 0.0) & (y < np.inf), y, 1.0)
        root = np.sqrt(self.concentration / self.loc / safe)
        end = np.where(y > 0.0, np.inf, -np.inf)
        return np.where(y == safe, root * (y - 1.0), end), root * (safe + 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        a, b = self._arms(x)
        return op("ndtr", a) + 0.5 * np.exp(-0.5 * np.square(a)) * op("erfcx", math.sqrt(0.5) * b)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        a, b = self._arms(x)
        right = np.maximum(a, 0.0)
        difference = op("erfcx", math.sqrt(0.5) * right) - op("erfcx", math.sqrt(0.5) * b)
        tail = np.where(a > 0.0, np.exp(-0.5 * np.square(right)) * difference, 0.0)
        return np.where(a > 0.0, 0.5 * tail, 1.0 - self.cdf(x))
