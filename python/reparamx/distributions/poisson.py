"""Poisson distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class Poisson(Distribution):
    r"""Poisson distribution: the number of rare independent events.

    .. math:: P(x = k) = \frac{\lambda^k e^{-\lambda}}{k!}, \quad k = 0, 1, 2, \dots

    Exact for rates up to 1e15 and more, where the density does not cancel either; in float32 counts above 2^24 are
    rounded. Rates below 20 are inverted from one uniform, others drawn by transformed rejection (Hormann 1993).
    SciPy: ``poisson(rate)``. PyTorch: ``Poisson(rate)``.

    Parameters
    ----------
    rate : array_like
        Mean :math:`\lambda`, nonnegative; 0 draws only 0.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Poisson(3.0).log_prob([0, 3, 2.5, -1])
    array([-3.       , -1.4959226,       -inf,       -inf])
    >>> float(rx.Poisson(1e12).log_prob(1e12))
    -14.73444909116903
    """

    references = (
        Reference(
            log_density="x * log(rate) - rate - loggamma(x + 1) if x else -rate",
            scipy="poisson(rate)",
            cases=(
                {"rate": 3.0},
                {"rate": [0.0, 1e-9, 0.3, 19.99]},
                {"rate": [[20.0], [35.0], [1e3]]},
                {"rate": [1e8, 1e12]},
            ),
            points=(0.0, 1.0, 9.0, 10.0, 40.0, 1e8, 1e12 + 3e6),
        ),
    )

    def __init__(self, rate: ArrayLike | Value) -> None:
        super().__init__(rate=rate)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.rate

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.rate

    @property
    def mode(self) -> Value:
        """Most likely value; of a whole rate, which is as likely as the one below, the rate."""
        return np.floor(self.rate)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        k = np.floor(number(x))
        return np.where(k < 0.0, 0.0, op("gammaincc", np.maximum(k, 0.0) + 1.0, self.rate))[()]

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        k = np.floor(number(x))
        return np.where(k < 0.0, 1.0, op("gammainc", np.maximum(k, 0.0) + 1.0, self.rate))[()]
