"""Chi distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Chi(Distribution):
    r"""Chi distribution, the length of a vector of :math:`\nu` standard normal numbers.

    .. math:: p(x) = \frac{x^{\nu - 1} e^{-x^2/2}}{2^{\nu/2 - 1} \Gamma(\nu/2)}, \quad x \ge 0

    SciPy: ``chi(df)``. PyTorch has none; NumPyro and TFP: ``Chi(df)``.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu`, positive, not necessarily whole.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Chi([1.0, 2.0, 1e10]).mean
    array([7.97884561e-01, 1.25331414e+00, 1.00000000e+05])
    """

    references = (
        Reference(
            log_density="(0 if df == 1 else (df - 1) * log(x)) - x**2 / 2 + (1 - df / 2) * log(2) - loggamma(df / 2)",
            scipy="chi(df)",
            cases=({"df": 3.0}, {"df": [0.5, 1.0, 2.0, 30.0]}),
            points=(0.0, 1e-30),
        ),
        Reference(  # where SciPy's moments lose digits
            log_density="(0 if df == 1 else (df - 1) * log(x)) - x**2 / 2 + (1 - df / 2) * log(2) - loggamma(df / 2)",
            cdf="chi.cdf(x, df)",
            cases=({"df": 1e6}, {"df": 7.0}),
        ),
    )

    def __init__(self, df: ArrayLike | Value) -> None:
        super().__init__(df=df)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return np.sqrt(self.df) * np.exp(self._log_shrinkage())

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.df * -np.expm1(2.0 * self._log_shrinkage())

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.sqrt(np.maximum(self.df - 1.0, 0.0))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = 0.5 * self.df
        slope = 0.5 / a + op("stirling_slope", a)
        # lgamma(a) + a - (a - 1/2) digamma(a) - log(2) / 2
        return 0.5 * np.log(np.pi) + op("stirling", a) + (a - 0.5) * slope

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("gammainc", 0.5 * self.df, 0.5 * np.square(np.maximum(number(x), 0.0)))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("gammaincc", 0.5 * self.df, 0.5 * np.square(np.maximum(number(x), 0.0)))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return np.sqrt(2.0 * op("gammaincinv", 0.5 * self.df, number(q)))

    def _log_shrinkage(self) -> Value:
        """log(gamma(a + 1/2) / (gamma(a) sqrt(a))), a = df / 2: the logarithm of the mean over sqrt(df)."""
        a = 0.5 * self.df
        return a * op("log1pmx", 1.0 / self.df) + op("stirling", a + 0.5) - op("stirling", a)
