"""Fisher-Snedecor distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class FisherSnedecor(Distribution):
    r"""Fisher's F distribution, the ratio of two mean squares: of :math:`\chi^2_{d_1}/d_1` to :math:`\chi^2_{d_2}/d_2`.

    .. math::
        p(x) = \frac{1}{x\, B(d_1/2, d_2/2)} \left(\frac{d_1 x}{d_1 x + d_2}\right)^{d_1/2}
        \left(\frac{d_2}{d_1 x + d_2}\right)^{d_2/2}, \quad x \ge 0

    SciPy: ``f(df1, df2)``. PyTorch: ``FisherSnedecor(df1, df2)``.

    Parameters
    ----------
    df1 : array_like
        Degrees of freedom :math:`d_1` of the numerator, positive.
    df2 : array_like
        Degrees of freedom :math:`d_2` of the denominator, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.FisherSnedecor(3.0, [2.0, 10.0]).mean
    array([ inf, 1.25])
    """

    references = (
        Reference(
            log_density="(0 if df1 == 2 else (df1 / 2 - 1) * log(x)) + df1 / 2 * log(df1 / (df1 * x + df2))"
            " + df2 / 2 * log(df2 / (df1 * x + df2))"
            " + loggamma((df1 + df2) / 2) - loggamma(df1 / 2) - loggamma(df2 / 2)",
            scipy="f(df1, df2)",
            cases=(
                {"df1": 3.0, "df2": 12.0},
                {"df1": [0.7, 2.0, 50.0], "df2": [[1.5], [4.5], [30.0]]},
                {"df1": 1e5, "df2": 10.0},
            ),
            points=(0.0, 1e-30, 1e30),
        ),
    )

    def __init__(self, df1: ArrayLike | Value, df2: ArrayLike | Value) -> None:
        super().__init__(df1=df1, df2=df2)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element. Infinite up to df2 = 2."""
        finite = self.df2 > 2.0
        d2 = np.where(finite, self.df2, 3.0)
        return self._spread(np.where(finite, d2 / (d2 - 2.0), np.inf)[()])

    @property
    def variance(self) -> Value:
        """Variance of each element. Infinite up to df2 = 4."""
        finite = self.df2 > 4.0
        d2 = np.where(finite, self.df2, 5.0)
        square = np.square(d2 / (d2 - 2.0))
        value = 2.0 * square * (1.0 + (d2 - 2.0) / self.df1) / (d2 - 4.0)
        return np.where(finite, value, np.inf)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.maximum(self.df1 - 2.0, 0.0) / self.df1 * (self.df2 / (self.df2 + 2.0))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a, b = 0.5 * self.df1, 0.5 * self.df2
        slopes = [op("digamma", a), op("digamma", b), op("digamma", a + b)]
        odds = np.log(self.df2 / self.df1) + op("lbeta", a, b)
        return odds + (1.0 - a) * slopes[0] - (1.0 + b) * slopes[1] + (a + b) * slopes[2]

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("betainc_odds", 0.5 * self.df1, 0.5 * self.df2, self._odds(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("betainc_odds", 0.5 * self.df2, 0.5 * self.df1, op("reciprocal", self._odds(x)))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level = number(q)
        below = op("betaincinv_odds", 0.5 * self.df1, 0.5 * self.df2, level)
        above = op("betaincinv_odds", 0.5 * self.df2, 0.5 * self.df1, 1.0 - level)
        return np.where(level < 0.5, below, op("reciprocal", above)) * (self.df2 / self.df1)

    def _odds(self, x: ArrayLike | Value) -> Value:
        """Those of a beta variable: df1 x / df2."""
        return self.df1 / self.df2 * np.maximum(number(x), 0.0)
