"""Binomial distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op

_LOG_WAYS = "(lambda n, k: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1))(total_count, x)"


class Binomial(Distribution):
    r"""Binomial distribution: the successes among n trials.

    .. math:: P(x = k) = \binom{n}{k} p^k (1 - p)^{n - k}, \quad k = 0, \dots, n

    Exact for up to 2^53 trials, where the density does not cancel either; in float32 counts above 2^24 are rounded.
    Variances below 20 are inverted from one uniform, others drawn by transformed rejection (Hormann 1993). SciPy:
    ``binom(total_count, probs)``. PyTorch: ``Binomial(total_count, probs, logits)``.

    Parameters
    ----------
    total_count : array_like
        Number of trials :math:`n`, whole and nonnegative. It moves the support: there is no gradient for it.
    probs : array_like, optional
        Probability of success :math:`p` in [0, 1].
    logits : array_like, optional
        Log-odds :math:`\log(p / (1 - p))`; -inf and inf allowed. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Binomial(10, 0.25).log_prob([0, 2, 11])
    array([-2.87682072, -1.26738281,        -inf])
    >>> float(rx.Binomial(10, logits=0.0).mean)
    5.0
    """

    references = (
        Reference(
            log_density=f"{_LOG_WAYS} + (x * log(probs) if x else 0)"
            " + ((total_count - x) * log1p(-probs) if x != total_count else 0)",
            scipy="binom(total_count, probs)",
            cases=(
                {"total_count": 10.0, "probs": 0.3},
                {"total_count": [0.0, 1.0, 20.0], "probs": [[0.0], [1e-3], [0.75], [1.0]]},
                {"total_count": [79.0, 80.0, 84.0], "probs": 0.5},
                {"total_count": 1000.0, "probs": [0.0201, 0.021, 0.3, 0.9]},
                {"total_count": [1e8, 1e12], "probs": [[0.25], [1e-11]]},
            ),
            points=(0.0, 1.0, 9.0, 10.0, 20.0),
        ),
        Reference(
            log_density=f"{_LOG_WAYS} + (x - total_count) * log1p(exp(logits)) - x * log1p(exp(-logits))",
            scipy="binom(total_count, 1 / (1 + exp(-logits)))",
            cases=(
                {"total_count": 10.0, "logits": 0.4},
                {"total_count": [1.0, 50.0, 1e4], "logits": [[-3.0], [0.0], [1e-9], [0.999], [1.001], [30.0]]},
                {"total_count": 1e12, "logits": [0.0, 1e-3, -2.0]},
            ),
            points=(0.0, 1.0, 10.0),
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
    def probs(self) -> Value:
        """Probability of success."""
        return self.parameters["probs"] if "probs" in self.parameters else op("sigmoid", self.parameters["logits"])

    @property
    def logits(self) -> Value:
        """Log-odds of success."""
        return self.parameters["logits"] if "logits" in self.parameters else op("logit", self.parameters["probs"])

    def _failure(self) -> Value:
        return op("sigmoid", -self.logits) if "logits" in self.parameters else 1.0 - self.probs

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return 0, self.total_count

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.total_count * self.probs

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.mean * self._failure()

    @property
    def mode(self) -> Value:
        """Most likely value, the larger of two."""
        return np.minimum(np.floor((self.total_count + 1.0) * self.probs), self.total_count)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._tails(x)[0]

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._tails(x)[1]

    def _tails(self, x: ArrayLike | Value) -> tuple[Value, Value]:
        k, n = np.floor(number(x)), self.total_count
        at = np.clip(k, 0.0, np.maximum(n - 1.0, 0.0))
        more, rest = at + 1.0, np.maximum(n - at, 1.0)
        below, above = op("betainc", rest, more, self._failure()), op("betainc", more, rest, self.probs)
        below = np.where(k < 0.0, 0.0, np.where(k >= n, 1.0, below))
        above = np.where(k < 0.0, 1.0, np.where(k >= n, 0.0, above))
        return below[()], above[()]
