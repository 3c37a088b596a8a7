"""Beta distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Beta(Distribution):
    r"""Beta distribution, :math:`x = g_1 / (g_1 + g_0)` with gamma variables of concentrations a and b.

    .. math:: p(x) = \frac{x^{a - 1} (1 - x)^{b - 1}}{B(a, b)}, \quad 0 \le x \le 1

    The gamma variables are kept as logarithms, so that draws near 0 have all their digits; none is exactly 0 or 1.
    SciPy: ``beta(concentration1, concentration0)``. PyTorch: the same.

    Parameters
    ----------
    concentration1 : array_like
        Exponent :math:`a` of x, positive.
    concentration0 : array_like
        Exponent :math:`b` of 1 - x, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Beta([0.5, 1.0, 2.0], 2.0).log_prob(0.0)
    array([       inf, 0.69314718,       -inf])
    """

    references = (
        Reference(
            log_density="(0 if concentration1 == 1 else (concentration1 - 1) * log(x))"
            " + (0 if concentration0 == 1 else (concentration0 - 1) * log(1 - x))"
            " + loggamma(concentration1 + concentration0) - loggamma(concentration1) - loggamma(concentration0)",
            scipy="beta(concentration1, concentration0)",
            cases=(
                {"concentration1": 2.0, "concentration0": 3.5},
                {"concentration1": [0.3, 1.0, 30.0], "concentration0": [[0.7], [1.0], [5.0]]},
                {"concentration1": 1e5, "concentration0": [2.0, 3e5]},
            ),
            points=(0.0, 1.0, 1e-30),
        ),
    )

    def __init__(self, concentration1: ArrayLike | Value, concentration0: ArrayLike | Value) -> None:
        super().__init__(concentration1=concentration1, concentration0=concentration0)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, 1.0)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        total = self.concentration1 + self.concentration0
        return self.concentration1 / total * (self.concentration0 / total) / (total + 1.0)

    @property
    def mode(self) -> Value:
        """Value of largest density; where it is infinite at both ends, the end where it rises faster."""
        above = np.maximum(self.concentration1 - 1.0, 0.0), np.maximum(self.concentration0 - 1.0, 0.0)
        total = above[0] + above[1]
        flat = total <= 0.0
        end = np.where(self.concentration1 > self.concentration0, 1.0, 0.0)
        middle = (self.concentration1 >= 1.0) & (self.concentration1 == self.concentration0)
        return np.where(flat, np.where(middle, 0.5, end), above[0] / np.where(flat, 1.0, total))[()]

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a, b = self.concentration1, self.concentration0
        total = a + b
        slopes = [0.5 / c + op("stirling_slope", c) for c in (a, b, total)]
        # lbeta(a, b) - (a - 1) digamma(a) - (b - 1) digamma(b) + (n - 2) digamma(n), n = a + b, without what cancels
        leading = 0.5 * np.log(2.0 * np.pi) + 0.5 * (np.log(a / total) + np.log(b / total) - np.log(total))
        rest = op("stirling", a) + op("stirling", b) - op("stirling", total)
        return leading + rest + (a - 1.0) * slopes[0] + (b - 1.0) * slopes[1] - (total - 2.0) * slopes[2]

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        at = np.clip(number(x), 0.0, 1.0)
        return op("betainc", self.concentration1, self.concentration0, at)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        at = 1.0 - np.clip(number(x), 0.0, 1.0)
        return op("betainc", self.concentration0, self.concentration1, at)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return op("betaincinv", self.concentration1, self.concentration0, number(q))
