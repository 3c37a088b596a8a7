"""Negative binomial distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..special import sigmoid
from ._base import Distribution, Reference, Value
from ._math import number, op


class NegativeBinomial(Distribution):
    r"""Negative binomial distribution: a Poisson count whose rate is a gamma variable.

    .. math:: P(x = k) = \frac{\Gamma(k + r)}{\Gamma(r)\, k!} p^k (1 - p)^r, \quad k = 0, 1, 2, \dots

    The probability p is that of what is counted, as in PyTorch. SciPy: ``nbinom(total_count, 1 - probs)``. PyTorch:
    ``NegativeBinomial(total_count, probs, logits)``.

    Parameters
    ----------
    total_count : array_like
        :math:`r`, positive, whole or not.
    probs : array_like, optional
        :math:`p`, in (0, 1).
    logits : array_like, optional
        :math:`\log(p / (1 - p))`. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.NegativeBinomial(2.0, 0.5).prob([0, 1, 2])
    array([0.25  , 0.25  , 0.1875])
    """

    references = (
        Reference(
            log_density="loggamma(x + total_count) - loggamma(total_count) - loggamma(x + 1)"
            " + (x * log(probs) if x else 0) + total_count * log1p(-probs)",
            scipy="nbinom(total_count, 1 - probs)",
            cases=(
                {"total_count": 2.5, "probs": 0.6},
                {"total_count": [0.3, 1e6], "probs": [[0.1], [0.75]]},
            ),
            points=(0.0, 1.0, 7.0, 1e6),
        ),
        Reference(
            log_density="loggamma(x + total_count) - loggamma(total_count) - loggamma(x + 1)"
            " + x * logits - (x + total_count) * log1p(exp(logits))",
            scipy="nbinom(total_count, 1 / (1 + exp(logits)))",
            cases=(
                {"total_count": 4.0, "logits": 0.5},
                {"total_count": [1.0, 20.0], "logits": [[-3.0], [2.0]]},
            ),
            points=(0.0, 1.0, 7.0),
        ),
    )

    def __init__(
        self,
        total_count: ArrayLike | Value,
        probs: ArrayLike | Value | None = None,
        logits: ArrayLike | Value | None = None,
    ) -> None:
        super().__init__(total_count=total_count, **self._exactly_one(probs=probs, logits=logits))

    @property
    def _odds(self) -> Value:
        """p / (1 - p)."""
        if "probs" in self.parameters:
            return self.parameters["probs"] / (1.0 - self.parameters["probs"])
        return np.exp(self.parameters["logits"])

    @property
    def probs(self) -> Value:
        """Probability of what is counted."""
        return self.parameters["probs"] if "probs" in self.parameters else sigmoid(self.parameters["logits"])

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.total_count * self._odds)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(self.total_count * self._odds * (1.0 + self._odds))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        k = np.floor(number(x))
        failure = 1.0 - self.probs if "probs" in self.parameters else sigmoid(-self.parameters["logits"])
        return np.where(k < 0.0, 0.0, op("betainc", self.total_count, np.maximum(k, 0.0) + 1.0, failure))[()]

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        k = np.floor(number(x))
        return np.where(k < 0.0, 1.0, op("betainc", np.maximum(k, 0.0) + 1.0, self.total_count, self.probs))[()]
