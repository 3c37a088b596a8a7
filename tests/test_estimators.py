"""Estimators are unbiased, their standard errors are honest, and the tests would notice if they were not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.stats
from chance import BiasError, assert_unbiased, z_scores
from scipy.special import expit

import reparamx as rx
from reparamx import distributions
from reparamx.errors import BiasedGradientWarning, NotDifferentiableError, ParameterError
from reparamx.estimators import Context, Estimator
from reparamx.estimators.pathwise import Pathwise
from reparamx.estimators.score_function import ScoreFunction

Theta = dict[str, Any]
HERMITE = tuple(
    a / s for a, s in zip(np.polynomial.hermite_e.hermegauss(64), (1.0, math.sqrt(2 * math.pi)), strict=True)
)


@dataclass(frozen=True)
class Problem:
    """A loss with its exact expectation as a function of the parameters."""

    name: str
    loss: Callable[[Theta], Any]
    exact: Callable[[Theta], float]
    theta: Theta
    samples: int = 2**18

    def gradient(self) -> Theta:
        """The exact gradient, by difference quotients of fourth order of the exact expectation: error about 1e-9."""
        grad = {}
        for name, value in self.theta.items():
            array = np.asarray(value, float)
            slope = np.zeros(array.shape)
            for index in np.ndindex(array.shape):
                f = []
                for k in (-2, -1, 1, 2):
                    moved = array.copy()
                    moved[index] += 1e-3 * k
                    f.append(self.exact({**self.theta, name: moved[()]}))
                slope[index] = (8 * (f[2] - f[1]) - (f[3] - f[0])) / 12e-3
            grad[name] = slope
        return grad


def check(problem: Problem, estimator: Any, samples: int | None = None, rng: int = 1, **options: Any) -> rx.Estimate:
    """The one test that right estimators pass and planted wrong ones fail: value and every derivative, |z| <= 6.3."""
    expectation = rx.expectation(problem.loss, estimator=estimator, **options)
    est = expectation(problem.theta, samples=samples or problem.samples, rng=rng)
    assert_unbiased(est.value, est.value_stderr, problem.exact(problem.theta), f"{problem.name} value")
    for name, truth in problem.gradient().items():
        # 1e-8 for the difference quotient
        stderr = np.hypot(est.grad_stderr[name], 1e-8)
        assert_unbiased(est.grad[name], stderr, truth, f"{problem.name} gradient of {name}")
    return est


# ------------------------------------------------------------------------------------------------ the table


def laws() -> list[tuple[str, type, dict[str, Any], Any]]:
    found = []
    for name in distributions.__all__:
        for reference in getattr(getattr(distributions, name), "references", ()):
            found.append((name, getattr(distributions, name), dict(reference.cases[0]), reference))
    return found


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
        if name in ("Bernoulli", "Categorical"):
            d = make(**full)
            return float(sum(math.exp(float(d.log_prob(k))) * f(float(k)) for k in range(int(d.support[1]) + 1)))
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


LAWS = laws()
HEAVY = ("Cauchy", "HalfCauchy", "Pareto", "LogNormal")
LAW_IDS = [f"{name}-{'-'.join(p)}" for name, _, p, _ in LAWS]


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("row", LAWS, ids=LAW_IDS)
def test_score_function_is_unbiased(row: Any, cost: str) -> None:
    """n = 2^18: a bias of 0.022 standard deviations of a sample is seen."""
    name, make, parameters, reference = row
    definition = make(**parameters).definition
    wanted = [p for p in parameters if p not in definition.support_depends]
    if not wanted:
        pytest.skip(f"every parameter of {name} moves its support; see test_moving_supports_are_refused")
    if name in HEAVY and cost == "cos":
        pytest.skip(f"the quadrature of cos over the tail of {name} is not exact enough to test against")
    check(law_problem(name, make, parameters, reference, cost, wanted), "score_function")


@pytest.mark.parametrize("cost", ["cos", "tanh2"])
@pytest.mark.parametrize("row", LAWS, ids=LAW_IDS)
def test_pathwise_is_unbiased(row: Any, cost: str) -> None:
    """n = 2^18: a bias of 0.022 standard deviations of a sample is seen."""
    name, make, parameters, reference = row
    definition = make(**parameters).definition
    if not definition.reparametrised:
        with pytest.raises(NotDifferentiableError, match=f"pathwise.*{name}"):
            check(law_problem(name, make, parameters, reference, cost, list(parameters)), "pathwise")
        return
    if cost == "cos" and name in HEAVY:
        pytest.skip("x cos(x) of a heavy tail has no variance: no standard error to test with; tanh2 is bounded")
    check(law_problem(name, make, parameters, reference, cost, list(parameters)), "pathwise")


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


# ------------------------------------------------------------------------------------------------ stochastic graphs


def normal_expectation(f: Callable[[np.ndarray], Any], mean: Any, scale: Any) -> Any:
    nodes, weights = HERMITE
    return sum(w * f(mean + scale * n) for n, w in zip(nodes, weights, strict=True))


def mixed_loss(t: Theta) -> Any:
    k = rx.sample(rx.Bernoulli(logits=t["a"]))
    x = rx.sample(rx.Normal(t["b"] + 1.5 * k, t["s"]))
    return (x - 0.4) ** 2 + 0.7 * k * t["b"]


def mixed_exact(t: Theta) -> float:
    p = expit(t["a"])
    return float(
        sum(q * ((t["b"] + 1.5 * k - 0.4) ** 2 + t["s"] ** 2 + 0.7 * k * t["b"]) for k, q in ((1, p), (0, 1 - p)))
    )


def gate_loss(t: Theta) -> Any:
    z = rx.sample(rx.Normal(t["m"], t["s"]))
    k = rx.sample(rx.Bernoulli(logits=2.0 * z))
    return np.where(k == 1, np.sin(z), z * t["c"])


def gate_exact(t: Theta) -> float:
    return float(normal_expectation(lambda z: expit(2 * z) * np.sin(z) + expit(-2 * z) * z * t["c"], t["m"], t["s"]))


TABLE = np.array([[0.2, -1.0], [1.3, 0.4], [-0.6, 2.0]])


def chain_loss(t: Theta) -> Any:
    j = rx.sample(rx.Categorical(logits=t["l"]))
    k = rx.sample(rx.Bernoulli(probs=rx.take(t["p"], j)))
    return rx.take(TABLE.ravel(), 2 * j + k) + 0.1 * rx.take(t["p"], j)


def chain_exact(t: Theta) -> float:
    w = np.exp(t["l"]) / np.sum(np.exp(t["l"]))
    return float(np.sum(w * ((1 - t["p"]) * TABLE[:, 0] + t["p"] * TABLE[:, 1] + 0.1 * t["p"])))


TARGETS = np.linspace(-1.0, 1.0, 12)


def rows_loss(t: Theta) -> Any:
    h = rx.sample(rx.Bernoulli(logits=t["l"]))
    return np.sum((h - TARGETS) ** 2 * np.exp(t["c"] * h)) + t["c"]


def rows_exact(t: Theta) -> float:
    p = expit(t["l"])
    return float(np.sum(p * (1 - TARGETS) ** 2 * np.exp(t["c"]) + (1 - p) * TARGETS**2) + t["c"])


DATA = np.random.default_rng(3).normal(size=(5, 3))
WEIGHTS = np.array([0.8, -1.1])


def layer_loss(t: Theta) -> Any:
    h = rx.sample(rx.Bernoulli(logits=DATA @ t["w"]))
    return np.mean(np.square(np.tanh(h @ WEIGHTS + t["b"]) - 0.2))


def layer_exact(t: Theta) -> float:
    p = expit(DATA @ t["w"])
    total = 0.0
    for h in np.ndindex(2, 2):
        probability = np.prod(np.where(np.array(h) == 1, p, 1 - p), axis=1)
        total += float(np.sum(probability * (np.tanh(np.dot(h, WEIGHTS) + t["b"]) - 0.2) ** 2))
    return total / len(DATA)


def two_loss(t: Theta) -> Any:
    j = rx.sample(rx.Bernoulli(logits=t["a"]))
    k = rx.sample(rx.Bernoulli(logits=t["b"]))
    return 3.0 * j + 100.0 * (k + 2.0) ** 2


def two_exact(t: Theta) -> float:
    return float(3.0 * expit(t["a"]) + 100.0 * (expit(t["b"]) * 9.0 + expit(-t["b"]) * 4.0))


def step_loss(t: Theta) -> Any:
    x = rx.sample(rx.Normal(t["m"], t["s"]))
    return np.where(x > 0.5, 2.0, 0.0) * t["c"] + np.maximum(x, 0.0)


def step_exact(t: Theta) -> float:
    law = scipy.stats.norm(t["m"], t["s"])
    return float(2.0 * t["c"] * law.sf(0.5) + t["m"] * law.sf(0.0) + t["s"] ** 2 * law.pdf(0.0))


def blocked_loss(t: Theta) -> Any:
    z = rx.sample(rx.Normal(t["m"], 1.0))
    k = rx.sample(rx.Bernoulli(logits=np.floor(z)))
    return np.cos(z) + k


def blocked_exact(t: Theta) -> float:
    f = np.arange(-40, 40)
    mass = scipy.stats.norm.cdf(f + 1 - t["m"]) - scipy.stats.norm.cdf(f - t["m"])
    return float(math.cos(t["m"]) * math.exp(-0.5) + np.sum(mass * expit(f)))


GRAPHS = [
    Problem("mixed", mixed_loss, mixed_exact, {"a": 0.3, "b": -0.5, "s": 0.8}),
    Problem("gate", gate_loss, gate_exact, {"m": 0.2, "s": 0.9, "c": -1.5}),
    Problem("chain", chain_loss, chain_exact, {"l": np.array([0.1, -0.4, 0.6]), "p": np.array([0.2, 0.5, 0.9])}),
    Problem("rows", rows_loss, rows_exact, {"l": np.linspace(-1.0, 2.0, 12), "c": 0.3}),
    Problem("layer", layer_loss, layer_exact, {"w": np.array([[0.5, -1.0], [0.3, 0.2], [-0.7, 0.4]]), "b": 0.1}),
    Problem("two", two_loss, two_exact, {"a": 0.2, "b": -1.0}),
    Problem("step", step_loss, step_exact, {"m": 0.3, "s": 1.1, "c": 0.7}),
    Problem("blocked", blocked_loss, blocked_exact, {"m": 0.4}),
]
BY_NAME = {p.name: p for p in GRAPHS}


@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
@pytest.mark.parametrize(
    "estimator", ["auto", "score_function", ScoreFunction(baseline=None)], ids=["auto", "score", "plain"]
)
@pytest.mark.parametrize("problem", GRAPHS, ids=lambda p: p.name)
def test_stochastic_graphs_are_unbiased(problem: Problem, estimator: Any, dtype: Any) -> None:
    """n = 2^18. float32 rounds by 1e-7 of the cost, far below its standard error of 2e-3."""
    check(problem, estimator, dtype=dtype)


def chosen(problem: Problem, estimator: Any = "auto") -> dict[str, str]:
    text = rx.expectation(problem.loss, estimator=estimator).explain(problem.theta)
    return {line.split(" ~ ")[0]: line.rsplit(": ", 1)[1] for line in text.splitlines() if " ~ " in line}


def test_auto_chooses_by_the_paths_to_the_cost() -> None:
    assert chosen(BY_NAME["mixed"]) == {"Bernoulli_0": "score_function", "Normal_1": "pathwise"}
    assert chosen(BY_NAME["gate"]) == {"Normal_0": "pathwise", "Bernoulli_1": "score_function"}
    assert chosen(BY_NAME["step"]) == {"Normal_0": "score_function"}
    assert chosen(BY_NAME["blocked"]) == {"Normal_0": "score_function", "Bernoulli_1": "score_function"}


def test_auto_leaves_laws_without_parameters_alone() -> None:
    problem = Problem(
        "fixed", lambda t: rx.sample(rx.Bernoulli(0.5)) * t["a"] ** 2, lambda t: 0.5 * t["a"] ** 2, {"a": 3.0}
    )
    assert chosen(problem) == {"Bernoulli_0": "none"}
    check(problem, "auto")


def test_costs_meet_only_the_elements_they_depend_on() -> None:
    """The standard error of 12 independent elements is that of one, not of their sum."""

    def whole(t: Theta) -> Any:
        return np.square(np.sqrt(rows_loss(t)))  # the same cost, but no longer a sum

    problem = BY_NAME["rows"]
    split = check(problem, "score_function").grad_stderr["l"]
    merged = check(Problem("whole", whole, problem.exact, problem.theta), "score_function").grad_stderr["l"]
    assert np.median(merged / split) > 2.0


def test_costs_of_other_variables_do_not_enter() -> None:
    """The cost of k, a hundred times larger, must not be heard in the derivative for j."""
    est = check(BY_NAME["two"], "score_function")
    assert est.grad_stderr["a"] < 0.01


def test_estimators_by_variable() -> None:
    problem = BY_NAME["mixed"]
    chosen_by = {"Normal_1": "score_function", "Bernoulli_0": ScoreFunction(baseline=None)}
    assert chosen(problem, chosen_by) == {"Bernoulli_0": "score_function", "Normal_1": "score_function"}
    check(problem, chosen_by)
    with pytest.raises(ParameterError, match="there is no random variable x; there are: Bernoulli_0, Normal_1"):
        check(problem, {"x": "pathwise"})
    with pytest.raises(
        ParameterError, match=r"estimator must be one of auto, .*pathwise.*score_function.*got 'reparam'"
    ):
        check(problem, "reparam")
    with pytest.raises(ParameterError, match="baseline must be"):
        ScoreFunction(baseline="mean")  # type: ignore[arg-type]


def test_a_request_at_the_sample_statement_wins() -> None:
    def loss(m: Any) -> Any:
        return rx.sample(rx.Normal(m, 1.0), estimator="score_function") ** 2

    problem = Problem("request", lambda t: loss(t["m"]), lambda t: t["m"] ** 2 + 1.0, {"m": 0.5})
    assert chosen(problem, "pathwise") == {"Normal_0": "score_function"}


def test_pathwise_through_a_jump_warns_and_is_wrong() -> None:
    problem = BY_NAME["step"]
    with (
        pytest.warns(BiasedGradientWarning, match="pathwise gradient of Normal_0 is biased.*no derivative"),
        pytest.raises(BiasError),
    ):
        check(problem, "pathwise")


# ------------------------------------------------------------------------------------------------ honest errors


@pytest.mark.parametrize(
    ("name", "estimator"), [("mixed", "auto"), ("chain", "auto"), ("step", ScoreFunction(baseline=None))]
)
def test_standard_errors_are_honest(name: str, estimator: Any) -> None:
    """1000 runs of 2048 samples (64 replicates): mean of stderr^2 over variance 1 +- 0.3, coverage of 99 % +- 2.3 %."""
    problem = BY_NAME[name]
    expectation = rx.expectation(problem.loss, estimator=estimator)
    truth = problem.gradient()
    runs = [expectation(problem.theta, samples=2048, rng=seed, threads=1) for seed in range(1000)]
    for leaf, exact in truth.items():
        values = np.array([r.grad[leaf] for r in runs])
        errors = np.array([r.grad_stderr[leaf] for r in runs])
        ratio = np.mean(errors**2, axis=0) / np.var(values, axis=0, ddof=1)
        assert np.all(np.abs(ratio - 1.0) < 0.3), (leaf, ratio)
        # Student's t with 63 degrees of freedom; 6.3 standard deviations of a binomial share of 1000 runs
        covered = np.mean(np.abs(values - exact) <= scipy.stats.t.ppf(0.995, 63) * errors, axis=0)
        assert np.all(np.abs(covered - 0.99) < 0.0233), (leaf, covered)
        z = z_scores(values.mean(axis=0), values.std(axis=0, ddof=1) / math.sqrt(1000), exact)
        assert np.all(np.abs(z) < 6.3)


def test_a_single_replicate_has_no_error() -> None:
    est = rx.expectation(BY_NAME["mixed"].loss)(BY_NAME["mixed"].theta, samples=1, rng=0)
    assert math.isfinite(est.value)
    assert est.value_stderr != 0.0


# ------------------------------------------------------------------------------------------------ planted errors


def scaled(graph: Any, node: int | None, factor: float) -> int:
    assert node is not None
    return int(graph.apply("mul", [graph.constant(np.asarray(factor)), node]))


class InSampleBaseline(ScoreFunction):
    """The mean of all samples of the replicate, the sample included: shrinks the gradient by 1 - 1/32."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 31.0 / 32.0)


class WrongSign(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), -1.0)


class OnePercent(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 1.01)


class DroppedExplicitTerm(ScoreFunction):
    """The cost itself is not differentiated."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        term = super().surrogate(context, variable)
        assert term is not None
        return g.apply("sub", [term, context.drawn(context.problem.cost)])


class NoTerm(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return None


class DrawNotHeld(ScoreFunction):
    """The derivative also goes through the draw. (With a baseline that is unbiased: log p(g(noise)) is then
    centred.)"""

    def __init__(self) -> None:
        super().__init__(baseline=None)

    def draw(self, context: Context, variable: Any) -> int:
        return Estimator.draw(self, context, variable)


class CostNotHeld(ScoreFunction):
    """The derivative of cost * log p also goes through the cost."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        x, parameters = context.draws[variable.node], context.parameters(variable)
        log_prob = variable.distribution.definition.log_prob(g, x, parameters)
        return int(g.sum(g.apply("mul", [cost, log_prob]), tuple(range(len(g.shape(log_prob))))))


class OwnCostAsBaseline(ScoreFunction):
    """The baseline depends on the sample itself."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 0.5)


class MissingDownstream(ScoreFunction):
    """Variables that have others downstream lose their term."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        downstream = any(
            variable in context.problem.depends(p) for v in context.problem.variables for p in v.parameters.values()
        )
        return None if downstream else super().surrogate(context, variable)


class FirstElementOnly(ScoreFunction):
    """One parameter of the law is held constant."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        first, *rest = context.parameters(variable)
        log_prob = variable.distribution.definition.log_prob(
            g, context.draws[variable.node], [first, *(g.stop_gradient(p) for p in rest)]
        )
        return int(g.sum(g.apply("mul", [g.stop_gradient(cost), log_prob]), tuple(range(len(g.shape(log_prob))))))


class ShiftedScore(ScoreFunction):
    """log p of a neighbour of the draw."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        x = g.apply("mul", [context.draws[variable.node], g.constant(np.asarray(0.98))])
        log_prob = variable.distribution.definition.log_prob(g, x, context.parameters(variable))
        return int(g.sum(g.apply("mul", [g.stop_gradient(cost), log_prob]), tuple(range(len(g.shape(log_prob))))))


class StoppedPath(Pathwise):
    """No derivative passes through the draw."""

    def draw(self, context: Context, variable: Any) -> int:
        return context.graph.stop_gradient(super().draw(context, variable))


class DroppedJacobian(Pathwise):
    """The last parameter does not move the draw."""

    def draw(self, context: Context, variable: Any) -> int:
        g, definition = context.graph, variable.distribution.definition
        *first, last = context.parameters(variable)
        noise = g.noise(definition.noise, variable.shape, variable.name)
        return int(definition.sample(g, [*first, g.stop_gradient(last)], noise))


class OnePercentPath(Pathwise):
    """dx / d parameter is one percent too large; the draw is right."""

    def draw(self, context: Context, variable: Any) -> int:
        g = context.graph
        x = super().draw(context, variable)
        off = g.apply("sub", [x, g.stop_gradient(x)])
        return int(g.apply("add", [x, scaled(g, off, 0.01)]))


class WrongOrder(Pathwise):
    """Noise of the wrong variance, by 1 %."""

    def draw(self, context: Context, variable: Any) -> int:
        g, definition = context.graph, variable.distribution.definition
        noise = scaled(g, g.noise(definition.noise, variable.shape, variable.name), 1.01)
        return int(definition.sample(g, context.parameters(variable), noise))


QUADRATIC = Problem(
    "quadratic",
    lambda t: (rx.sample(rx.Normal(t["m"], t["s"])) - 0.5) ** 2,
    lambda t: (t["m"] - 0.5) ** 2 + t["s"] ** 2,
    {"m": 2.5, "s": 0.6},
    samples=2**20,
)
COIN = Problem(
    "coin",
    lambda t: (rx.sample(rx.Bernoulli(logits=t["l"])) - 0.3) ** 2 + 0.2 * t["l"],
    lambda t: float(expit(t["l"]) * 0.7**2 + expit(-t["l"]) * 0.3**2 + 0.2 * t["l"]),
    {"l": 0.2},
    samples=2**20,
)

PLANTED = [
    (InSampleBaseline, COIN),
    (WrongSign, COIN),
    (OnePercent, COIN),
    (DroppedExplicitTerm, COIN),
    (NoTerm, COIN),
    (CostNotHeld, COIN),
    (OwnCostAsBaseline, COIN),
    (DrawNotHeld, QUADRATIC),
    (CostNotHeld, BY_NAME["mixed"]),
    (FirstElementOnly, QUADRATIC),
    (ShiftedScore, QUADRATIC),
    (MissingDownstream, BY_NAME["chain"]),
    (StoppedPath, QUADRATIC),
    (DroppedJacobian, QUADRATIC),
    (OnePercentPath, QUADRATIC),
    (WrongOrder, QUADRATIC),
]


@pytest.mark.parametrize(("wrong", "problem"), PLANTED, ids=[f"{w.__name__}-{p.name}" for w, p in PLANTED])
def test_planted_errors_are_caught(wrong: type[Estimator], problem: Problem) -> None:
    """The test that right estimators pass must fail; the right ones pass on the same problem."""
    right = Pathwise() if issubclass(wrong, Pathwise) else ScoreFunction()
    check(problem, right if problem is QUADRATIC else "score_function")
    with pytest.raises(BiasError):
        check(problem, wrong())
