"""Inverse gamma distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class InverseGamma(Distribution):
    r"""Inverse gamma distribution, :math:`x = \beta / g` with :math:`g` a gamma variable of rate 1.

    .. math:: p(x) = \frac{\beta^a}{\Gamma(a)} x^{-a - 1} e^{-\beta / x}, \quad x > 0

    SciPy: ``invgamma(concentration, scale=rate)``. PyTorch: the same.

    Parameters
    ----------
    concentration : array_like
        Shape :math:`a`, positive.
    rate : array_like, optional
        Scale :math:`\beta`, the rate of :math:`1/x`, positive; 1 by default.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.InverseGamma(2.0, 1.0).log_prob([1e-300, 1.0])
    array([-1.e+300, -1.e+000])
    """

    references = (
        Reference(
            log_density="concentration * log(rate) - (concentration + 1) * log(x) - rate / x - loggamma(concentration)",
            scipy="invgamma(concentration, 0, rate)",
            cases=(
                {"concentration": 5.5, "rate": 1.5},
                {"concentration": [0.3, 1.0, 2.5], "rate": [[0.1], [20.0]]},
                {"concentration": 1e6, "rate": 1e6},
            ),
            points=(1e-30, 1e30),
        ),
    )

    def __init__(self, concentration: ArrayLike | Value, rate: ArrayLike | Value = 1.0) -> None:
        super().__init__(concentration=concentration, rate=rate)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element. Infinite up to concentration 1."""
        finite = self.concentration > 1.0
        return np.where(finite, self.rate / (np.where(finite, self.concentration, 2.0) - 1.0), np.inf)[()]

    @property
    def variance(self) -> Value:
        """Variance of each element. Infinite up to concentration 2."""
        a = self.concentration
        finite = a > 2.0
        b = np.where(finite, a, 3.0)
        return np.where(finite, np.square(self.rate / (b - 1.0)) / (b - 2.0), np.inf)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self.rate / (self.concentration + 1.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = self.concentration
        # a + log(rate) + lgamma(a) - (1 + a) digamma(a), with what cancels in it for large a left out.
        slope = 0.5 / a + op("stirling_slope", a)
        return 0.5 * np.log(2.0 * np.pi / a) - np.log(a) + op("stirling", a) + (a + 1.0) * slope + np.log(self.rate)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("gammaincc", self.concentration, self._inverse(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("gammainc", self.concentration, self._inverse(x))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.rate / op("gammainccinv", self.concentration, number(q))

    def _inverse(self, x: ArrayLike | Value) -> Value:
        at = number(x)
        positive = at > 0.0
        return np.where(positive, self.rate / np.where(positive, at, 1.0), np.inf)
