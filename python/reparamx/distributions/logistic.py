"""Logistic distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Logistic(Distribution):
    r"""Logistic distribution, :math:`x = \mu + s \log\frac{u}{1 - u}`.

    .. math:: p(x) = \frac{1}{s} \frac{e^{-z}}{(1 + e^{-z})^2}, \quad z = \frac{x - \mu}{s}

    SciPy: ``logistic(loc, scale)``. NumPyro: ``Logistic(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu`.
    scale : array_like
        Scale :math:`s`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> float(rx.Logistic(0.0, 1.0).log_prob(0.0))
    -1.3862943611198906
    """

    references = (
        Reference(
            log_density="-fabs((x - loc) / scale) - 2 * log1p(exp(-fabs((x - loc) / scale))) - log(scale)",
            scipy="logistic(loc, scale)",
            cases=(
                {"loc": 0.0, "scale": 1.0},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]]},
                {"loc": 0.0, "scale": 1e30},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.loc)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(math.pi**2 / 3.0 * np.square(self.scale))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + 2.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("sigmoid", (number(x) - self.loc) / self.scale)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("sigmoid", (self.loc - number(x)) / self.scale)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc + self.scale * op("logit", q)
