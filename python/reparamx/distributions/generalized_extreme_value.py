"""Generalized extreme-value distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op, ratio


class GeneralizedExtremeValue(Distribution):
    r"""Generalized extreme-value distribution, :math:`x = \mu + \sigma (e^{\xi g} - 1) / \xi` with g standard Gumbel.

    .. math::
        p(x) = \frac{1}{\sigma} e^{-(1 + \xi) s - e^{-s}}, \quad s = \frac{\log(1 + \xi z)}{\xi}, \quad
        z = \frac{x - \mu}{\sigma}

    The Gumbel law (s = z) for :math:`\xi = 0`, Frechet's above, Weibull's reversed below. The support ends at
    :math:`\mu - \sigma / \xi`, below for :math:`\xi > 0`, above for :math:`\xi < 0`. The parameters move it, so there
    is no score function for them. SciPy: ``genextreme(-concentration, loc, scale)``. PyTorch has none; TFP:
    ``GeneralizedExtremeValue(loc, scale, concentration)``.

    Parameters
    ----------
    loc : array_like
        Location :math:`\mu`.
    scale : array_like
        Scale :math:`\sigma`, positive.
    concentration : array_like
        Shape :math:`\xi`: heavy upper tail above 0, bounded above below 0.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.GeneralizedExtremeValue(0.0, 1.0, [-0.5, 0.0, 0.5]).log_prob([3.0, 0.0, -3.0])
    array([-inf,  -1., -inf])
    """

    references = (
        Reference(
            log_density=(
                "(lambda s: -(1 + concentration) * s - exp(-s) - log(scale))((lambda z: log1p(concentration * z)"
                " / concentration if concentration else z)((x - loc) / scale))"
            ),
            scipy="genextreme(-concentration, loc, scale)",
            cases=(
                {"loc": -0.2, "scale": 0.8, "concentration": 0.1},
                {"loc": 0.5, "scale": [0.1, 20.0], "concentration": [[-0.4], [0.0], [0.3]]},
                {"loc": 0.0, "scale": 1.0, "concentration": [-1.0, 1e-3, -1e-3]},
                {"loc": 0.0, "scale": 1e30, "concentration": 0.2},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale, concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        c = self.concentration
        end = self.loc - self.scale / np.where(c, c, 1.0)
        return np.where(c > 0.0, end, -np.inf)[()], np.where(c < 0.0, end, np.inf)[()]

    @property
    def mean(self) -> Value:
        """Mean of each element, infinite for a concentration of at least 1."""
        c = np.where(self.concentration < 1.0, self.concentration, 0.0)
        g = _log_gamma(c)
        return np.where(self.concentration < 1.0, self.loc + self.scale * (g * ratio("expm1", c * g)), np.inf)[()]

    @property
    def variance(self) -> Value:
        """Variance of each element, infinite for a concentration of at least 1/2."""
        finite = self.concentration < 0.5
        c = np.where(finite, self.concentration, 0.0)
        d = _log_gamma_difference(c)
        variance = np.square(self.scale) * np.exp(2.0 * c * _log_gamma(c)) * d * ratio("expm1", np.square(c) * d)
        return np.where(finite, variance, np.inf)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        c = np.maximum(self.concentration, -1.0)
        s = -np.log1p(np.where(c > -1.0, c, 0.0))
        inside = self.loc + self.scale * (s * ratio("expm1", c * s))
        return np.where(self.concentration > -1.0, inside, self.support[1])[()]

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + EULER * self.concentration + (EULER + 1.0))

    def _hazard(self, x: ArrayLike | Value) -> Value:
        """-log cdf(x)."""
        t = (np.clip(number(x), *self.support) - self.loc) / self.scale
        with np.errstate(over="ignore"):
            return np.exp(-t * ratio("log1p", np.maximum(self.concentration * t, -1.0)))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.exp(-self._hazard(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return -np.expm1(-self._hazard(x))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        s = -np.log(-np.log(number(q)))
        return self.loc + self.scale * (s * ratio("expm1", self.concentration * s))


#: Riemann's zeta function of 2, 3, ... 8.
_ZETA = (
    1.6449340668482264,
    1.2020569031595942,
    1.0823232337111382,
    1.0369277551433699,
    1.0173430619844491,
    1.0083492773819228,
    1.0040773561979443,
)


def _log_gamma(c: Value) -> Value:
    """Log gamma(1 - c) / c, Euler's constant at 0: there by its series, of coefficients zeta(k) / k."""
    small = np.abs(c) < 0.01
    series = 0.0
    for k in range(8, 1, -1):
        series = c * (series + _ZETA[k - 2] / k)
    safe = np.where(small, 0.5, c)
    return np.where(small, EULER + series, op("lgamma", 1.0 - safe) / safe)


def _log_gamma_difference(c: Value) -> Value:
    """(log gamma(1 - 2 c) - 2 log gamma(1 - c)) / c^2, zeta(2) at 0."""
    small = np.abs(c) < 0.01
    series = 0.0
    for k in range(8, 2, -1):
        series = c * (series + _ZETA[k - 2] * (2.0**k - 2.0) / k)
    safe = np.where(small, 0.25, c)
    far = (op("lgamma", 1.0 - 2.0 * safe) - 2.0 * op("lgamma", 1.0 - safe)) / np.square(safe)
    return np.where(small, _ZETA[0] + series, far)
