"""Generalized Pareto distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, ratio


class GeneralizedPareto(Distribution):
    r"""Generalized Pareto distribution, :math:`x = \mu + \sigma (e^{\xi e} - 1) / \xi` with e standard exponential.

    .. math:: p(x) = \frac{1}{\sigma} (1 + \xi z)^{-1 / \xi - 1}, \quad z = \frac{x - \mu}{\sigma} \ge 0

    The exponential law for :math:`\xi = 0`. For :math:`\xi < 0` the support ends at :math:`\mu - \sigma / \xi`, where
    the density is 0 for :math:`\xi > -1`, :math:`1 / \sigma` for -1 and infinite below. The parameters move the
    support, so there is no score function for them. SciPy: ``genpareto(concentration, loc, scale)``. PyTorch:
    ``GeneralizedPareto(loc, scale, concentration)``.

    Parameters
    ----------
    loc : array_like
        Smallest value :math:`\mu`.
    scale : array_like
        Scale :math:`\sigma`, positive.
    concentration : array_like
        Shape :math:`\xi`: heavy tails above 0, bounded support below.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.GeneralizedPareto(0.0, 1.0, [-1.0, 0.0, 1.0]).log_prob([1.5, 1.0, 1.0])
    array([      -inf, -1.        , -1.38629436])
    """

    references = (
        Reference(
            log_density=(
                "-(1 + concentration) * (lambda z: log1p(concentration * z) / concentration if concentration else z)"
                "((x - loc) / scale) - log(scale)"
            ),
            scipy="genpareto(concentration, loc, scale)",
            cases=(
                {"loc": -0.2, "scale": 0.8, "concentration": 0.1},
                {"loc": 0.5, "scale": [0.1, 20.0], "concentration": [[-0.4], [0.0], [0.3]]},
                {"loc": 0.0, "scale": 1.0, "concentration": [-1.0, -1.5, 1e-3]},
                {"loc": 0.0, "scale": 1e30, "concentration": 0.2},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale, concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        bounded = self.concentration < 0.0
        end = self.loc - self.scale / np.where(bounded, self.concentration, -1.0)
        return self.loc, np.where(bounded, end, np.inf)[()]

    @property
    def mean(self) -> Value:
        """Mean of each element, infinite for a concentration of at least 1."""
        c = np.where(self.concentration < 1.0, self.concentration, 0.0)
        return np.where(self.concentration < 1.0, self.loc + self.scale / (1.0 - c), np.inf)[()]

    @property
    def variance(self) -> Value:
        """Variance of each element, infinite for a concentration of at least 1/2."""
        c = np.where(self.concentration < 0.5, self.concentration, 0.0)
        variance = np.square(self.scale / (1.0 - c)) / (1.0 - 2.0 * c)
        return np.where(self.concentration < 0.5, variance, np.inf)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(np.where(self.concentration < -1.0, self.support[1], self.loc))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + self.concentration + 1.0)

    def _hazard(self, x: ArrayLike | Value) -> Value:
        """-log sf(x)."""
        t = (np.clip(number(x), *self.support) - self.loc) / self.scale
        return t * ratio("log1p", np.maximum(self.concentration * t, -1.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return -np.expm1(-self._hazard(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.exp(-self._hazard(x))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        s = -np.log1p(-number(q))
        return self.loc + self.scale * (s * ratio("expm1", self.concentration * s))
