"""What laws of one of K values have in common: weights given as probabilities or as their logarithms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._core import Graph
from ..special import log_softmax, logsumexp, softmax, stop_gradient
from ._base import Value
from ._definition import Condition, definitions

__all__ = [
    "conditions",
    "hard",
    "log_odds",
    "log_probs",
    "one_hot",
    "one_hot_log_density",
    "proportions",
    "straight_through",
]


def _total_or_largest(graph: Graph, parameters: Mapping[str, int]) -> int:
    """Return what must be finite for the weights to be a law: the sum of probs, or the largest of logits."""
    (node,) = (node for name, node in parameters.items() if name in ("probs", "logits"))
    last = len(graph.shape(node)) - 1
    return graph.sum(node, (last,)) if "probs" in parameters else graph.amax(node, last)


def conditions(form: str) -> tuple[Condition, ...]:
    """What must hold of all weights together."""
    if form == "probs":
        return (Condition("sum of probs", "positive", _total_or_largest),)
    return (Condition("largest of logits", "real", _total_or_largest),)


def log_probs(weights: Value, form: str) -> Value:
    """Logarithms of the probabilities, -inf with derivative zero where they are 0."""
    if form == "logits":
        return log_softmax(weights, axis=-1)
    zero = stop_gradient(weights) == 0.0
    known = np.log(np.where(zero, 1.0, weights)) - np.log(np.sum(weights, axis=-1, keepdims=True))
    return np.where(zero, -np.inf, known)


def proportions(weights: Value, form: str) -> Value:
    """Probabilities of sum 1."""
    return softmax(weights, axis=-1) if form == "logits" else weights / np.sum(weights, axis=-1, keepdims=True)


def log_odds(weight: Value, form: str) -> Value:
    """Log-odds of 1."""
    return weight if form == "logits" else np.log(weight) - np.log1p(-weight)


def hard(u: Any, weights: Any, form: str) -> Any:
    """One-hot draw made of a uniform number, as Categorical makes its draws."""
    from ..trace.traced import Traced

    definition = definitions()["CategoricalLogits" if form == "logits" else "CategoricalProbs"]
    graph = u.graph
    number = Traced(graph, definition.sample(graph, [weights.node], [u.node]), "integer")
    return one_hot(number, weights.shape[-1])


def one_hot(number: Any, count: int) -> Any:
    """1 at the place of the number, 0 elsewhere."""
    return np.where(np.expand_dims(number, -1) == np.arange(count), 1.0, 0.0)


def one_hot_log_density(x: Any, weights: Any, form: str) -> Any:
    """Logarithm of the probability of the entry that is 1; -inf if it is not the only one, or others are not 0."""
    one, zero = x == 1.0, x == 0.0
    valid = np.all(one | zero, axis=-1) & (np.sum(np.where(one, 1.0, 0.0), axis=-1) == 1.0)
    if form == "logits":
        value = np.sum(np.where(one, weights, 0.0), axis=-1) - logsumexp(weights, axis=-1)
    else:
        chosen = np.sum(np.where(one, weights, 0.0), axis=-1)
        possible = stop_gradient(chosen) > 0.0
        total = np.log(np.sum(weights, axis=-1))
        value = np.where(possible, np.log(np.where(possible, chosen, 1.0)) - total, -np.inf)
    unknown = np.any(np.isnan(x), axis=-1)
    return np.where(valid, value, np.where(unknown, np.nan, -np.inf))


def straight_through(value: Any, soft: Any) -> Any:
    """A value, exactly, with the derivative of a soft one: soft - soft is 0."""
    return stop_gradient(value) + (soft - stop_gradient(soft))
