"""Student's t distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class StudentT(Distribution):
    r"""Student's t distribution, a normal number over the root of a mean of :math:`\nu` squares.

    .. math::
        p(x) = \frac{\Gamma((\nu + 1)/2)}{\Gamma(\nu/2) \sqrt{\pi \nu}\, \sigma}
        \left(1 + \frac{z^2}{\nu}\right)^{-(\nu + 1)/2}, \quad z = \frac{x - \mu}{\sigma}

    Density and derivatives keep their digits where :math:`\nu` is large and the law nearly normal. SciPy: ``t(df, loc,
    scale)``. PyTorch: the same.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu`, positive.
    loc : array_like, optional
        Location :math:`\mu`; 0 by default.
    scale : array_like, optional
        Scale :math:`\sigma`, positive; 1 by default.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.StudentT([1.0, 1e10]).log_prob(0.0)
    array([-1.14472989, -0.91893853])
    """

    references = (
        Reference(
            log_density="loggamma((df + 1) / 2) - loggamma(df / 2) - log(pi * df) / 2 - log(scale)"
            " - (df + 1) / 2 * log(1 + ((x - loc) / scale)**2 / df)",
            scipy="t(df, loc, scale)",
            cases=(
                {"df": 3.0, "loc": 0.5, "scale": 2.0},
                {"df": [0.5, 1.0, 2.0, 4.5], "loc": [[0.0], [-3.0]], "scale": [[1.0], [0.1]]},
                {"df": [30.0, 1e4], "loc": 0.0, "scale": 1.0},
                {"df": 1e10, "loc": 0.0, "scale": 1.0},
            ),
            points=(0.0, 1e-30, 1e30),
        ),
    )

    def __init__(self, df: ArrayLike | Value, loc: ArrayLike | Value = 0.0, scale: ArrayLike | Value = 1.0) -> None:
        super().__init__(df=df, loc=loc, scale=scale)

    @property
    def mean(self) -> Value:
        """Mean of each element. NaN up to df = 1."""
        return self._spread(np.where(self.df > 1.0, self.loc, np.nan)[()])

    @property
    def variance(self) -> Value:
        """Variance of each element. Infinite up to df = 2, NaN up to df = 1."""
        finite = self.df > 2.0
        df = np.where(finite, self.df, 3.0)
        value = np.square(self.scale) * (df / (df - 2.0))
        return self._spread(np.where(finite, value, np.where(self.df > 1.0, np.inf, np.nan))[()])

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = 0.5 * self.df
        slopes = 0.5 / a - 0.5 / (a + 0.5) + op("stirling_slope", a) - op("stirling_slope", a + 0.5)
        # (a + 1/2) (digamma(a + 1/2) - digamma(a)) + log B(a, 1/2) + log(df) / 2, without what cancels
        ratio = op("stirling", a) - op("stirling", a + 0.5)
        bend = 0.5 * op("log1p", 1.0 / self.df) + 0.5
        return self._spread(np.log(self.scale) + 0.5 * np.log(2.0 * np.pi) + bend + ratio + (a + 0.5) * slopes)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._tail((self.loc - number(x)) / self.scale)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._tail((number(x) - self.loc) / self.scale)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level = number(q)
        tail = np.minimum(level, 1.0 - level)
        # z^2 / df and df / z^2 are the odds of beta variables: from the centre, or from the tail.
        inner = op("betaincinv_odds", 0.5, 0.5 * self.df, np.abs(1.0 - 2.0 * level))
        outer = op("betaincinv_odds", 0.5 * self.df, 0.5, 2.0 * tail)
        z = np.sqrt(self.df * np.where(tail > 0.25, inner, op("reciprocal", outer)))
        return self.loc + self.scale * np.where(level < 0.5, -z, z)

    def _tail(self, z: Value) -> Value:
        """Probability of a standard value above z."""
        tail = 0.5 * op("betainc_odds", 0.5 * self.df, 0.5, self.df * op("reciprocal", np.square(z)))
        return np.where(z > 0.0, tail, 1.0 - tail)[()]
