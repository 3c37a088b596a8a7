"""Kumaraswamy distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Kumaraswamy(Distribution):
    r"""Kumaraswamy distribution on [0, 1], much like a beta distribution but with an explicit sampler.

    .. math:: p(x) = a b\, x^{a - 1} (1 - x^a)^{b - 1}

    At both ends the density is the limit: infinite, finite or 0. PyTorch: ``Kumaraswamy(concentration1,
    concentration0)``.

    Parameters
    ----------
    concentration1 : array_like
        Exponent :math:`a`, positive.
    concentration0 : array_like
        Exponent :math:`b`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Kumaraswamy(1.0, 1.0).log_prob([-0.1, 0.0, 0.5, 1.0])
    array([-inf,   0.,   0.,   0.])
    """

    references = (
        Reference(
            log_density=(
                "log(concentration1 * concentration0) + (concentration1 - 1) * log(x)"
                " + (concentration0 - 1) * log(1 - x**concentration1)"
            ),
            cdf="beta(1, concentration0).cdf(x**concentration1)",
            cases=(
                {"concentration1": 1.0, "concentration0": 1.0},
                {"concentration1": [0.5, 3.0], "concentration0": [[0.7], [5.0]]},
            ),
        ),
    )

    def __init__(self, concentration1: ArrayLike | Value, concentration0: ArrayLike | Value) -> None:
        super().__init__(concentration1=concentration1, concentration0=concentration0)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, 1.0)

    def _moment(self, power: float) -> Value:
        a, b = 1.0 + power / self.concentration1, self.concentration0
        return b * np.exp(op("lgamma", a) + op("lgamma", b) - op("lgamma", a + b))

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._moment(1.0)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._moment(2.0) - np.square(self._moment(1.0))

    @property
    def mode(self) -> Value:
        """Value of largest density; 0 of several."""
        a, b = np.maximum(self.concentration1, 1.0), np.maximum(self.concentration0, 1.0)
        rising = (self.concentration1 >= 1.0) & (self.concentration0 < 1.0)
        inside = ((a - 1.0) / np.where(a * b > 1.0, a * b - 1.0, 1.0)) ** (1.0 / a)
        return np.where(rising, 1.0, inside)[()]

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a, b = self.concentration1, self.concentration0
        harmonic = op("digamma", b + 1.0) + EULER
        return (1.0 - 1.0 / b) + (1.0 - 1.0 / a) * harmonic - np.log(a) - np.log(b)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        power = np.clip(number(x), 0.0, 1.0) ** self.concentration1
        return -np.expm1(self.concentration0 * np.log1p(-power))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        power = np.clip(number(x), 0.0, 1.0) ** self.concentration1
        return np.exp(self.concentration0 * np.log1p(-power))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return (-np.expm1(np.log1p(-number(q)) / self.concentration0)) ** (1.0 / self.concentration1)
