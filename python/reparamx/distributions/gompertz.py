"""Gompertz distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number


class Gompertz(Distribution):
    r"""Gompertz distribution, :math:`x = \log(1 + e / \eta) / b` with :math:`e` standard exponential.

    .. math:: p(x) = \eta\, b \exp(b x - \eta (e^{b x} - 1)), \quad x \ge 0

    SciPy: ``gompertz(concentration, scale=1 / rate)``. PyTorch has none; NumPyro: ``Gompertz(concentration, rate)``.

    Parameters
    ----------
    concentration : array_like
        Shape :math:`\eta`, positive.
    rate : array_like
        Growth rate :math:`b` of the hazard, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Gompertz(2.0, 1.0).log_prob([-0.1, 0.0])
    array([      -inf, 0.69314718])
    """

    references = (
        Reference(
            log_density="log(concentration * rate) + rate * x - concentration * expm1(rate * x)",
            scipy="gompertz(concentration, 0, 1 / rate)",
            cases=(
                {"concentration": 0.8, "rate": 1.3},
                {"concentration": [1e-6, 0.1], "rate": [[0.01], [7.0]]},
                {"concentration": 1e6, "rate": 1e-20},
            ),
            points=(0.0,),
        ),
    )

    def __init__(self, concentration: ArrayLike | Value, rate: ArrayLike | Value) -> None:
        super().__init__(concentration=concentration, rate=rate)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.maximum(-np.log(self.concentration), 0.0) / self.rate

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        with np.errstate(over="ignore"):
            return -np.expm1(-self.concentration * np.expm1(self.rate * np.maximum(number(x), 0.0)))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        with np.errstate(over="ignore"):
            return np.exp(-self.concentration * np.expm1(self.rate * np.maximum(number(x), 0.0)))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return np.log1p(-np.log1p(-number(q)) / self.concentration) / self.rate
