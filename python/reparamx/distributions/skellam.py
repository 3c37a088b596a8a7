"""Skellam distribution."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value


class Skellam(Distribution):
    r"""Skellam distribution: the difference of two independent Poisson counts.

    .. math::
        P(x = k) = e^{-\lambda_1 - \lambda_2} \Big(\frac{\lambda_1}{\lambda_2}\Big)^{k/2}
        I_{|k|}\big(2 \sqrt{\lambda_1 \lambda_2}\big), \quad k = \dots, -1, 0, 1, \dots

    The density is an integral about its saddle point: it keeps its digits for all rates. SciPy: ``skellam(rate1,
    rate2)``. PyTorch has none; TFP: ``Skellam(rate1, rate2)``.

    Parameters
    ----------
    rate1 : array_like
        Mean :math:`\lambda_1` of the first count, nonnegative.
    rate2 : array_like
        Mean :math:`\lambda_2` of the count that is subtracted, nonnegative.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Skellam(2.0, 1.0).log_prob([-1, 0, 1, 0.5])
    array([-2.12668646, -1.55252802, -1.43353928,        -inf])
    """

    references = (
        Reference(
            log_density="(x / 2) * log(rate1 / rate2) + log(besseli(fabs(x), 2 * sqrt(rate1 * rate2))) - rate1 - rate2",
            scipy="skellam(rate1, rate2)",
            cases=(
                {"rate1": 2.0, "rate2": 1.0},
                {"rate1": [1e-9, 0.3, 25.0], "rate2": [[1e-3], [10.0]]},
                {"rate1": [300.0, 4e3], "rate2": [[40.0], [2e4]]},
            ),
            points=(-3.0, -1.0, 0.0, 1.0, 20.0),
        ),
    )

    def __init__(self, rate1: ArrayLike | Value, rate2: ArrayLike | Value) -> None:
        super().__init__(rate1=rate1, rate2=rate2)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.rate1 - self.rate2

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.rate1 + self.rate2
