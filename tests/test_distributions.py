"""Loops over the table of distributions: densities against mpmath, draws against the law, derivatives, bad input."""

from __future__ import annotations

import itertools
import math
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.special
import scipy.stats
from chance import assert_unbiased
from counts import assert_counts_fit
from laws import ALL, CASES, FIRST, Case, ids

import reparamx as rx
from reparamx import _core
from reparamx.distributions import _programs
from reparamx.distributions._base import Distribution
from reparamx.distributions._summaries import Summaries
from reparamx.errors import ParameterError, TracingError
from reparamx.testing import check_distribution

mpmath.mp.dps = 50


EXTREME_NOISE = {
    "uniform": [2**-53, 1e-9, 0.01, 0.3, 0.5, 0.8, 0.999, 1 - 2**-24],
    "normal": [-8.5, -3.0, -0.5, 0.0, 1e-3, 1.0, 6.7],
    "exponential": [2**-53, 1e-6, 0.1, 1.0, 3.0, 36.7],
    "gumbel": [-3.6, -1.0, 0.0, 0.5, 4.0, 36.7],
    "rayleigh": [1.5e-8, 1e-3, 0.5, 1.0, 3.0, 8.5],
}


def points(case: Case, d: Distribution, dtype: str) -> np.ndarray:
    """Draws from noise at the ends, in the tails and in the middle (of several noises: random), and declared points."""
    if len(d.definition.noises) == 1 and d.event_shape == ():
        noise = EXTREME_NOISE[d.definition.noises[0].kind]
        column = np.reshape(noise, (-1,) + (1,) * len(d.batch_shape)).astype(dtype)
        shape = (len(noise), *d.batch_shape)
        (x,) = _programs.run_elements(d.definition, "sample", d._arrays(dtype), shape, x=column, dtype=dtype)
    else:
        x = d.sample(12, rng=3, dtype=dtype)
    extra = [
        np.broadcast_to(np.asarray(p, dtype), (1, *d.shape))
        for p in case.reference.points
        if np.max(np.abs(p)) <= float(np.finfo(dtype).max)
    ]
    return np.concatenate([x.astype(dtype), *extra])


def to_mp(value: Any) -> Any:
    return [mpmath.mpf(float(v)) for v in value] if np.ndim(value) else mpmath.mpf(float(value))


def exact_log_density(case: Case, x: Any, parameters: dict[str, Any]) -> Any:
    names = {**vars(mpmath), "log": lambda v: mpmath.log(v) if v else mpmath.ninf, "fsum": mpmath.fsum}
    return eval(case.reference.log_density, {**names, "x": x, **parameters})


def condition(case: Case, x: Any, parameters: dict[str, Any], discrete: bool) -> Any:
    """|f| + sum |a df/da| over all arguments: how far one rounding of each argument moves the result."""
    total = abs(exact_log_density(case, x, parameters))
    arguments = {**parameters} if discrete else {"x": x, **parameters}
    for name, value in arguments.items():
        for k in range(len(value)) if isinstance(value, list) else (None,):
            a = value if k is None else value[k]
            if not a or not mpmath.isfinite(a):
                continue

            def f(v: Any, name: str = name, k: int | None = k) -> Any:
                moved = {**arguments}
                moved[name] = v if k is None else [*moved[name][:k], v, *moved[name][k + 1 :]]
                return exact_log_density(case, moved.pop("x", x), moved)

            h = abs(a) * mpmath.mpf(10) ** -20
            total += abs(a * (f(a + h) - f(a - h)) / (2 * h))
    return total


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", CASES, ids=ids)
def test_log_prob_matches_mpmath(case: Case, dtype: str) -> None:
    """Error at most 8 units of condition-aware rounding; infinities exactly."""
    d = case.build(dtype)
    x = points(case, d, dtype)
    got = np.asarray(d.log_prob(x))
    assert got.dtype == dtype
    eps = float(np.finfo(dtype).eps)
    for index, parameters in case.elements(d):
        low, high = (float(np.broadcast_to(edge, d.batch_shape)[index]) for edge in d.support)
        exact_parameters = {name: to_mp(value) for name, value in parameters.items()}
        for k in range(len(x)):
            at = float(x[(k, *index)])
            value = float(got[(k, *index)])
            if not low <= at <= high:
                assert value == -np.inf, (at, value)
                continue
            if at in (low, high) and not d.definition.discrete and at not in case.reference.points:
                continue  # an edge reached by rounding: test_limits_at_the_edges has its own list
            truth = exact_log_density(case, to_mp(at), exact_parameters)
            if not mpmath.isfinite(truth) or abs(truth) > np.finfo(dtype).max:
                assert value == float(truth) or abs(value) == np.inf, (at, value, truth)
                continue
            bound = 8 * eps * condition(case, to_mp(at), exact_parameters, d.definition.discrete)
            if "Categorical" in case.name:  # the logarithm of a sum of weights is rounded before it cancels
                weights = [
                    mpmath.exp(v) if "logits" in parameters else v for v in next(iter(exact_parameters.values()))
                ]
                bound += 2 * eps * (1 + abs(mpmath.log(mpmath.fsum(weights))))
            assert abs(value - truth) <= bound + np.finfo(dtype).tiny, (
                f"x={at!r} {parameters}: got {value!r}, exact {mpmath.nstr(truth, 20)}, "
                f"{mpmath.nstr(8 * abs(value - truth) / bound, 3)} units"
            )


#: Cases at which SciPy's moments overflow (Hypergeometric), cancel (Binomial, Geometric) or are another limit
#: (StudentT), and its quantiles are rough (Chi2, Gamma, StudentT).
SCIPY_LOSES_DIGITS = {
    "Binomial-total_count-logits-1",
    "Chi2-2",
    "Gamma-3",
    "Geometric-logits-2",
    "Geometric-probs-2",
    "Hypergeometric-4",
    "StudentT-1",
    "StudentT-3",
}


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_densities_are_normalised(case: Case) -> None:
    """The sum over all values to 1e-12; the integral between the quantiles 1e-12 and 1 - 1e-12, by Gauss, to 1e-6.

    Of thousands of values, one in so many is summed, to 2e-3. Panels also meet at the mode, where the density may have
    a kink.
    """
    d = case.build()
    column = (-1,) + (1,) * len(d.batch_shape)
    if d.definition.discrete:
        draws = d.sample(4096, rng=1).astype(float)
        width = np.ptp(draws, axis=0) + 50.0
        stride = np.maximum(1.0, np.floor(width / 2000.0))
        values = draws.min(axis=0) + stride * np.arange(-5000, 10_000).reshape(column)
        total = stride * np.sum(d.prob(values), axis=0)
        np.testing.assert_array_less(np.abs(total - 1.0), np.where(stride > 1.0, 2e-3, 1e-12))
        return
    q = np.concatenate([10.0 ** np.arange(-12, -0.9, 0.5), [0.2, 0.3, 0.4, 0.5]])
    edges = np.broadcast_to(
        d.icdf(np.concatenate([q, 1 - q[-2::-1]]).reshape(column)), (2 * q.size - 1, *d.batch_shape)
    )
    if hasattr(d, "mode"):
        edges = np.sort(np.concatenate([edges, np.broadcast_to(d.mode, d.batch_shape)[None]]), axis=0)
    u, w = np.polynomial.legendre.leggauss(30)
    width = np.diff(edges, axis=0)
    x = edges[:-1] + width * (u.reshape((-1, 1, *column[1:])) + 1) / 2
    density = d.prob(x)
    density = np.where(np.isfinite(density), density, 0.0)  # nodes that round to an edge
    mass = np.sum(w.reshape((-1, 1, *column[1:])) / 2 * width * density, axis=(0, 1))
    np.testing.assert_allclose(mass, 1.0, rtol=1e-6)


@pytest.mark.parametrize("case", ALL, ids=ids)
def test_conforms(case: Case) -> None:
    """The public kit: shapes, support, difference quotients, formulas, law of draws, score of mean zero (n = 2^16)."""
    check_distribution(case.build(), rng=2026)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_draws_follow_the_law(case: Case, dtype: str) -> None:
    """Kolmogorov-Smirnov or chi-square, n = 2^20, 1e-6 / 100 each: a CDF error of 0.004 is seen."""
    d = case.build(dtype)
    n = 2**20
    alpha = 1e-6 / 100
    x = d.sample(n, rng=11, dtype=dtype).astype(float)
    parameters = {name: np.asarray(value, float) for name, value in d.parameters.items()}
    if d.definition.discrete:
        assert_counts_fit(case.build(), x.reshape(n, 1), alpha)
        return
    names = {**vars(scipy.stats), **vars(np), "x": x, **parameters}
    cdf = eval(case.reference.cdf or f"{case.reference.scipy}.cdf(x)", names)
    steps = np.arange(n + 1) / n
    level = np.sort(cdf)
    distance = max(np.max(np.abs(level - steps[1:])), np.max(np.abs(level - steps[:-1])))
    assert distance <= math.sqrt(math.log(2 / alpha) / (2 * n)) + (2**-23 if dtype == "float32" else 0)


@pytest.mark.parametrize("case", [c for c in CASES if c.reference.scipy and c.make.__name__ != "Categorical"], ids=ids)
def test_moments_match_scipy(case: Case) -> None:
    if case.name in SCIPY_LOSES_DIGITS:
        pytest.skip("SciPy cancels or overflows here")
    d = case.build()
    for index, parameters in case.elements(d):
        law = eval(case.reference.scipy, {**vars(scipy.stats), "exp": np.exp, **parameters})
        with np.errstate(all="ignore"):
            mean, variance = law.stats("mv")
            entropy = float(law.entropy()) if d._defines("entropy") else math.nan  # an infinite sum, in SciPy

        def at(value: Any, index: tuple[int, ...] = index) -> float:
            return float(np.broadcast_to(value, d.batch_shape)[index])

        for formula, exact, rtol, atol in (
            ("mean", float(mean), 1e-10, 1e-300),
            ("variance", float(variance), 1e-8, 1e-100),
            ("stddev", math.sqrt(float(variance)), 1e-8, 1e-100),
            ("entropy", entropy, 1e-7, 1e-7),
        ):
            if d._defines("variance" if formula == "stddev" else formula):  # test_numeric has those without
                value = at(FORMULAS[formula](d))
                if not np.isnan(exact) or np.isnan(value):  # SciPy does not know some integrals, infinite and not
                    np.testing.assert_allclose(value, exact, rtol=rtol, atol=atol)


CONTINUOUS = [c for c in CASES if c.reference.scipy and not c.build().definition.discrete]


@pytest.mark.parametrize("case", CONTINUOUS, ids=ids)
def test_cdf_and_icdf_match_scipy(case: Case) -> None:
    if case.name in SCIPY_LOSES_DIGITS:
        pytest.skip("SciPy cancels or overflows here")
    d = case.build()
    q = np.array([1e-9, 0.01, 0.3, 0.5, 0.7, 0.999])
    for index, parameters in case.elements(d):
        law = eval(case.reference.scipy, {**vars(scipy.stats), "exp": np.exp, **parameters})
        column = q.reshape((-1,) + (1,) * len(d.batch_shape))
        x = law.ppf(q)
        got = np.broadcast_to(d.icdf(column), (q.size, *d.batch_shape))[(slice(None), *index)]
        scale = float(law.ppf(0.75) - law.ppf(0.25))
        np.testing.assert_allclose(got, x, rtol=1e-8, atol=1e-8 * scale)
        level = np.broadcast_to(d.cdf(np.reshape(x, column.shape)), (q.size, *d.batch_shape))[(slice(None), *index)]
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(level, law.cdf(x), rtol=1e-6, atol=1e-12)


def ordinary(case: Case) -> bool:
    """Whether difference quotients of the parameters say something."""
    values = np.concatenate([np.ravel(v) for v in case.build().parameters.values()])
    return bool(np.all((values == 0) | ((np.abs(values) < 1e5) & (np.abs(values) > 1e-5)) | np.isinf(values)))


@pytest.mark.parametrize("case", [c for c in CASES if ordinary(c)], ids=ids)
def test_second_derivatives_match_difference_quotients(case: Case) -> None:
    """d/dq of the derivative of log_prob by p, for all p and q of x and the parameters, at ordinary draws."""
    d = case.build()
    x = np.asarray(d.sample(16, rng=5), float)
    shape = x.shape
    arrays = [a.copy() for a in d._arrays("float64", shape)]
    values = ([] if d.definition.discrete else [x]) + arrays
    inputs = [x, *arrays]
    offset = 1 if d.definition.discrete else 0
    graph = _core.Graph()
    nodes = [graph.param(f"a{k}", a.shape) for k, a in enumerate(inputs)]
    density = d.definition.log_prob(graph, nodes[0], nodes[1:])
    total = graph.sum(density, tuple(range(len(graph.shape(density)))))
    first = graph.gradient(total, nodes[offset:])
    for (i, slope), j in itertools.product(enumerate(first), range(len(values))):
        if slope is None:
            continue
        scalar = graph.sum(slope, tuple(range(len(graph.shape(slope)))))
        second = graph.gradient(scalar, [nodes[offset + j]])[0]
        zero = graph.constant(np.zeros(inputs[offset + j].shape))
        program = graph.compile([("mean", slope, "g"), ("mean", zero if second is None else second, "h")])

        def run(step: np.ndarray | float, program: Any = program, j: int = j) -> list[np.ndarray]:
            moved = [a.copy() for a in inputs]
            moved[offset + j] = moved[offset + j] + step
            return [np.asarray(v) for v, _ in program.run(moved, 1, (0, 0), check_finite=False)]

        exact = run(0.0)[1]
        if inputs[offset + j].ndim > len(shape):
            continue  # rows: the derivative of a sum mixes entries; test_estimators covers them by enumeration
        at = inputs[offset + j]
        h = 1e-6 * np.maximum(np.abs(np.where(np.isfinite(at), at, 0.0)), 1e-2)
        up, down = run(h)[0], run(-h)[0]
        if up.ndim > len(shape):
            up, down = up.sum(axis=-1), down.sum(axis=-1)
        quotient = (up - down) / (2 * h)
        fine = np.isfinite(quotient) & np.isfinite(exact)
        error = np.abs(quotient - exact)[fine] / (np.abs(exact) + np.abs(up / h) * 1e-9 + 1.0)[fine]
        assert np.mean(error > 1e-4) <= 0.1, (i, j, exact, quotient)
        assert not np.any(np.isnan(exact))


FORMULAS = {
    "mean": lambda d: d.mean,
    "variance": lambda d: d.variance,
    "stddev": lambda d: d.stddev,
    "mode": lambda d: d.mode,
    "entropy": lambda d: d.entropy(),
    "cdf": lambda d: d.cdf(0.7),
    "sf": lambda d: d.sf(0.7),
    "icdf": lambda d: d.icdf(0.3),
    "log_prob": lambda d: d.log_prob(1.0),
    "prob": lambda d: d.prob(1.0),
}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_formulas_on_traced_parameters_match_those_on_arrays(case: Case, formula: str) -> None:
    """What has no formula says so."""
    evaluate, d, needed = FORMULAS[formula], case.build(), formula.replace("stddev", "variance")
    theta = {name: np.asarray(value, float) for name, value in case.parameters.items()}
    loss = rx.expectation(lambda t: np.sum(evaluate(case.make(**t))), check_finite=False)
    if hasattr(Summaries, needed) and not d._defines(needed):
        with pytest.raises(
            TracingError, match=f"{d.name} has no formula of its {needed}: it is computed by quadrature"
        ):
            loss(theta)
        return
    expected = float(np.sum(evaluate(d)))
    np.testing.assert_allclose(loss(theta).value, expected, rtol=1e-13, atol=1e-13)


def test_a_divergence_is_estimated_with_log_prob_inside_of_the_loss() -> None:
    """KL(N(m, s^2) || N(0, 1)) = m^2 / 2 + (s^2 - 1) / 2 - log s; n = 2^18."""

    def loss(t: dict[str, Any]) -> Any:
        q = rx.Normal(t["m"], np.exp(t["l"]))
        z = rx.sample(q)
        return np.sum(q.log_prob(z) - rx.Normal(0.0, 1.0).log_prob(z))

    m, log_s = np.array([0.3, -1.0]), np.array([-0.5, 0.2])
    est = rx.expectation(loss)({"m": m, "l": log_s}, samples=2**18, rng=0)
    assert_unbiased(est.value, est.value_stderr, np.sum(m**2 / 2 + np.expm1(2 * log_s) / 2 - log_s), "KL")
    assert_unbiased(est.grad["m"], est.grad_stderr["m"], m, "gradient of m")
    assert_unbiased(est.grad["l"], est.grad_stderr["l"], np.expm1(2 * log_s), "gradient of l")


def test_parameters_are_checked_inside_of_a_loss() -> None:
    loss = rx.expectation(lambda t: np.sum(rx.sample(rx.Normal(t, t))))
    with pytest.raises(ParameterError, match=r"Normal: scale must be positive and finite, got -2.0 at index \(1,\)"):
        loss(np.array([1.0, -2.0]), samples=10)
    loss = rx.expectation(lambda t: rx.sample(rx.Uniform(t, 2.0)))
    with pytest.raises(ParameterError, match=r"Uniform: high - low must be positive and finite, got -1\.0"):
        loss(3.0, samples=10)
    with pytest.raises(TracingError, match=r"inside of a loss write rx.sample\(dist\)"):
        rx.expectation(lambda t: np.sum(rx.Normal(t, 1.0).sample(3)))(0.0, samples=10)


def test_inverse_gamma_where_the_quotient_underflows() -> None:
    """rate / x is 0 in floating point, and the density is not: 2 log(rate) - 3 log(x) for concentration 2."""
    value = rx.InverseGamma(2.0, 1e-300).log_prob(1e200)
    assert value == pytest.approx(2 * math.log(1e-300) - 3 * math.log(1e200), rel=1e-14)
    assert rx.InverseGamma(2.0, 1e300).log_prob(1e-200) == -math.inf
