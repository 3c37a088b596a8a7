"""Burr distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Burr(Distribution):
    r"""Burr distribution of type XII, :math:`x = \lambda (e^{e / d} - 1)^{1 / c}` with :math:`e` standard exponential.

    .. math:: p(x) = \frac{c d}{\lambda} \frac{z^{c - 1}}{(1 + z^c)^{d + 1}}, \quad z = \frac{x}{\lambda} \ge 0

    At 0 the density is infinite for c < 1, :math:`d / \lambda` for c = 1 and 0 above. SciPy: ``burr12(concentration1,
    concentration0, scale=scale)``. PyTorch, NumPyro and TFP have none; the names are those of `Weibull` and
    `Kumaraswamy`.

    Parameters
    ----------
    scale : array_like
        Scale :math:`\lambda`, positive.
    concentration1 : array_like
        Exponent :math:`c` of the rise, positive.
    concentration0 : array_like
        Exponent :math:`d`, positive; the tail falls with :math:`x^{-c d}`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Burr(2.0, [0.5, 1.0, 2.0], 3.0).log_prob(0.0)
    array([       inf, 0.40546511,       -inf])
    """

    references = (
        Reference(
            log_density=(
                "log(concentration1 * concentration0 / scale) + (concentration1 - 1) * log(x / scale)"
                " - (concentration0 + 1) * log1p((x / scale)**concentration1)"
            ),
            scipy="burr12(concentration1, concentration0, 0, scale)",
            cases=(
                {"scale": 0.8, "concentration1": 3.0, "concentration0": 2.0},
                {"scale": [0.1, 20.0], "concentration1": [[1.0], [7.0]], "concentration0": 4.0},
                {"scale": 1e30, "concentration1": 50.0, "concentration0": 0.1},
                {"scale": 1.0, "concentration1": 0.5, "concentration0": 30.0},
            ),
        ),
    )

    def __init__(
        self, scale: ArrayLike | Value, concentration1: ArrayLike | Value, concentration0: ArrayLike | Value
    ) -> None:
        super().__init__(scale=scale, concentration1=concentration1, concentration0=concentration0)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    def _moment(self, power: float) -> Value:
        """Mean of (x / scale)^power."""
        c, d = self.concentration1, self.concentration0
        finite = c * d > power
        a, b = 1.0 + power / c, np.where(finite, d - power / c, 1.0)
        return np.where(finite, np.exp(op("lgamma", a) + op("lgamma", b) - op("lgamma", d)), np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element, infinite unless the product of both concentrations is above 1."""
        return self.scale * self._moment(1.0)

    @property
    def variance(self) -> Value:
        """Variance of each element, infinite unless the product of both concentrations is above 2."""
        finite = self.concentration1 * self.concentration0 > 2.0
        variance = self._moment(2.0) - np.square(np.where(finite, self._moment(1.0), 0.0))
        return np.square(self.scale) * variance

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        c = np.maximum(self.concentration1, 1.0)
        return self.scale * ((c - 1.0) / (c * self.concentration0 + 1.0)) ** (1.0 / c)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        c, d = self.concentration1, self.concentration0
        harmonic = op("digamma", d) + EULER
        return np.log(self.scale / (c * d)) + (1.0 - 1.0 / c) * harmonic + (1.0 + 1.0 / d)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z = np.maximum(number(x), 0.0) / self.scale
        return -np.expm1(-self.concentration0 * np.log1p(z**self.concentration1))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        z = np.maximum(number(x), 0.0) / self.scale
        return np.exp(-self.concentration0 * np.log1p(z**self.concentration1))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        s = -np.log1p(-number(q)) / self.concentration0
        return self.scale * np.expm1(s) ** (1.0 / self.concentration1)
