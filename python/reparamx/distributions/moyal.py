"""Moyal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Moyal(Distribution):
    r"""Moyal distribution, :math:`x = \mu - 2 \sigma \log|\varepsilon|`.

    .. math:: p(x) = \frac{1}{\sqrt{2 \pi}\, \sigma} e^{-(z + e^{-z}) / 2}, \quad z = \frac{x - \mu}{\sigma}

    SciPy: ``moyal(loc, scale)``. PyTorch has none; TFP: ``Moyal(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mode :math:`\mu`.
    scale : array_like
        Scale :math:`\sigma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Moyal(0.0, 1.0).log_prob([-1000.0, 0.0])
    array([       -inf, -1.41893853])
    """

    references = (
        Reference(
            log_density="-((x - loc) / scale + exp(-(x - loc) / scale)) / 2 - log(scale) - log(2 * pi) / 2",
            scipy="moyal(loc, scale)",
            cases=(
                {"loc": 0.2, "scale": 0.6},
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
        return self.loc + self.scale * (EULER + math.log(2.0))

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(np.square(self.scale) * (0.5 * math.pi**2))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + 0.5 * (math.log(4.0 * math.pi) + EULER + 1.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return 2.0 * op("ndtr", -np.exp(-0.5 * (number(x) - self.loc) / self.scale))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("erf", math.sqrt(0.5) * np.exp(-0.5 * (number(x) - self.loc) / self.scale))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc - 2.0 * self.scale * np.log(-op("ndtri", 0.5 * number(q)))
