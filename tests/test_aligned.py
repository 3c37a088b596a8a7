"""The cost of each element: whatever moves the elements of a random variable, the score function stays unbiased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from problems import Problem, Theta, check
from scipy.special import expit

import reparamx as rx
from reparamx import _core
from reparamx.distributions._definition import definitions
from reparamx.estimators import _aligned
from reparamx.estimators._aligned import aligned_cost
from reparamx.stochastic import StochasticGraph, Variable

A = np.arange(9.0).reshape(3, 3) / 4.0 - 1.0
LOGITS = np.array([[0.3, -0.5, 1.0], [-1.2, 0.1, 0.6]])

#: Costs of binary h of shape (2, 3), written in NumPy, and the shape of the groups that they allow.
COSTS: dict[str, tuple[Callable[[Any], Any], tuple[int, ...]]] = {
    "sum": (lambda h: np.sum(np.square(h - 0.3)), (2, 3)),
    "weighted": (lambda h: 0.5 * np.sum(h * A[:2]) - np.sum(np.exp(h)) / 3.0, (2, 3)),
    "transposed": (lambda h: np.sum(A[:, :2] * np.square(h.T - 0.1)), (2, 3)),
    "reshaped": (lambda h: np.sum(np.linspace(1.0, 2.0, 6) * np.reshape(h, (6,)) ** 3), (2, 3)),
    "sliced": (lambda h: np.sum(h[:, ::2] * 2.0) + h[1, 1], (2, 3)),
    "reversed": (lambda h: np.sum(h[::-1, ::-1] * A[:2]), (2, 3)),
    "repeated": (lambda h: np.sum(np.cos(np.concatenate([h, h, 2.0 * h], axis=1))), (2, 3)),
    "taken": (lambda h: np.sum(np.take(h, [0, 0, 5, 3]) * np.array([1.0, 2.0, 3.0, 4.0])), (2, 3)),
    "looked up": (lambda h: np.sum(rx.take(A[0], h.astype(int))), (2, 3)),
    "rows": (lambda h: np.sum(np.square(np.sum(h * A[:2], axis=1))), (2, 1)),
    "columns": (lambda h: np.sum(np.exp(0.5 * np.sum(h, axis=0))), (1, 3)),
    "matrix": (lambda h: np.sum(np.tanh(h @ A)), (2, 1)),
    "matrix on the left": (lambda h: np.sum(np.tanh(A[:, :2] @ h)), (1, 3)),
    "running": (lambda h: np.sum(np.cumsum(h, axis=1) ** 2), (2, 1)),
    "largest": (lambda h: np.sum(np.max(h * A[:2], axis=0)), (1, 3)),
    "logsumexp": (lambda h: np.sum(rx.logsumexp(h + A[:2], axis=1)), (2, 1)),
    "whole": (lambda h: np.square(np.sum(h)), (1, 1)),
    "mean of squares": (lambda h: np.mean((h @ A[0]) ** 2) + 3.0, (2, 1)),
    "both ways": (lambda h: np.sum(np.square(np.sum(h, 0))) + np.sum(np.square(np.sum(h, 1))), (1, 1)),
    "one element": (lambda h: 2.0 * h[0, 2] ** 2, (2, 3)),
}


def expectation_of(cost: Callable[[Any], Any], probs: np.ndarray) -> float:
    """The sum over all outcomes."""
    total = 0.0
    for outcome in np.ndindex((2,) * probs.size):
        h = np.array(outcome, float).reshape(probs.shape)
        total += float(cost(h)) * float(np.prod(np.where(h == 1, probs, 1 - probs)))
    return total


def problem(name: str) -> Problem:
    cost = COSTS[name][0]

    def loss(t: Theta) -> Any:
        return cost(rx.sample(rx.Bernoulli(logits=t["l"])))

    return Problem(name, loss, lambda t: expectation_of(cost, expit(t["l"])), {"l": LOGITS}, samples=2**17)


@pytest.mark.parametrize("name", COSTS)
def test_every_path_of_elements_is_unbiased(name: str) -> None:
    check(problem(name), "score_function")


@pytest.mark.parametrize("name", COSTS)
def test_groups_are_as_fine_as_the_cost_allows(name: str) -> None:
    from reparamx.trace.session import tracing

    cost, expected = COSTS[name]
    graph = _core.Graph()
    with tracing(graph) as session:
        result = cost(rx.sample(rx.Bernoulli(logits=LOGITS)))
    found = aligned_cost(StochasticGraph(graph, session.variables, result.node, []), session.variables[0])
    assert found is not None
    assert tuple(graph.shape(found.node)) == expected


def test_a_draw_passes_its_groups_on() -> None:
    """h -> x | h -> cost: the cost of h[i] is that of x[i]."""

    def loss(t: Theta) -> Any:
        h = rx.sample(rx.Bernoulli(logits=t["l"]))
        x = rx.sample(rx.Normal(2.0 * h - 1.0, 0.5))
        return np.sum(np.square(x - np.linspace(-1.0, 1.0, 8)))

    def exact(t: Theta) -> float:
        target, p = np.linspace(-1.0, 1.0, 8), expit(t["l"])
        return float(np.sum(p * (1 - target) ** 2 + (1 - p) * (1 + target) ** 2 + 0.25))

    def whole(t: Theta) -> Any:
        return np.square(np.sqrt(loss(t)))  # the same cost, but no longer a sum

    theta = {"l": np.linspace(-1.0, 1.0, 8)}
    split = check(Problem("passed on", loss, exact, theta), "auto").grad_stderr["l"]
    merged = check(Problem("passed on as a whole", whole, exact, theta), "auto").grad_stderr["l"]
    assert np.median(merged / split) > 1.5


def test_costs_without_the_variable_are_left_out() -> None:
    graph = _core.Graph()
    definition = definitions()["BernoulliProbs"]

    class Law:
        pass

    law = Law()
    law.definition = definition  # type: ignore[attr-defined]
    half = graph.constant(np.asarray(0.5))
    first = Variable("a", law, graph.random_variable("a", (), "integer"), {"probs": half}, ())
    second = Variable("b", law, graph.random_variable("b", (), "integer"), {"probs": half}, ())
    cost = graph.apply("add", [graph.apply("exp", [first.node]), graph.apply("square", [second.node])])
    problem = StochasticGraph(graph, [first, second], cost, [])
    for variable, op in ((first, "exp"), (second, "square")):
        found = aligned_cost(problem, variable)
        assert found is not None
        assert [graph.op(term) for term in found.terms] == [op]
    assert aligned_cost(StochasticGraph(graph, [first, second], half, []), first) is None


def test_single_elements_are_not_searched_for_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of scalar variables would take a search each: quadratic time."""

    def refuse(*args: Any) -> None:
        raise AssertionError("searched")

    def chain(theta: Any) -> Any:
        x, cost = 0.0, 0.0
        for _ in range(3):
            x = rx.sample(rx.Bernoulli(logits=x + theta))
            cost = cost + x
        return cost

    want = rx.expectation(chain)(0.3, samples=1000, rng=0)
    monkeypatch.setattr(_aligned, "_Analysis", refuse)
    got = rx.expectation(chain)(0.3, samples=1000, rng=0)
    assert (got.value, got.grad) == (want.value, want.grad)
