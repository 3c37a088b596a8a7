"""Weibull distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Weibull(Distribution):
    r"""Weibull distribution, :math:`x = \lambda e^{1/k}` with :math:`e` standard exponential.

    .. math:: p(x) = \frac{k}{\lambda} z^{k - 1} e^{-z^k}, \quad z = \frac{x}{\lambda} \ge 0

    At 0 the density is infinite for k < 1, :math:`1/\lambda` for k = 1 and 0 above. SciPy: ``weibull_min(concentration,
    scale=scale)``. PyTorch: ``Weibull(scale, concentration)``.

    Parameters
    ----------
    scale : array_like
        Scale :math:`\lambda`, positive.
    concentration : array_like
        Shape :math:`k`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Weibull(2.0, [0.5, 1.0, 2.0]).log_prob(0.0)
    array([        inf, -0.69314718,        -inf])
    """

    references = (
        Reference(
            log_density=(
                "log(concentration / scale) + (concentration - 1) * log(x / scale) - (x / scale)**concentration"
            ),
            scipy="weibull_min(concentration, 0, scale)",
            cases=(
                {"scale": 1.0, "concentration": 1.0},
                {"scale": [0.1, 20.0], "concentration": [[0.5], [4.0]]},
                {"scale": 1e30, "concentration": 50.0},
            ),
        ),
    )

    def __init__(self, scale: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(scale=scale, concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    def _moment(self, power: float) -> Value:
        return np.exp(op("lgamma", 1.0 + power / self.concentration))

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.scale * self._moment(1.0)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return np.square(self.scale) * (self._moment(2.0) - np.square(self._moment(1.0)))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        k = np.maximum(self.concentration, 1.0)
        return self.scale * ((k - 1.0) / k) ** (1.0 / k)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return EULER * (1.0 - 1.0 / self.concentration) + np.log(self.scale / self.concentration) + 1.0

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return -np.expm1(-((np.maximum(number(x), 0.0) / self.scale) ** self.concentration))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.exp(-((np.maximum(number(x), 0.0) / self.scale) ** self.concentration))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.scale * (-np.log1p(-number(q))) ** (1.0 / self.concentration)
