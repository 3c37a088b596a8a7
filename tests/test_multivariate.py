"""Loops over the laws whose variables have axes: densities and derivatives against mpmath, draws, input."""

from __future__ import annotations

import contextlib
import itertools
import math
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.stats
from laws import FIRST_VECTORS, VECTORS, Case, ids

import reparamx as rx
from reparamx.distributions._base import Distribution
from reparamx.errors import ParameterError, ShapeError

mpmath.mp.dps = 60
#: Step of the exact difference quotients: their error is the square of it.
STEP = mpmath.mpf(10) ** -20


def exact(value: Any) -> Any:
    """A number, a column or a matrix of mpmath."""
    array = np.asarray(value, float)
    if array.ndim == 0:
        return mpmath.mpf(float(array))
    return mpmath.matrix(array.tolist())


def log_density(case: Case, x: Any, parameters: dict[str, Any]) -> Any:
    names = {**vars(mpmath), "fsum": mpmath.fsum, "x": x, **parameters}
    return eval(case.reference.log_density, names)


def elements(case: Case, d: Distribution) -> Any:
    """Index and parameters of each element of the batch; arguments that are no arrays as they are."""
    fixed = {k: v for k, v in case.parameters.items() if k not in d.parameters}
    for index, parameters in case.elements(d):
        yield index, {name: np.asarray(value, float) for name, value in parameters.items()}, fixed


def direction(name: str, value: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A change of a parameter in proportion to its entries that keeps it a parameter."""
    signs = rng.choice([-1.0, 1.0], value.shape)
    if "tril" in name:
        return np.tril(signs * value)
    if "matrix" in name:
        return (signs + np.swapaxes(signs, -1, -2)) * value
    return signs * np.where(value == 0.0, 1.0, value)


@pytest.mark.parametrize("case", VECTORS, ids=ids)
def test_log_prob_and_its_derivatives_match_mpmath(case: Case) -> None:
    """Value and derivative along random directions of all parameters: 16 and 64 units of conditioned rounding."""
    d = case.build()
    x = d.sample(4, rng=3)
    density, score = d.log_prob(x), d.score(x)
    rng = np.random.default_rng(5)
    eps = float(np.finfo(float).eps) * d.event_shape[0]
    whole = {p.name for p in d.definition.parameters if p.constraint == "whole"}
    for (index, parameters, fixed), k in itertools.product(elements(case, d), range(len(x))):
        arguments = {**{name: exact(value) for name, value in parameters.items()}, **fixed}
        at = exact(x[(k, *index)])
        truth = log_density(case, at, arguments)
        scale, slopes = abs(truth) + 1, {}
        if not d.definition.discrete:
            symmetric = d.definition.event_rank == 2 and np.array_equal(x[(k, *index)], x[(k, *index)].T)
            step = STEP * exact(direction("matrix" if symmetric else "", x[(k, *index)], rng))
            scale += sum(abs(log_density(case, at + s * step, arguments) - truth) / STEP for s in (1, -1))
        for name, value in parameters.items():
            if name in whole:
                continue
            along = direction(name, value, rng)
            step = STEP * exact(along)
            up, down = (log_density(case, at, {**arguments, name: arguments[name] + s * step}) for s in (1, -1))
            slope = (up - down) / (2 * STEP)
            parts = score[name][(k, *index)] * along
            scale += float(np.sum(np.abs(parts))) + abs(up - 2 * truth + down) / STEP**2
            slopes[name] = (float(np.sum(parts)), slope)
        value = float(density[(k, *index)])
        assert abs(value - truth) <= 16 * eps * scale, (at, value, mpmath.nstr(truth, 17))
        for name, (got, slope) in slopes.items():
            assert abs(got - slope) <= 64 * eps * scale, (name, got, mpmath.nstr(slope, 17))


@pytest.mark.parametrize("case", FIRST_VECTORS, ids=ids)
def test_statistics_of_draws_follow_their_laws(case: Case) -> None:
    """Kolmogorov and Smirnov's test at n = 2^20, false alarm 1e-8 each."""
    d = case.build()
    n = 2**20
    x = np.asarray(d.sample(n, rng=17), float)
    parameters = {name: np.asarray(value, float) for name, value in case.parameters.items()}
    assert case.reference.statistics
    for statistic, law in case.reference.statistics:
        names = {**vars(scipy.stats), **vars(np), **vars(np.linalg), "norm": scipy.stats.norm, **parameters}
        y = np.sort(eval(statistic, {**names, "x": x}))
        level = eval(law, names).cdf(y)
        if np.array_equal(np.unique(y), [0, 1]):  # an event: compare its frequency
            p = eval(law, names).mean()
            assert abs(y.mean() - p) <= 5.8 * math.sqrt(p * (1 - p) / n), (statistic, y.mean(), p)
            continue
        steps = np.arange(n + 1) / n
        distance = max(np.max(np.abs(level - steps[1:])), np.max(np.abs(level - steps[:-1])))
        assert distance <= math.sqrt(math.log(2 / 1e-8) / (2 * n)), (statistic, distance)


@pytest.mark.parametrize("case", VECTORS, ids=ids)
def test_moments_match_draws(case: Case) -> None:
    """Mean, variance and entropy within 6.5 standard errors (false alarm 1e-10 each), n = 2^17."""
    d = case.build()
    n = 2**17
    x = np.asarray(d.sample(n, rng=23), float)
    checks = {"mean": x, "variance": np.square(x - x.mean(axis=0)), "entropy": -d.log_prob(x)}
    for name, samples in checks.items():
        try:
            value = d.entropy() if name == "entropy" else getattr(d, name)
        except NotImplementedError:
            continue
        assert np.shape(value) == (d.batch_shape if name == "entropy" else d.shape), name
        spread = d.variance if d._defines("variance") else value
        if name != "entropy" and not np.all(np.isfinite(spread) & np.isfinite(value)):
            continue
        error = samples.std(axis=0) / math.sqrt(n)
        limit = 6.5 * error + 1e-12 * (1.0 + np.abs(value))
        assert np.all(np.abs(samples.mean(axis=0) - value) <= limit), (name, value)


@pytest.mark.parametrize("case", FIRST_VECTORS, ids=ids)
def test_pathwise_and_score_function_gradients_agree(case: Case) -> None:
    """E sin(w . x), 2^18 samples: 6.5 standard errors, false alarm 1e-10 for each of all entries."""
    d = case.build()
    if d.definition.discrete or not d.definition.reparametrised:
        pytest.skip("no pathwise gradient")
    weights = np.random.default_rng(1).normal(size=d.shape)
    fixed = {k: v for k, v in case.parameters.items() if k not in d.parameters}
    theta = {name: np.asarray(value) for name, value in d.parameters.items()}

    def loss(t: dict[str, Any]) -> Any:
        return np.sin(np.sum(weights * rx.sample(case.make(**t, **fixed))))

    path = rx.expectation(loss, estimator="pathwise")(theta, samples=2**18, rng=1)
    score = rx.expectation(loss, estimator="score_function")(theta, samples=2**18, rng=2)
    for name in theta:
        spread = np.hypot(path.grad_stderr[name], score.grad_stderr[name])
        difference = np.abs(path.grad[name] - score.grad[name])
        if "tril" in name:
            difference, spread = np.tril(difference), np.tril(spread)
        assert np.all(difference <= 6.5 * spread + 1e-12), (name, difference / spread)


@pytest.mark.parametrize("case", FIRST_VECTORS, ids=ids)
def test_shapes(case: Case) -> None:
    d = case.build()
    x = d.sample((2, 3), rng=0)
    assert x.shape == (2, 3, *d.shape)
    assert d.log_prob(x).shape == (2, 3, *d.batch_shape)
    assert d.sample(0, rng=0).shape == (0, *d.shape)
    np.testing.assert_array_equal(d.sample(300, rng=1, threads=1), d.sample(300, rng=1, threads=2))
    with pytest.raises(ShapeError, match="must end in event_shape"):
        d.log_prob(np.zeros((*d.shape[:-1], d.shape[-1] + 1)))
    if not d.definition.discrete:
        with contextlib.suppress(ParameterError):  # of laws that factorise x
            assert np.all(np.isnan(d.log_prob(np.full(d.shape, np.nan))))
    single = case.build(np.float32)
    assert single.sample(3, rng=0).dtype == (np.float32 if not d.definition.discrete else np.int64)


@pytest.mark.parametrize("case", FIRST_VECTORS, ids=ids)
def test_sample_and_grad_is_the_derivative_of_sample(case: Case) -> None:
    """Every entry by every entry of the parameters, against difference quotients at the same noise."""
    d = case.build()
    if not d.definition.reparametrised or d.definition.straight_through or d.definition.samplers:
        pytest.skip("no pathwise gradient, that of another law, or an implicit one")
    x, grad = d.sample_and_grad(300, rng=9)
    np.testing.assert_array_equal(x, d.sample(300, rng=9))
    fixed = {k: v for k, v in case.parameters.items() if k not in d.parameters}
    for name, value in d.parameters.items():
        value = np.asarray(value, float)
        own = np.shape(value)[len(d.batch_shape) :] if np.ndim(value) > len(d.batch_shape) else np.shape(value)
        assert grad[name].shape == (300, *d.shape, *own)
        for entry in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[entry] = 1e-6 * max(1.0, abs(value[entry]))
            if "tril" in name and entry[-1] > entry[-2]:
                continue
            if "matrix" in name:
                step = step + np.swapaxes(step, -1, -2)
            up, down = (
                case.make(**{**d.parameters, **fixed, name: value + sign * step}).sample(300, rng=9) for sign in (1, -1)
            )
            quotient = (up - down) / 2e-6 / max(1.0, abs(value[entry]))
            slope = np.tensordot(grad[name], (step / np.max(step)), axes=step.ndim) if step.ndim else grad[name]
            scale = 1.0 if "matrix" not in name or entry[-1] != entry[-2] else 2.0
            np.testing.assert_allclose(
                slope * scale, quotient, rtol=1e-4, atol=1e-6 * (1.0 + np.max(np.abs(x))), err_msg=f"{name} {entry}"
            )
