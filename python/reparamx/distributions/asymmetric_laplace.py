"""Asymmetric Laplace distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number


class AsymmetricLaplace(Distribution):
    r"""Asymmetric Laplace distribution: two exponential tails.

    .. math::
        p(x) = \frac{1}{b (\kappa + 1 / \kappa)} \begin{cases} e^{z / \kappa} & z < 0 \\ e^{-\kappa z} & z \ge 0
        \end{cases}, \quad z = \frac{x - \mu}{b}

    The tails have the scales :math:`\kappa b` to the left and :math:`b / \kappa` to the right.
    SciPy: ``laplace_asymmetric(asymmetry, loc, scale)``. PyTorch has none; NumPyro: ``AsymmetricLaplace(loc, scale,
    asymmetry)``.

    Parameters
    ----------
    loc : array_like
        Mode :math:`\mu`.
    scale : array_like
        Scale :math:`b`, positive.
    asymmetry : array_like
        Ratio :math:`\kappa`, positive; below 1 the right tail is the longer one.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.AsymmetricLaplace(0.0, 1.0, 2.0).log_prob([-2.0, 0.0, 1.0])
    array([-1.91629073, -0.91629073, -2.91629073])
    """

    references = (
        Reference(
            log_density=(
                "((x - loc) / scale / asymmetry if x < loc else -(x - loc) / scale * asymmetry)"
                " - log(scale * (asymmetry + 1 / asymmetry))"
            ),
            scipy="laplace_asymmetric(asymmetry, loc, scale)",
            cases=(
                {"loc": 0.3, "scale": 0.7, "asymmetry": 1.5},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]], "asymmetry": 0.3},
                {"loc": 0.0, "scale": 1e30, "asymmetry": [0.05, 1.0, 50.0]},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value, asymmetry: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale, asymmetry=asymmetry)

    def _share(self) -> Value:
        """Probability of a value left of loc."""
        return self.asymmetry / (self.asymmetry + 1.0 / self.asymmetry)

    def _tails(self, x: ArrayLike | Value) -> tuple[Value, Value, Value]:
        """Distance of x from loc in scales, and the probabilities beyond it on its side of loc."""
        z, p = (number(x) - self.loc) / self.scale, self._share()
        left = p * np.exp(np.minimum(z, 0.0) / self.asymmetry)
        return z, left, p / np.square(self.asymmetry) * np.exp(-np.maximum(z, 0.0) * self.asymmetry)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.loc + self.scale * (1.0 / self.asymmetry - self.asymmetry)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return np.square(self.scale) * (np.square(self.asymmetry) + np.square(1.0 / self.asymmetry))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale * (self.asymmetry + 1.0 / self.asymmetry)) + 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z, left, right = self._tails(x)
        return np.where(z < 0.0, left, 1.0 - right)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        z, left, right = self._tails(x)
        return np.where(z < 0.0, 1.0 - left, right)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level, p, k = number(q), self._share(), self.asymmetry
        left = k * np.log(np.where(level < p, level, p) / p)
        right = -np.log(np.where(level < p, 1.0, (1.0 - level) / p * np.square(k))) / k
        return self.loc + self.scale * np.where(level < p, left, right)
