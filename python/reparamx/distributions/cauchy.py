"""Cauchy distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Cauchy(Distribution):
    r"""Cauchy distribution, :math:`x = \mu - \gamma \cot \pi u`. It has no mean.

    .. math:: p(x) = \frac{1}{\pi \gamma} \frac{1}{1 + z^2}, \quad z = \frac{x - \mu}{\gamma}

    SciPy: ``cauchy(loc, scale)``. PyTorch: ``Cauchy(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Median and mode :math:`\mu`.
    scale : array_like
        Half width at half maximum :math:`\gamma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Cauchy(0.0, 1.0).log_prob([0.0, 1e200])
    array([  -1.14472989, -922.17876708])
    """

    references = (
        Reference(
            log_density="-log(pi * scale) - log1p(((x - loc) / scale)**2)",
            scipy="cauchy(loc, scale)",
            cases=(
                {"loc": 0.0, "scale": 1.0},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]]},
                {"loc": 0.0, "scale": 1e30},
            ),
            points=(1e200, -1e200),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def mean(self) -> Value:
        """NaN: the integral does not converge."""
        return self._spread(np.nan)

    @property
    def variance(self) -> Value:
        """NaN: the integral does not converge."""
        return self._spread(np.nan)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + math.log(4.0 * math.pi))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.arctan2(self.scale, self.loc - number(x)) / math.pi

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.arctan2(self.scale, number(x) - self.loc) / math.pi

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc - self.scale * (op("cospi", q) / op("sinpi", q))
