"""Dirichlet-multinomial distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import softmax, stop_gradient
from ._base import Distribution, Reference, Value
from ._counts import are_counts_of, conditional_binomials
from ._math import log_prob_of, op


class DirichletMultinomial(Distribution):
    r"""Counts of n draws from K categories whose probabilities are a Dirichlet variable.

    .. math:: P(x) = \frac{n\, B(A, n)}{\prod_{x_k > 0} x_k B(a_k, x_k)}, \quad A = \sum_k a_k, \quad \sum_k x_k = n

    SciPy: ``dirichlet_multinomial(concentration, total_count)``. NumPyro: ``DirichletMultinomial(concentration,
    total_count)``; PyTorch has none.

    Parameters
    ----------
    concentration : array_like, shape (..., K)
        :math:`a`, positive.
    total_count : array_like
        Number n of draws, whole.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.DirichletMultinomial([1.0, 1.0], 3)
    >>> d.prob([[0, 3], [1, 2], [1, 1]])
    array([0.25, 0.25, 0.  ])
    """

    noise = (("normal", 1), ("uniform", 1), ("uniform", 1), ("uniform", 1))
    constraints = {"concentration": ("positive", 1), "total_count": "whole"}  # noqa: RUF012
    event_rank = 1
    discrete = True
    references = (
        Reference(
            log_density="loggamma(total_count + 1) + loggamma(fsum(concentration))"
            " - loggamma(total_count + fsum(concentration))"
            " + fsum(loggamma(v + a) - loggamma(a) - loggamma(v + 1) for v, a in zip(x, concentration))",
            cases=(
                {"concentration": [0.5, 2.0, 1.0], "total_count": 12.0},
                {"concentration": [[1e-3, 1e-3], [1e6, 2e6]], "total_count": [0.0, 1e6]},
            ),
            statistics=(
                ("x[:, 0] <= 2", "bernoulli(betabinom(12, 0.5, 3.0).cdf(2))"),
                ("x[:, 2] + x[:, 0] <= 5", "bernoulli(betabinom(12, 1.5, 2.0).cdf(5))"),
            ),
        ),
    )

    def __init__(self, concentration: ArrayLike | Value, total_count: ArrayLike | Value = 1) -> None:
        super().__init__(concentration=concentration, total_count=total_count)

    @staticmethod
    def g(normal: Any, uniform: Any, u: Any, v: Any, concentration: Any, total_count: Any) -> Any:
        """Counts given probabilities made from gamma variables, in logarithms."""
        probs = softmax(op("log_gamma_draw", normal, uniform, concentration) + np.log(concentration), axis=-1)
        return conditional_binomials(u, v, total_count, probs)

    @staticmethod
    def log_density(x: Any, concentration: Any, total_count: Any) -> Any:
        """The law of negative binomial counts of any probability, given their sum: in this form nothing cancels."""
        inside = are_counts_of(x, total_count)
        safe = np.where(inside[..., None], x, 0.0)
        n, total = total_count + 0.0 * np.sum(safe, axis=-1), np.sum(concentration, axis=-1)
        probs = stop_gradient(n / (n + total))
        parts = log_prob_of("NegativeBinomialTotalCountProbs", safe, concentration, probs[..., None])
        return np.where(
            inside, np.sum(parts, axis=-1) - log_prob_of("NegativeBinomialTotalCountProbs", n, total, probs), -np.inf
        )

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest count."""
        return 0, np.expand_dims(self.total_count, -1)

    @property
    def _probs(self) -> Value:
        return self.concentration / np.sum(self.concentration, axis=-1, keepdims=True)

    @property
    def mean(self) -> Value:
        """Mean of each count."""
        return self._spread(np.asarray(self.total_count)[..., None] * self._probs)

    @property
    def variance(self) -> Value:
        """Variance of each count."""
        n, total = np.asarray(self.total_count)[..., None], np.sum(self.concentration, axis=-1, keepdims=True)
        return self._spread(n * self._probs * (1.0 - self._probs) * ((n + total) / (1.0 + total)))
