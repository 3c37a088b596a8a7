"""One of K values as a vector with one entry 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._weights import conditions, hard, log_probs, one_hot, one_hot_log_density, proportions


class OneHotCategorical(Distribution):
    r"""Vectors of K entries of which one is 1, entry k with probability :math:`p_k`, and the others 0.

    .. math:: P(x) = \prod_k p_k^{x_k}, \quad p_k = \frac{e^{l_k}}{\sum_j e^{l_j}}

    PyTorch: ``OneHotCategorical(probs, logits)``. A draw is that of `Categorical` from the same noise.

    Parameters
    ----------
    probs : array_like, shape (..., K), optional
        Probabilities or any nonnegative weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights up to a constant; -inf allowed, if not all are. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.OneHotCategorical(probs=[1.0, 1.0, 2.0])
    >>> d.event_shape, d.log_prob([[0, 0, 1], [0, 1, 1]])
    ((3,), array([-0.69314718,        -inf]))
    """

    noise = "uniform"
    discrete = True
    event_rank = 1
    references = (
        Reference(
            log_density="log(fsum(p * k for p, k in zip(probs, x))) - log(fsum(probs))",
            cases=({"probs": [0.2, 0.5, 0.3]}, {"probs": [[0.0, 1.0, 2.0], [0.25, 5.0, 12.0]]}),
            statistics=(("x[:, 1]", "bernoulli(0.5)"), ("x[:, 0] + x[:, 2]", "bernoulli(0.5)")),
        ),
        Reference(
            log_density="fsum(l for l, k in zip(logits, x) if k == 1) - log(fsum(exp(l) for l in logits))",
            cases=({"logits": [0.0, 0.5, -1.0]}, {"logits": [[-3.0, 0.0], [800.0, 799.0]]}),
            statistics=(("x[:, 1]", "bernoulli(exp(0.5) / sum(exp(logits)))"),),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        given = self._exactly_one(probs=probs, logits=logits)
        (form,) = given
        self.constraints = {form: ("nonnegative" if form == "probs" else "any", 1)}
        self.conditions = conditions(form)
        self.static = {"form": form}
        super().__init__(**given)

    @staticmethod
    def g(u: Any, weights: Any, *, form: str) -> Any:
        """The draw of Categorical, as a vector."""
        return hard(u, weights, form)

    @staticmethod
    def log_density(x: Any, weights: Any, *, form: str) -> Any:
        """By the entry that is 1."""
        return one_hot_log_density(x, weights, form)

    @property
    def _form(self) -> str:
        return "probs" if "probs" in self.parameters else "logits"

    @property
    def probs(self) -> Value:
        """Probabilities, of sum 1 along the last axis."""
        return proportions(self.parameters[self._form], self._form)

    @property
    def logits(self) -> Value:
        """Logarithms of the probabilities."""
        with np.errstate(all="ignore"):
            return log_probs(self.parameters[self._form], self._form)

    @property
    def categories(self) -> int:
        """Number K of categories."""
        return self.event_shape[0]

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry."""
        return (0, 1)

    @property
    def mean(self) -> Value:
        """Mean of each entry: its probability."""
        return self.probs

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return self.probs * (1.0 - self.probs)

    @property
    def mode(self) -> Value:
        """Most likely vector, the first of equals."""
        return one_hot(np.argmax(self.probs, axis=-1), self.categories)

    def entropy(self) -> Value:
        """Entropy in nats."""
        p = self.probs
        return -np.sum(p * np.log(np.where(p > 0.0, p, 1.0)), axis=-1)
