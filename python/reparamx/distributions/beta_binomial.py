"""Beta-binomial distribution."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value


class BetaBinomial(Distribution):
    r"""Beta-binomial distribution: a binomial count whose probability is a beta variable.

    .. math:: P(x = k) = \binom{n}{k} \frac{B(k + a, n - k + b)}{B(a, b)}

    SciPy: ``betabinom(total_count, concentration1, concentration0)``. NumPyro: ``BetaBinomial(concentration1,
    concentration0, total_count)``; PyTorch has none.

    Parameters
    ----------
    concentration1 : array_like
        :math:`a`, positive.
    concentration0 : array_like
        :math:`b`, positive.
    total_count : array_like
        Number n of trials, whole.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.BetaBinomial(1.0, 1.0, 3).prob([0, 1, 2, 3])
    array([0.25, 0.25, 0.25, 0.25])
    """

    references = (
        Reference(
            log_density="loggamma(total_count + 1) - loggamma(x + 1) - loggamma(total_count - x + 1)"
            " + loggamma(x + concentration1) + loggamma(total_count - x + concentration0)"
            " - loggamma(total_count + concentration1 + concentration0)"
            " + loggamma(concentration1 + concentration0) - loggamma(concentration1) - loggamma(concentration0)",
            scipy="betabinom(total_count, concentration1, concentration0)",
            cases=(
                {"concentration1": 2.5, "concentration0": 1.5, "total_count": 12.0},
                {"concentration1": [0.2, 30.0], "concentration0": [[0.5], [8.0]], "total_count": 20.0},
            ),
            points=(0.0, 3.0, 12.0),
        ),
    )

    def __init__(
        self,
        concentration1: ArrayLike | Value,
        concentration0: ArrayLike | Value,
        total_count: ArrayLike | Value = 1,
    ) -> None:
        super().__init__(concentration1=concentration1, concentration0=concentration0, total_count=total_count)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, self.total_count)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.total_count * (self.concentration1 / (self.concentration1 + self.concentration0)))

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        total = self.concentration1 + self.concentration0
        p, q = self.concentration1 / total, self.concentration0 / total
        return self._spread(self.total_count * p * q * ((total + self.total_count) / (total + 1.0)))
