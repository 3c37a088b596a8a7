"""Gamma distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Gamma(Distribution):
    r"""Gamma distribution, a draw of rate 1 divided by :math:`\beta`.

    .. math:: p(x) = \frac{\beta^a}{\Gamma(a)} x^{a - 1} e^{-\beta x}, \quad x \ge 0

    Draws are made by the method of Marsaglia and Tsang (ACM TOMS 26, 2000). Their derivative by the concentration is
    the implicit one, :math:`-(\partial_a P) / p` (Figurnov, Mohamed, Mnih, 2018), to about 1e-12. What would underflow
    is the smallest normal number. SciPy: ``gamma(concentration, scale=1 / rate)``. PyTorch: the same.

    Parameters
    ----------
    concentration : array_like
        Shape :math:`a`, positive.
    rate : array_like, optional
        Rate :math:`\beta`, positive; 1 by default.

    Examples
    --------
    >>> import reparamx as rx
    >>> x, grad = rx.Gamma([0.01, 2.5, 1e8]).sample_and_grad(10_000, rng=0)
    >>> bool(np.all(x > 0.0)), bool(np.all(grad["concentration"] >= 0.0))
    (True, True)
    """

    references = (
        Reference(
            log_density="concentration * log(rate) + (0 if concentration == 1 else (concentration - 1) * log(x))"
            " - rate * x - loggamma(concentration)",
            scipy="gamma(concentration, 0, 1 / rate)",
            cases=(
                {"concentration": 2.5, "rate": 1.5},
                {"concentration": [0.3, 1.0, 7.0], "rate": [[0.1], [20.0]]},
                {"concentration": [50.0, 1e4], "rate": 1.0},
                {"concentration": 1e8, "rate": 1e-3},
            ),
            points=(0.0, 1e-30, 1e30),
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
        """Mean of each element."""
        return self.concentration / self.rate

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.concentration / np.square(self.rate)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.maximum(self.concentration - 1.0, 0.0) / self.rate

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = self.concentration
        # a - log(rate) + lgamma(a) + (1 - a) digamma(a), with what cancels in it for large a left out.
        slope = 0.5 / a + op("stirling_slope", a)
        return 0.5 * np.log(2.0 * np.pi * a) + op("stirling", a) + (a - 1.0) * slope - np.log(self.rate)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("gammainc", self.concentration, np.maximum(self.rate * number(x), 0.0))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("gammaincc", self.concentration, np.maximum(self.rate * number(x), 0.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return op("gammaincinv", self.concentration, number(q)) / self.rate
