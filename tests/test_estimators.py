"""Estimators are unbiased for every law of the table; and exactly right where quadrature removes the noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.stats
from laws import FIRST
from problems import HERMITE, Problem, Theta, check
from scipy.special import expit

import reparamx as rx
from reparamx.errors import NotDifferentiableError
from reparamx.estimators import Estimator
from reparamx.estimators.pathwise import Pathwise
from reparamx.estimators.score_function import ScoreFunction

COSTS: dict[str, Callable[[Any], Any]] = {
    "cos": lambda x: np.cos(1.5 * x),
    "tanh2": lambda x: np.square(np.tanh(x - 0.3)),
    "step": lambda x: np.where(x > 0.8, 1.0, 0.25),
}


def law_problem(name: str, make: type, parameters: Theta, reference: Any, cost: str, wanted: list[str]) -> Problem:
    f = COSTS[cost]

    def loss(theta: Theta) -> Any:
        x = rx.sample(make(**{**parameters, **theta}))
        return f(x) * 1.0

    def exact(theta: Theta) -> float:
        full = {**parameters, **theta}
        d = make(**full)
        if d.definition.discrete:
            k = values(d)
            return float(np.sum(np.exp(d.log_prob(k)) * f(k)))
        if not reference.scipy and cost == "step":
            return float(0.25 + 0.75 * (1.0 - make(**full).cdf(0.8)))
        if not reference.scipy:
            u, w = np.polynomial.legendre.leggauss(400)
            return float(np.sum(w / 2 * f(make(**full).icdf((u + 1) / 2))))
        law = eval(reference.scipy, {**vars(scipy.stats), "exp": np.exp, **full})
        if cost == "step":
            return float(0.25 + 0.75 * law.sf(0.8))
        return integral(f, law)

    return Problem(f"{name}-{cost}", loss, exact, {p: parameters[p] for p in wanted})


def values(d: Any) -> Any:
    """All values of a discrete law, up to where the next ones are 40 standard deviations out."""
    low, high = d.support
    far = 40.0 * float(d.stddev) + 40.0
    low, high = max(float(low), math.floor(float(d.mean) - far)), min(float(high), float(d.mean) + far)
    return np.arange(low, high + 1.0)


def integral(f: Callable[[Any], Any], law: Any) -> float:
    """E f(x) by Gauss-Legendre on panels of the quantile, refined towards both ends."""
    edges = np.concatenate([10.0 ** np.arange(-12, 0), [0.2, 0.3, 0.4, 0.5]])
    u, w = np.polynomial.legendre.leggauss(40)
    total = 0.0
    for quantile in (law.ppf, law.isf):
        low = np.concatenate([[0.0], edges[:-1]])
        for a, b in zip(low, edges, strict=True):
            q = a + (b - a) * (u + 1) / 2
            total += float(np.sum(w * (b - a) / 2 * f(quantile(q))))
    return total


LAWS = [(c.make.__name__, c.make, dict(c.parameters), c.reference) for c in FIRST]


def heavy(row: Any) -> bool:
    """Whether the quantile of 1 - 1e-9 lies more than 100 quartile distances out."""
    d = row[1](**row[2])
    if d.definition.discrete:
        return False
    low, high, far = (float(np.ravel(d.icdf(q))[0]) for q in (0.25, 0.75, 1 - 1e-9))
    return abs(far) > 100.0 * (high - low)


LAW_IDS = [f"{name}-{'-'.join(p)}" for name, _, p, _ in LAWS]


def fixed_support(row: Any) -> list[str]:
    """The parameters that do not move the support."""
    _, make, parameters, _ = row
    return [p for p in parameters if p not in make(**parameters).definition.support_depends]


def pairs(costs: Any, applies: Callable[[Any], Any]) -> Any:
    """Every law with every cost, but no cosine of a heavy tail: neither quadrature nor standard errors can judge it."""
    found = [
        pytest.param(row, cost, id=f"{name}-{cost}")
        for row, name in zip(LAWS, LAW_IDS, strict=True)
        for cost in costs
        if applies(row) and not (cost == "cos" and heavy(row))
    ]
    return pytest.mark.parametrize(("row", "cost"), found)


@pairs(COSTS, fixed_support)
def test_score_function_is_unbiased(row: Any, cost: str) -> None:
    """n = 2^18: a bias of 0.022 standard deviations of a sample is seen."""
    check(law_problem(*row, cost, fixed_support(row)), "score_function")


def has_own_path(row: Any) -> bool:
    """Whether the derivative of draws is that of the law; test_relaxed has the straight-through ones."""
    definition = row[1](**row[2]).definition
    return bool(definition.reparametrised and not definition.straight_through)


@pairs(["cos", "tanh2"], has_own_path)
def test_pathwise_is_unbiased(row: Any, cost: str) -> None:
    """n = 2^18: a bias of 0.022 standard deviations of a sample is seen."""
    check(law_problem(*row, cost, list(row[2])), "pathwise")


@pairs(["cos"], lambda row: not row[1](**row[2]).definition.reparametrised)
def test_pathwise_is_refused_without_a_reparametrisation(row: Any, cost: str) -> None:
    with pytest.raises(NotDifferentiableError, match=f"pathwise.*{row[0]}"):
        check(law_problem(*row, cost, list(row[2])), "pathwise")


@pytest.mark.parametrize("row", LAWS, ids=LAW_IDS)
def test_moving_supports_are_refused(row: Any) -> None:
    name, make, parameters, reference = row
    for p in make(**parameters).definition.support_depends:
        problem = law_problem(name, make, parameters, reference, "step", [p])
        with pytest.raises(NotDifferentiableError, match=f"support of {name} moves with {p}"):
            check(problem, "score_function")
        with pytest.raises(NotDifferentiableError, match="no unbiased gradient"):
            check(problem, "auto")


# ------------------------------------------------------------------------------------------------ no noise at all


def quadrature(
    loss: Callable[..., Any], theta: Theta, noise: dict[str, np.ndarray], weights: np.ndarray, estimator: Any
) -> Any:
    sample = rx.expectation(loss, estimator=estimator).per_sample(theta, samples=len(weights), rng=0, noise=noise)
    return float(weights @ sample.value), {k: np.tensordot(weights, g, 1) for k, g in sample.grad.items()}


@pytest.mark.parametrize("estimator", [Pathwise(), ScoreFunction(baseline=None)], ids=["pathwise", "score_function"])
def test_normal_by_quadrature(estimator: Estimator) -> None:
    """E x^4 = m^4 + 6 m^2 s^2 + 3 s^4: 64 Gauss-Hermite nodes are exact, so the estimate has no noise: 1e-12."""
    m, s = 0.7, 1.3
    nodes, weights = HERMITE
    value, grad = quadrature(
        lambda t: rx.sample(rx.Normal(t["m"], t["s"]), name="x") ** 4,
        {"m": m, "s": s},
        {"x": nodes},
        weights,
        estimator,
    )
    np.testing.assert_allclose(value, m**4 + 6 * m**2 * s**2 + 3 * s**4, rtol=1e-12)
    np.testing.assert_allclose(grad["m"], 4 * m**3 + 12 * m * s**2, rtol=1e-12)
    np.testing.assert_allclose(grad["s"], 12 * m**2 * s + 12 * s**3, rtol=1e-12)


def test_normal_in_float32_by_quadrature() -> None:
    nodes, weights = HERMITE
    keep = np.abs(nodes) < 5
    sample = rx.expectation(lambda t: np.cos(rx.sample(rx.Normal(t, 1.0), name="x")), dtype=np.float32).per_sample(
        0.3, samples=int(keep.sum()), noise={"x": nodes[keep]}
    )
    np.testing.assert_allclose(weights[keep] @ sample.grad, -math.sin(0.3) * math.exp(-0.5), rtol=5e-6)


@pytest.mark.parametrize("estimator", [Pathwise(), ScoreFunction(baseline=None)], ids=["pathwise", "score_function"])
def test_exponential_by_quadrature(estimator: Estimator) -> None:
    """E x^3 = 6 / r^3 by 40 Gauss-Laguerre nodes."""
    nodes, weights = np.polynomial.laguerre.laggauss(40)
    value, grad = quadrature(
        lambda t: rx.sample(rx.Exponential(t["r"]), name="x") ** 3, {"r": 2.5}, {"x": nodes}, weights, estimator
    )
    np.testing.assert_allclose(value, 6 / 2.5**3, rtol=1e-12)
    np.testing.assert_allclose(grad["r"], -18 / 2.5**4, rtol=1e-12)


def test_uniform_by_quadrature() -> None:
    nodes, weights = np.polynomial.legendre.leggauss(40)
    a, b = -0.4, 1.1
    _, grad = quadrature(
        lambda t: np.cos(rx.sample(rx.Uniform(t["a"], t["b"]), name="x")),
        {"a": a, "b": b},
        {"x": (nodes + 1) / 2},
        weights / 2,
        "pathwise",
    )
    mean = (math.sin(b) - math.sin(a)) / (b - a)
    np.testing.assert_allclose(grad["b"], (math.cos(b) - mean) / (b - a), rtol=1e-12)
    np.testing.assert_allclose(grad["a"], (mean - math.cos(a)) / (b - a), rtol=1e-12)


def bernoulli_loss(t: Theta) -> Any:
    return (rx.sample(rx.Bernoulli(logits=t["l"]), name="x") - 0.45) ** 2 + 0.3 * t["l"]


def test_bernoulli_by_enumeration() -> None:
    p = float(expit(-0.4))
    value, grad = quadrature(
        bernoulli_loss,
        {"l": -0.4},
        {"x": np.array([p / 2, (1 + p) / 2])},
        np.array([p, 1 - p]),
        ScoreFunction(baseline=None),
    )
    np.testing.assert_allclose(value, p * 0.55**2 + (1 - p) * 0.45**2 - 0.12, rtol=1e-12)
    np.testing.assert_allclose(grad["l"], (1 - 0.9) * p * (1 - p) + 0.3, rtol=1e-12)


def test_leave_one_out_by_enumeration() -> None:
    """Two samples per lane: all four pairs of outcomes, weighted by their probabilities, give the exact gradient.

    With the baseline taken over both samples, the score part would be exactly half of that.
    """
    p = float(expit(-0.4))
    u, w = np.array([p / 2, (1 + p) / 2]), np.array([p, 1 - p])
    first, second = np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.array([0, 1, 0, 1, 0, 1, 0, 1])
    noise = u[np.concatenate([first, second])]
    sample = rx.expectation(bernoulli_loss, estimator="score_function").per_sample(
        {"l": -0.4}, samples=16, noise={"x": noise}
    )
    lane = sample.grad["l"].reshape(2, 8).mean(axis=0)
    exact = float(np.sum(w[first] * w[second] / 2 * lane))
    np.testing.assert_allclose(exact, 0.1 * p * (1 - p) + 0.3, rtol=1e-12)


def test_categorical_by_enumeration() -> None:
    """Also with an impossible category, whose derivative is zero."""
    logits = np.array([0.3, -1.0, -np.inf, 0.9])
    p = np.exp(logits) / np.sum(np.exp(logits))
    cost = np.array([1.0, -2.0, 50.0, 0.7])
    keep = p > 0
    cdf = np.cumsum(p)
    noise = (cdf - p / 2)[keep]
    sample = rx.expectation(
        lambda t: rx.take(cost, rx.sample(rx.Categorical(logits=t), name="k")), estimator=ScoreFunction(baseline=None)
    ).per_sample(logits, samples=3, noise={"k": noise})
    mean = np.sum(p[keep] * cost[keep])
    truth = np.where(keep, p * (cost - mean), 0.0)
    np.testing.assert_allclose(p[keep] @ sample.grad, truth, rtol=1e-12, atol=1e-15)


# ------------------------------------------------------------------------------------------------ sample by sample


def test_each_sample_matches_plain_numpy() -> None:
    """At the same noise, to 16 units: cost, pathwise derivative, score function with its leave-one-out baseline."""
    rng = np.random.default_rng(4)
    e = rng.normal(size=64)
    m, s = 0.4, 1.7
    x = m + s * e
    cost, slope = np.cos(x) + m * x, -np.sin(x) + m

    def loss(t: Theta) -> Any:
        x = rx.sample(rx.Normal(t["m"], t["s"]), name="x")
        return np.cos(x) + t["m"] * x

    theta = {"m": m, "s": s}
    eps = np.finfo(float).eps
    got = rx.expectation(loss, estimator="pathwise").per_sample(theta, samples=64, noise={"x": e})
    np.testing.assert_allclose(got.value, cost, rtol=16 * eps, atol=16 * eps)
    np.testing.assert_allclose(got.grad["m"], slope + x, rtol=16 * eps, atol=16 * eps)
    np.testing.assert_allclose(got.grad["s"], slope * e, rtol=16 * eps, atol=16 * eps)
    got = rx.expectation(loss, estimator="score_function").per_sample(theta, samples=64, noise={"x": e})
    lanes = cost.reshape(8, 8)
    centred = cost - ((lanes.sum(axis=0) - lanes) / 7).ravel()
    np.testing.assert_allclose(got.grad["m"], centred * e / s + x, rtol=32 * eps, atol=32 * eps)
    np.testing.assert_allclose(got.grad["s"], centred * (e * e - 1) / s, rtol=32 * eps, atol=64 * eps)
