"""Normal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Normal(Distribution):
    r"""Normal distribution, :math:`x = \mu + \sigma \varepsilon`.

    .. math:: p(x) = \frac{1}{\sqrt{2 \pi}\, \sigma} \exp\left(-\frac{(x - \mu)^2}{2 \sigma^2}\right)

    SciPy: ``norm(loc, scale)``. PyTorch: ``Normal(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu`.
    scale : array_like
        Standard deviation :math:`\sigma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Normal(loc=[0.0, 1.0], scale=2.0)
    >>> d.log_prob(0.0)
    array([-1.61208571, -1.73708571])
    >>> d.sample(3, rng=0).shape
    (3, 2)
    """

    references = (
        Reference(
            log_density="-((x - loc) / scale)**2 / 2 - log(scale) - log(2 * pi) / 2",
            scipy="norm(loc, scale)",
            cases=(
                {"loc": 0.0, "scale": 1.0},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]]},
                {"loc": 1e6, "scale": 1e-3},
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
        return self._spread(np.square(self.scale))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + 0.5 * math.log(2 * math.pi * math.e))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("ndtr", (number(x) - self.loc) / self.scale)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("ndtr", (self.loc - number(x)) / self.scale)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc + self.scale * op("ndtri", q)
