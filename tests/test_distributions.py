"""Loops over the table of distributions: densities against mpmath, draws against the law, derivatives, bad input."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.special
import scipy.stats

import reparamx as rx
from reparamx import _core, distributions
from reparamx.distributions import _programs
from reparamx.distributions._base import Distribution, Reference
from reparamx.distributions._definition import definitions
from reparamx.errors import NotDifferentiableError, ParameterError, ShapeError
from reparamx.testing import check_distribution

mpmath.mp.dps = 50

CLASSES = [getattr(distributions, name) for name in distributions.__all__ if name != "Distribution"]


@dataclass(frozen=True)
class Case:
    """One line of a declaration: a distribution with parameter values."""

    name: str
    make: type[Distribution]
    reference: Reference
    parameters: Mapping[str, Any]

    def build(self, dtype: Any = np.float64) -> Distribution:
        return self.make(**{name: np.asarray(value, dtype) for name, value in self.parameters.items()})

    def elements(self, d: Distribution) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
        """Parameters of each element of the batch."""
        rank = {p.name: p.rank for p in d.definition.parameters}
        full = {}
        for name, value in d.parameters.items():
            own = np.shape(value)[np.ndim(value) - rank[name] :]
            full[name] = np.broadcast_to(value, d.batch_shape + own)
        for index in np.ndindex(d.batch_shape):
            yield index, {name: value[index] for name, value in full.items()}


def cases() -> list[Case]:
    found = []
    for make in CLASSES:
        for r, reference in enumerate(make.references):
            for k, parameters in enumerate(reference.cases):
                suffix = f"-{'-'.join(parameters)}" if len(make.references) > 1 else ""
                found.append(Case(f"{make.__name__}{suffix}-{k}", make, make.references[r], parameters))
    return found


CASES = cases()
FIRST = [c for c in CASES if c.parameters is c.reference.cases[0]]


def ids(case: Case) -> str:
    return case.name


def points(case: Case, d: Distribution, dtype: str) -> np.ndarray:
    """Draws from noise at the ends, in the tails and in the middle, and the points of the declaration."""
    noise = {
        "uniform": [2**-53, 1e-9, 0.01, 0.3, 0.5, 0.8, 0.999, 1 - 2**-24],
        "normal": [-8.5, -3.0, -0.5, 0.0, 1e-3, 1.0, 6.7],
        "exponential": [2**-53, 1e-6, 0.1, 1.0, 3.0, 36.7],
        "gumbel": [-3.6, -1.0, 0.0, 0.5, 4.0, 36.7],
    }[d.definition.noise]
    shape = (len(noise), *d.batch_shape)
    column = np.reshape(noise, (-1,) + (1,) * len(d.batch_shape)).astype(dtype)
    (x,) = _programs.run_elements(d.definition, "sample", d._arrays(dtype), shape, x=column, dtype=dtype)
    extra = [
        np.full((1, *d.batch_shape), p, dtype) for p in case.reference.points if abs(p) <= float(np.finfo(dtype).max)
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


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_conforms(case: Case) -> None:
    """The public kit: shapes, support, difference quotients, law of draws, score of mean zero (n = 2^16)."""
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
        low, high = d.support
        p = np.exp([float(d.log_prob(k)) for k in range(int(low), int(high) + 1)])
        counts = np.bincount(x.astype(int), minlength=p.size)
        assert counts.sum() == n
        assert np.all(counts[p == 0] == 0)
        if np.sum(p > 0) > 1:
            assert scipy.stats.chisquare(counts[p > 0], n * p[p > 0] / p.sum()).pvalue > alpha
        return
    names = {**vars(scipy.stats), "exp": np.exp, "x": x, **parameters}
    cdf = eval(case.reference.cdf or f"{case.reference.scipy}.cdf(x)", names)
    steps = np.arange(n + 1) / n
    level = np.sort(cdf)
    distance = max(np.max(np.abs(level - steps[1:])), np.max(np.abs(level - steps[:-1])))
    assert distance <= math.sqrt(math.log(2 / alpha) / (2 * n)) + (2**-23 if dtype == "float32" else 0)


@pytest.mark.parametrize("case", [c for c in CASES if c.reference.scipy and c.make.__name__ != "Categorical"], ids=ids)
def test_moments_match_scipy(case: Case) -> None:
    d = case.build()
    for index, parameters in case.elements(d):
        law = eval(case.reference.scipy, {**vars(scipy.stats), "exp": np.exp, **parameters})
        with np.errstate(all="ignore"):
            mean, variance = law.stats("mv")
            entropy = float(law.entropy())

        def at(value: Any, index: tuple[int, ...] = index) -> float:
            return float(np.broadcast_to(value, d.batch_shape)[index])

        np.testing.assert_allclose(at(d.mean), float(mean), rtol=1e-10, atol=1e-300)
        np.testing.assert_allclose(at(d.variance), float(variance), rtol=1e-8, atol=1e-100)
        np.testing.assert_allclose(at(d.stddev), math.sqrt(float(variance)), rtol=1e-8, atol=1e-100)
        np.testing.assert_allclose(at(d.entropy()), entropy, rtol=1e-7, atol=1e-7)


CONTINUOUS = [c for c in CASES if c.reference.scipy and c.make.__name__ not in ("Bernoulli", "Categorical")]


@pytest.mark.parametrize("case", CONTINUOUS, ids=ids)
def test_cdf_and_icdf_match_scipy(case: Case) -> None:
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
        np.testing.assert_allclose(level, law.cdf(x), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_second_derivatives_match_difference_quotients(case: Case) -> None:
    """d/dq of the derivative of log_prob by p, for all p and q of x and the parameters, at ordinary draws."""
    d = case.build()
    if any(np.any((np.abs(v) > 1e5) | ((np.abs(v) < 1e-5) & (v != 0))) for v in d.parameters.values()):
        pytest.skip("difference quotients of extreme parameters say nothing")
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
        h = 1e-6 * np.maximum(np.abs(inputs[offset + j]), 1e-2)
        up, down = run(h)[0], run(-h)[0]
        if up.ndim > len(shape):
            up, down = up.sum(axis=-1), down.sum(axis=-1)
        quotient = (up - down) / (2 * h)
        fine = np.isfinite(quotient) & np.isfinite(exact)
        error = np.abs(quotient - exact)[fine] / (np.abs(exact) + np.abs(up / h) * 1e-9 + 1.0)[fine]
        assert np.mean(error > 1e-4) <= 0.1, (i, j, exact, quotient)
        assert not np.any(np.isnan(exact))


BAD = {
    "real": [np.nan, np.inf, -np.inf],
    "positive": [0.0, -1.0, np.nan, np.inf],
    "nonnegative": [-1e-300, np.nan, np.inf],
    "unit_interval": [-0.1, 1.0000001, np.nan],
    "any": [np.nan],
}


@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_bad_parameters_are_refused_by_name_value_and_index(case: Case) -> None:
    for parameter in definitions()[case.build().definition.name].parameters:
        for bad in BAD[parameter.constraint]:
            good = np.asarray(case.parameters[parameter.name], float)
            if parameter.rank:
                value, where = good.copy(), f"({good.size - 1},)"
                value[-1] = bad
            else:
                value, where = np.array([float(good), bad]), "(1,)"
            with pytest.raises(ParameterError) as caught:
                case.make(**{**case.parameters, parameter.name: value})
            text = str(caught.value)
            assert text.startswith(f"{case.make.__name__}: {parameter.name} must"), text
            assert f"at index {where}" in text, text
            assert ("nan" in text) if np.isnan(bad) else (str(bad) in text or f"{bad:g}" in text), text


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rx.Uniform(1.0, 1.0), "Uniform: high - low must be positive"),
        (lambda: rx.Uniform(-1e308, 1e308), "Uniform: high - low must be positive and finite"),
        (lambda: rx.Uniform([0.0, 3.0], 2.0), r"Uniform: high - low must be .*-1.*at index \(1,\)"),
        (lambda: rx.LogUniform(2.0, 1.0), "LogUniform: high - low must be positive"),
        (lambda: rx.Categorical(probs=[0.0, 0.0]), "Categorical: sum of probs must be positive"),
        (lambda: rx.Categorical(logits=[-np.inf, -np.inf]), "Categorical: largest of logits must be finite"),
        (lambda: rx.Categorical(logits=[np.inf, 0.0]), "Categorical: largest of logits must be finite"),
        (lambda: rx.Bernoulli(), "Bernoulli: give probs or logits, exactly one"),
        (lambda: rx.Bernoulli(0.5, 0.5), "Bernoulli: give probs or logits, exactly one"),
        (lambda: rx.Normal("a", 1.0), "Normal: loc must be real numbers"),
        (lambda: rx.Normal(1j, 1.0), "Normal: loc must be real numbers, got dtype complex128"),
        (lambda: rx.Normal(None, 1.0), "Normal"),
        (lambda: rx.Normal(np.array([object()]), 1.0), "Normal: loc must be real numbers"),
    ],
)
def test_bad_arguments_are_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_shapes_that_do_not_broadcast_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"Normal: shapes of parameters do not broadcast: loc \(2,\), scale \(3,\)"):
        rx.Normal(np.zeros(2), np.ones(3))
    with pytest.raises(ShapeError, match=r"Normal: shape \(3,\) of x"):
        rx.Normal(np.zeros(2), 1.0).log_prob(np.zeros(3))
    with pytest.raises(ShapeError, match="Categorical: probs needs at least 1 axis"):
        rx.Categorical(probs=0.5)


@pytest.mark.parametrize("size", [-1, 1.5, (2, -1), True])
def test_bad_sizes_are_refused(size: Any) -> None:
    with pytest.raises((ParameterError, TypeError)):
        rx.Normal(0.0, 1.0).sample(size)


EDGES = [
    (rx.Weibull(1.0, 1.0), 0.0, 0.0),
    (rx.Weibull(4.0, 1.0), 0.0, -math.log(4.0)),
    (rx.Weibull(1.0, 0.5), 0.0, np.inf),
    (rx.Weibull(1.0, 2.0), 0.0, -np.inf),
    (rx.Kumaraswamy(1.0, 1.0), 0.0, 0.0),
    (rx.Kumaraswamy(1.0, 3.0), 0.0, math.log(3.0)),
    (rx.Kumaraswamy(3.0, 1.0), 1.0, math.log(3.0)),
    (rx.Kumaraswamy(0.5, 2.0), 0.0, np.inf),
    (rx.Kumaraswamy(0.5, 2.0), 1.0, -np.inf),
    (rx.LogNormal(0.0, 1.0), 0.0, -np.inf),
    (rx.Exponential(2.0), 0.0, math.log(2.0)),
    (rx.HalfNormal(1.0), 0.0, 0.5 * math.log(2 / math.pi)),
    (rx.HalfCauchy(1.0), 1e200, math.log(2 / math.pi) - 400 * math.log(10.0)),
    (rx.Rayleigh(1.0), 0.0, -np.inf),
    (rx.Pareto(2.0, 3.0), 2.0, math.log(1.5)),
    (rx.Uniform(1.0, 3.0), 1.0, -math.log(2.0)),
    (rx.Uniform(1.0, 3.0), 3.0, -math.log(2.0)),
    (rx.LogUniform(1.0, math.e), 1.0, 0.0),
    (rx.Bernoulli(0.0), 0, 0.0),
    (rx.Bernoulli(0.0), 1, -np.inf),
    (rx.Bernoulli(1.0), 1, 0.0),
    (rx.Bernoulli(1e-17), 1, math.log(1e-17)),
    (rx.Bernoulli(logits=np.inf), 1, 0.0),
    (rx.Bernoulli(logits=np.inf), 0, -np.inf),
    (rx.Bernoulli(logits=-800.0), 1, -800.0),
    (rx.Categorical(logits=[-np.inf, 3.0]), 1, 0.0),
    (rx.Gumbel(0.0, 1.0), -1000.0, -np.inf),
    (rx.Normal(0.0, 1e-200), 1.0, -np.inf),
]


@pytest.mark.parametrize(("d", "x", "limit"), EDGES, ids=lambda v: repr(v))
def test_limits_at_the_edges(d: Distribution, x: float, limit: float) -> None:
    """Where peers return NaN or a wrong infinity; no derivative is NaN either."""
    value = float(d.log_prob(x))
    assert value == limit or abs(value - limit) <= 1e-15 * (1 + abs(limit)), value
    for name, slope in d.score(x).items():
        assert not np.any(np.isnan(slope)), (name, slope)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("word", [0, 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_draws_are_in_the_support_for_any_words(case: Case, word: int, dtype: str) -> None:
    """Generators that return the same extreme word for ever: finite draws in the support, of positive density."""
    d = case.build(dtype)
    arrays = d._arrays(dtype)
    program = _programs.draw_program(d.definition, d.batch_shape, tuple(a.shape for a in arrays), dtype, False)
    words = np.full(4096, word, np.uint64)
    x = program.run(arrays, 64, (0, 0), 1, words=words)[0][0]
    low, high = d.support
    assert np.all(np.isfinite(x))
    assert np.all((x >= low) & (x <= high))
    assert np.all(d.log_prob(x) > -np.inf)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("low", "high"), [(1.0, 1.0 + 2**-20), (2.0**32 - 3, 2.0**32 - 1), (-1e38, 1e38), (1e20, 3e20)]
)
def test_uniform_is_below_high(low: float, high: float, dtype: str) -> None:
    high = float(max(np.dtype(dtype).type(high), np.nextafter(np.dtype(dtype).type(low), np.dtype(dtype).type(np.inf))))
    d = rx.Uniform(np.asarray(low, dtype), np.asarray(high, dtype))
    x = d.sample(2**18, rng=3)
    assert x.dtype == dtype
    assert np.all((x >= d.low) & (x < d.high))


def test_a_uniform_of_neighbours_is_its_low() -> None:
    assert np.all(rx.Uniform(1.0, np.nextafter(1.0, 2.0)).sample(1000, rng=0) == 1.0)


@pytest.mark.parametrize("k", [2, 3, 17, 1000])
def test_categories_of_probability_zero_are_never_drawn(k: int) -> None:
    """One-hot at every position, and all but one: for extreme words and for random ones."""
    positions = range(k) if k < 20 else (0, 1, k // 2, k - 2, k - 1)
    for j in positions:
        hot = np.zeros(k)
        hot[j] = 0.3
        assert np.all(rx.Categorical(probs=hot).sample(300, rng=j) == j)
        cold = np.linspace(0.1, 1.0, k)
        cold[j] = 0.0
        with np.errstate(divide="ignore"):
            laws = (rx.Categorical(probs=cold), rx.Categorical(logits=np.log(cold)))
        for law in laws:
            x = law.sample(5000, rng=j)
            assert np.all((x >= 0) & (x < k) & (x != j))


def test_eager_log_prob_and_draws_agree_with_numpy_shapes() -> None:
    d = rx.Normal(np.zeros((3, 1)), np.ones(4))
    assert d.batch_shape == (3, 4)
    assert d.sample(rng=0).shape == (3, 4)
    assert d.sample((2, 5), rng=0).shape == (2, 5, 3, 4)
    assert d.sample(1000, rng=0).shape == (1000, 3, 4)
    assert d.log_prob(np.zeros((7, 1, 1))).shape == (7, 3, 4)
    assert isinstance(rx.Normal(0.0, 1.0).log_prob(0.0), float)
    x = np.zeros(10)[::2]
    x.setflags(write=False)
    np.testing.assert_array_equal(rx.Normal(0.0, 1.0).log_prob(x), rx.Normal(0.0, 1.0).log_prob(np.zeros(5)))
    assert rx.Normal(np.zeros(0), 1.0).sample(3, rng=0).shape == (3, 0)
    assert rx.Normal(np.zeros(0), 1.0).log_prob(1.0).shape == (0,)


def test_parameters_are_copied() -> None:
    scale = np.ones(3)
    d = rx.Normal(0.0, scale)
    scale[:] = -1.0
    assert np.all(d.scale == 1.0)


def test_draws_do_not_depend_on_threads() -> None:
    d = rx.Normal([0.0, 1.0], 1.0)
    first = d.sample(10_000, rng=1, threads=1)
    np.testing.assert_array_equal(first, d.sample(10_000, rng=1, threads=3))


def test_discrete_laws_have_no_pathwise_derivative() -> None:
    with pytest.raises(NotDifferentiableError, match="Bernoulli"):
        rx.Bernoulli(0.5).sample_and_grad(3)


def test_repr_can_be_read() -> None:
    assert repr(rx.Normal(0.0, 2.0)) == "Normal(loc=0.0, scale=2.0)"
    assert repr(rx.Bernoulli(logits=[0.0, 1.0])) == "Bernoulli(logits=[0., 1.])"


@pytest.mark.parametrize("make", CLASSES)
def test_declarations_are_complete(make: type[Distribution]) -> None:
    assert make.references, f"{make.__name__} declares no reference"
    doc = make.__doc__ or ""
    for needed in (".. math::", "Parameters\n", "Examples\n"):
        assert needed in doc, f"{make.__name__} has no {needed.strip()} in its docstring"
    for reference in make.references:
        assert len(reference.cases) >= 2
        assert reference.scipy or reference.cdf


def test_every_definition_has_a_declaration() -> None:
    declared = {case.build().definition.name for case in FIRST}
    assert declared == set(definitions())
