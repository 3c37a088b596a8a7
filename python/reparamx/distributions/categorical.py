"""Categorical distribution."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from .._core import Graph
from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number


@cache
def weight_conditions(form: str) -> tuple[Condition, ...]:
    """What must hold of all weights together, given as ``"probs"`` or ``"logits"``."""

    def total(graph: Graph, parameters: Mapping[str, int]) -> int:
        node = parameters[form]
        return graph.sum(node, (len(graph.shape(node)) - 1,))

    def largest(graph: Graph, parameters: Mapping[str, int]) -> int:
        node = parameters[form]
        return graph.amax(node, len(graph.shape(node)) - 1)

    if form == "probs":
        return (Condition("sum of probs", "positive", total),)
    return (Condition("largest of logits", "real", largest),)


class Categorical(Distribution):
    r"""Categorical distribution on 0, ..., K - 1.

    .. math:: P(x = k) = \frac{p_k}{\sum_j p_j} = \frac{e^{l_k}}{\sum_j e^{l_j}}

    An entry of probability 0 is never drawn. PyTorch: ``Categorical(probs, logits)``. The last axis holds the K
    entries.

    Parameters
    ----------
    probs : array_like, optional
        Probabilities :math:`p` or any nonnegative weights: they are divided by their sum, and so is the derivative with
        respect to them that of the divided ones.
    logits : array_like, optional
        Log-weights :math:`l` up to a constant; -inf allowed, if not all are. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Categorical(probs=[1.0, 1.0, 2.0])
    >>> d.log_prob([0, 2, 3])
    array([-1.38629436, -0.69314718,        -inf])
    >>> d.sample((2, 3), rng=0).shape
    (2, 3)
    """

    references = (
        Reference(
            log_density="log(probs[int(x)]) - log(fsum(probs))",
            scipy="rv_discrete(values=(arange(len(probs)), probs / sum(probs)))",
            cases=(
                {"probs": [0.2, 0.5, 0.3]},
                {"probs": [3.0]},
                {"probs": [[0.0, 1.0, 0.0, 2.0], [1e-12, 5.0, 1e3, 0.0]]},
            ),
            points=(0.0, 1.0, 2.0, 3.0),
        ),
        Reference(
            log_density="logits[int(x)] - log(fsum(exp(l) for l in logits))",
            scipy="rv_discrete(values=(arange(len(logits)), softmax(logits)))",
            cases=(
                {"logits": [0.0, 0.5, -1.0]},
                {"logits": [[-np.inf, 0.0, 1.0, -np.inf], [800.0, 799.0, -800.0, 801.0]]},
            ),
            points=(0.0, 1.0, 2.0, 3.0),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        given = self._exactly_one(probs=probs, logits=logits)
        self.conditions = weight_conditions(next(iter(given)))
        super().__init__(**given)

    @property
    def probs(self) -> Value:
        """Probabilities, of sum 1 along the last axis."""
        if "probs" in self.parameters:
            p = self.parameters["probs"]
        else:
            logits = self.parameters["logits"]
            p = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
        return p / np.sum(p, axis=-1, keepdims=True)

    @property
    def logits(self) -> Value:
        """Logarithms of the probabilities."""
        if "probs" in self.parameters:
            with np.errstate(divide="ignore"):
                return np.log(self.probs)
        logits = self.parameters["logits"]
        shifted = logits - np.max(logits, axis=-1, keepdims=True)
        return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))

    @property
    def categories(self) -> int:
        """Number K of categories."""
        (value,) = self.parameters.values()
        return int(np.shape(value)[-1])

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, self.categories - 1)

    @property
    def mean(self) -> Value:
        """Mean of the number of the category."""
        return np.sum(self.probs * np.arange(self.categories), axis=-1)

    @property
    def variance(self) -> Value:
        """Variance of the number of the category."""
        distance = np.arange(self.categories) - np.expand_dims(self.mean, -1)
        return np.sum(self.probs * np.square(distance), axis=-1)

    @property
    def mode(self) -> Value:
        """Most likely category, the first of equals."""
        return np.argmax(self.probs, axis=-1)

    def entropy(self) -> Value:
        """Entropy in nats."""
        p = self.probs
        return -np.sum(p * np.log(np.where(p > 0.0, p, 1.0)), axis=-1)

    def _total(self, which: Value) -> Value:
        return np.sum(np.where(which, self.probs, 0.0), axis=-1)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a category at most x."""
        return self._total(np.arange(self.categories) <= np.expand_dims(number(x), -1))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a category above x."""
        return self._total(np.arange(self.categories) > np.expand_dims(number(x), -1))
