"""Bernoulli distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import op


class Bernoulli(Distribution):
    r"""Bernoulli distribution: 1 with probability :math:`p`, else 0.

    .. math:: P(x) = p^x (1 - p)^{1 - x}, \quad p = \frac{1}{1 + e^{-l}}

    SciPy: ``bernoulli(probs)``. PyTorch: ``Bernoulli(probs, logits)``.

    Parameters
    ----------
    probs : array_like, optional
        Probability :math:`p` of 1, in [0, 1].
    logits : array_like, optional
        Log-odds :math:`l`; infinite values allowed. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Bernoulli(logits=[0.0, -np.inf]).log_prob(1)
    array([-0.69314718,        -inf])
    >>> rx.Bernoulli(probs=0.25).sample(8, rng=0).dtype
    dtype('int64')
    """

    references = (
        Reference(
            log_density="log(probs) if x == 1 else log(1 - probs)",
            scipy="bernoulli(probs)",
            cases=(
                {"probs": 0.3},
                {"probs": [0.0, 1.0, 0.5]},
                {"probs": [[1e-12], [1.0 - 1e-12]]},
            ),
            points=(0.0, 1.0),
        ),
        Reference(
            log_density="-log1p(exp(-logits)) if x == 1 else -log1p(exp(logits))",
            scipy="bernoulli(1 / (1 + exp(-logits)))",
            cases=({"logits": -0.4}, {"logits": [-30.0, 0.0, 700.0]}, {"logits": [[2.0], [-700.0]]}),
            points=(0.0, 1.0),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        super().__init__(**self._exactly_one(probs=probs, logits=logits))

    @property
    def probs(self) -> Value:
        """Probability of 1."""
        if "probs" in self.parameters:
            return self.parameters["probs"]
        return op("sigmoid", self.parameters["logits"])

    @property
    def logits(self) -> Value:
        """Log-odds of 1."""
        if "logits" in self.parameters:
            return self.parameters["logits"]
        p = self.parameters["probs"]
        with np.errstate(divide="ignore"):
            return np.log(p) - np.log1p(-p)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, 1)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.probs

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        if "logits" in self.parameters:
            return op("sigmoid", self.logits) * op("sigmoid", -self.logits)
        return self.probs * (1.0 - self.probs)

    @property
    def mode(self) -> Value:
        """Most likely value; 0 if both are equally likely."""
        return np.where(self.probs > 0.5, 1, 0)

    def entropy(self) -> Value:
        """Entropy in nats."""
        p = self.probs
        q = op("sigmoid", -self.logits) if "logits" in self.parameters else 1.0 - p
        return -(_x_log_x(p) + _x_log_x(q))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.where(np.less(x, 0), 0.0, np.where(np.less(x, 1), 1.0 - self.probs, 1.0))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.where(np.less(x, 0), 1.0, np.where(np.less(x, 1), self.probs, 0.0))


def _x_log_x(p: Value) -> Value:
    return p * np.log(np.where(p > 0.0, p, 1.0))
