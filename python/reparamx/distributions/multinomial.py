"""Multinomial distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import softmax
from ._base import Distribution, Reference, Value
from ._counts import are_counts_of, conditional_binomials
from ._math import log_prob_of
from .categorical import weight_conditions


def _probs(weights: Any, form: str) -> Any:
    return weights / np.sum(weights, axis=-1, keepdims=True) if form == "probs" else softmax(weights, axis=-1)


class Multinomial(Distribution):
    r"""Counts of n draws from K categories.

    .. math:: P(x) = n! \prod_{k=1}^K \frac{p_k^{x_k}}{x_k!}, \quad \sum_k x_k = n

    Drawn category by category, each count binomial given those before it. SciPy: ``multinomial(total_count, probs)``.
    PyTorch: ``Multinomial(total_count, probs, logits)``.

    Parameters
    ----------
    total_count : array_like
        Number n of draws, whole.
    probs : array_like, shape (..., K), optional
        Probabilities or any nonnegative weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights up to a constant. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Multinomial(10, [0.2, 0.3, 0.5])
    >>> int(d.sample(100, rng=0).sum(axis=1).min())
    10
    >>> d.mean
    array([2., 3., 5.])
    """

    noise = (("uniform", 1), ("uniform", 1))
    event_rank = 1
    discrete = True
    references = (
        Reference(
            log_density="loggamma(total_count + 1) - fsum(loggamma(v + 1) for v in x)"
            " + fsum(v * log(p / fsum(probs)) if v else 0 for v, p in zip(x, probs))",
            cases=(
                {"total_count": 12.0, "probs": [0.2, 0.3, 0.1, 0.4]},
                {"total_count": [0.0, 1e9], "probs": [3.0, 0.0, 1.0]},
            ),
            statistics=(
                ("x[:, 0] <= 2", "bernoulli(binom(12, 0.2).cdf(2))"),
                ("x[:, 3] + x[:, 2] <= 5", "bernoulli(binom(12, 0.5).cdf(5))"),
            ),
        ),
        Reference(
            log_density="loggamma(total_count + 1) - fsum(loggamma(v + 1) for v in x)"
            " + fsum(v * l for v, l in zip(x, logits)) - total_count * log(fsum(exp(l) for l in logits))",
            cases=(
                {"total_count": 7.0, "logits": [0.0, 1.0, -1.0]},
                {"total_count": [3.0, 40.0], "logits": [[0.5, 2.0], [300.0, 299.0]]},
            ),
            statistics=(("x[:, 1] <= 4", "bernoulli(binom(7, e / (1 + e + 1 / e)).cdf(4))"),),
        ),
    )

    def __init__(
        self,
        total_count: ArrayLike | Value,
        probs: ArrayLike | Value | None = None,
        logits: ArrayLike | Value | None = None,
    ) -> None:
        given = self._exactly_one(probs=probs, logits=logits)
        (form,) = given
        self.constraints = {"total_count": "whole", form: ("nonnegative" if form == "probs" else "real", 1)}
        self.conditions = weight_conditions(form)
        self.static = {"form": form}
        super().__init__(total_count=total_count, **given)

    @staticmethod
    def g(u: Any, v: Any, total_count: Any, weights: Any, *, form: str) -> Any:
        """Category by category."""
        return conditional_binomials(u, v, total_count, _probs(weights, form))

    @staticmethod
    def log_density(x: Any, total_count: Any, weights: Any, *, form: str) -> Any:
        """The law of Poisson counts, given their sum: in this form nothing cancels."""
        inside = are_counts_of(x, total_count)
        safe = np.where(inside[..., None], x, 0.0)
        n = total_count + 0.0 * np.sum(safe, axis=-1)
        parts = log_prob_of("Poisson", safe, n[..., None] * _probs(weights, form))
        return np.where(inside, np.sum(parts, axis=-1) - log_prob_of("Poisson", n, n), -np.inf)

    @property
    def probs(self) -> Value:
        """Probabilities, of sum 1 along the last axis."""
        form = self.static["form"]
        return _probs(self.parameters[form], form)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest count."""
        return 0, np.expand_dims(self.total_count, -1)

    @property
    def mean(self) -> Value:
        """Mean of each count."""
        return self._spread(np.asarray(self.total_count)[..., None] * self.probs)

    @property
    def variance(self) -> Value:
        """Variance of each count."""
        return self._spread(np.asarray(self.total_count)[..., None] * self.probs * (1.0 - self.probs))
