"""Several random variables: which estimator each gets, which costs it meets, and whether its errors are honest."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.stats
from chance import BiasError, z_scores
from problems import BY_NAME, GRAPHS, Problem, Theta, check, rows_loss

import reparamx as rx
from reparamx.errors import BiasedGradientWarning, ParameterError
from reparamx.estimators.score_function import ScoreFunction


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


def test_branch_cut_on_the_way_makes_auto_choose_the_score_function() -> None:
    """E atan2(x, -1) jumps from -pi to pi at x = 0; a pathwise gradient would miss 2 pi phi(0.3)."""
    loss = rx.expectation(lambda m: np.arctan2(rx.sample(rx.Normal(m, 1.0)), -1.0))
    est = loss(0.3, samples=200_000, rng=0)
    nodes, weights = np.polynomial.hermite_e.hermegauss(150)
    smooth = -np.sum(weights / (1.0 + (nodes + 0.3) ** 2)) / np.sum(weights)
    exact = smooth + np.sqrt(2.0 * np.pi) * np.exp(-0.045)
    assert abs(est.grad - exact) < 6.5 * est.grad_stderr  # a false alarm in 1e10 tests
    assert "through atan2, which jumps at its branch cut" in loss.explain(0.3)
