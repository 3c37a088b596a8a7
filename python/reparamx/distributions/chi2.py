"""Chi-squared distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Chi2(Distribution):
    r"""Chi-squared distribution, the sum of squares of :math:`\nu` standard normal numbers.

    .. math:: p(x) = \frac{x^{\nu/2 - 1} e^{-x/2}}{2^{\nu/2} \Gamma(\nu/2)}, \quad x \ge 0

    The gamma distribution of concentration :math:`\nu/2` and rate 1/2. SciPy: ``chi2(df)``. PyTorch: the same.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu`, positive, not necessarily whole.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Chi2([1.0, 10.0]).icdf(0.95)
    array([ 3.84145882, 18.30703805])
    """

    references = (
        Reference(
            log_density="(0 if df == 2 else (df / 2 - 1) * log(x)) - x / 2 - df / 2 * log(2) - loggamma(df / 2)",
            scipy="chi2(df)",
            cases=({"df": 3.0}, {"df": [0.5, 1.0, 2.0, 30.0]}, {"df": 1e7}),
            points=(0.0, 1e-30),
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
        return self.df

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return 2.0 * self.df

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.maximum(self.df - 2.0, 0.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = 0.5 * self.df
        slope = 0.5 / a + op("stirling_slope", a)
        return 0.5 * np.log(8.0 * np.pi * a) + op("stirling", a) + (a - 1.0) * slope

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("gammainc", 0.5 * self.df, np.maximum(0.5 * number(x), 0.0))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("gammaincc", 0.5 * self.df, np.maximum(0.5 * number(x), 0.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return 2.0 * op("gammaincinv", 0.5 * self.df, number(q))
