"""Loops over laws made of laws: exact densities, the conformance kit, gradients, second derivatives, bad input."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from chance import assert_unbiased
from scipy.special import expit, logsumexp

import reparamx as rx
from reparamx import _core, distributions
from reparamx._testing_events import moved
from reparamx.distributions._combined import Combinator
from reparamx.errors import NotDifferentiableError, ParameterError, ShapeError
from reparamx.testing import check_distribution

B = rx.bijectors
S = scipy.stats


@dataclass(frozen=True)
class Case:
    """A law made from parameters, and its log-density at draws, from SciPy's laws."""

    make: Callable[..., Any]
    theta: dict[str, Any]
    log_density: Callable[..., Any]

    def law(self, **changes: Any) -> Any:
        theta = {name: np.asarray(value, float) for name, value in self.theta.items()}
        return self.make(**{**theta, **changes})


def shift(first: Any, w: Any, b: Any) -> Any:
    return np.tanh(first @ w), np.sin(first @ w) * b


def mixed(w: Any, densities: Any) -> Any:
    """Log-density of a mixture of log-densities on the last axis."""
    w = np.asarray(w) / np.sum(w, axis=-1, keepdims=True)
    return logsumexp(densities, axis=-1, b=w)


def flow_density(x: Any, w: Any, b: Any, loc: Any) -> Any:
    """Of a coupling after a permutation (1, 0) of two normal numbers."""
    t, s = shift(x[..., :1], w, b)
    rest = (x[..., 1:] - t) * np.exp(-s)
    return (S.norm.logpdf(x[..., :1], loc[1]) + S.norm.logpdf(rest, loc[0]) - s)[..., 0]


def truncated(law: Any, low: Any, high: Any, x: Any) -> Any:
    return law.logpdf(x) - np.log(law.cdf(high) - law.cdf(low))


CASES = {
    "Independent": Case(
        lambda loc, scale: rx.Independent(rx.Normal(loc, scale), 1),
        {"loc": [[0.0, 1.0, -1.0], [0.5, 0.0, 2.0]], "scale": [1.0, 0.5, 2.0]},
        lambda x, loc, scale: S.norm.logpdf(x, loc, scale).sum(axis=-1),
    ),
    "Independent-discrete": Case(
        lambda probs: rx.Independent(rx.Bernoulli(probs), 2),
        {"probs": [[0.2, 0.5], [0.7, 0.6]]},
        lambda x, probs: S.bernoulli.logpmf(x, probs).sum(axis=(-2, -1)),
    ),
    "Masked": Case(
        lambda loc, scale: rx.Masked(rx.Normal(loc, scale), [True, True]),
        {"loc": [0.0, 1.0], "scale": 0.5},
        lambda x, loc, scale: S.norm.logpdf(x, loc, scale),
    ),
    "ZeroInflated-gate": Case(
        lambda probs, gate: rx.ZeroInflated(rx.Categorical(probs=probs), gate=gate),
        {"probs": [0.2, 0.5, 0.3], "gate": [0.25, 0.5]},
        lambda x, probs, gate: np.log(gate * (x == 0) + (1 - gate) * probs[x.astype(int)]),
    ),
    "ZeroInflated-logits": Case(
        lambda probs, logits: rx.ZeroInflated(rx.Bernoulli(probs), gate_logits=logits),
        {"probs": [0.2, 0.5], "logits": -0.5},
        lambda x, probs, logits: np.log(expit(logits) * (x == 0) + expit(-logits) * S.bernoulli.pmf(x, probs)),
    ),
    "Truncated": Case(
        lambda loc, scale, low, high: rx.Truncated(rx.Gumbel(loc, scale), low, high),
        {"loc": 0.3, "scale": [[1.0], [2.0]], "low": -1.0, "high": [0.5, 3.0]},
        lambda x, loc, scale, low, high: truncated(S.gumbel_r(loc, scale), low, high, x),
    ),
    "Truncated-above": Case(
        lambda rate, high: rx.Truncated(rx.Exponential(rate), high=high),
        {"rate": [0.5, 3.0], "high": 1.5},
        lambda x, rate, high: truncated(S.expon(scale=1 / rate), 0.0, high, x),
    ),
    "Truncated-far": Case(
        lambda loc, scale, low: rx.Truncated(rx.Normal(loc, scale), low=low, upper=True),
        {"loc": [0.0, 1.0], "scale": 1.0, "low": [6.0, 12.0]},
        lambda x, loc, scale, low: S.norm.logpdf(x, loc, scale) - S.norm.logsf(low, loc, scale),
    ),
    "Truncated-mixture": Case(
        lambda w, loc, high: rx.Truncated(rx.MixtureSameFamily(w, rx.Normal(loc, 1.0)), -1.0, high),
        {"w": [0.25, 0.75], "loc": [-2.0, 2.0], "high": 1.5},
        lambda x, w, loc, high: (
            mixed(w, S.norm.logpdf(x[..., None], loc)) - np.log(w @ (S.norm.cdf(high, loc) - S.norm.cdf(-1.0, loc)))
        ),
    ),
    "MixtureSameFamily": Case(
        lambda w, loc, scale: rx.MixtureSameFamily(w, rx.Normal(loc, scale)),
        {"w": [0.25, 0.75], "loc": [-2.0, 1.0], "scale": [1.0, 0.5]},
        lambda x, w, loc, scale: mixed(w, S.norm.logpdf(x[..., None], loc, scale)),
    ),
    "MixtureSameFamily-batch": Case(
        lambda logits, loc, scale: rx.MixtureSameFamily(rx.Categorical(logits=logits), rx.Logistic(loc, scale)),
        {"logits": [[0.0, 1.0, -1.0], [0.3, 0.2, 0.1]], "loc": [-2.0, 2.0, 0.0], "scale": 1.5},
        lambda x, logits, loc, scale: mixed(np.exp(logits), S.logistic.logpdf(x[..., None], loc, scale)),
    ),
    "MixtureSameFamily-positive": Case(
        lambda w, scale, concentration: rx.MixtureSameFamily(w, rx.Weibull(scale, concentration)),
        {"w": [0.5, 0.5], "scale": [1.0, 2.0], "concentration": [1.5, 3.0]},
        lambda x, w, scale, concentration: mixed(w, S.weibull_min.logpdf(x[..., None], concentration, scale=scale)),
    ),
    "MixtureSameFamily-entries": Case(
        lambda w, loc, scale: rx.MixtureSameFamily(w, rx.Independent(rx.Normal(loc, scale))),
        {"w": [0.25, 0.75], "loc": [[-1.0, 2.0, 0.0], [0.0, 1.0, -1.0]], "scale": [[1.0], [0.5]]},
        lambda x, w, loc, scale: mixed(w, S.norm.logpdf(x[..., None, :], loc, scale).sum(axis=-1)),
    ),
    "MixtureSameFamily-vectors": Case(
        lambda w, loc, tril: rx.MixtureSameFamily(w, rx.MultivariateNormal(loc, scale_tril=tril)),
        {"w": [0.25, 0.75], "loc": [[0.0, 1.0], [2.0, -1.0]], "tril": [[1.0, 0.0], [0.5, 0.7]]},
        lambda x, w, loc, tril: mixed(
            w, np.stack([S.multivariate_normal.logpdf(x, m, tril @ tril.T) for m in loc], axis=-1)
        ),
    ),
    "MixtureSameFamily-discrete": Case(
        lambda w, probs: rx.MixtureSameFamily(w, rx.Bernoulli(probs)),
        {"w": [0.25, 0.75], "probs": [[0.2, 0.7], [0.5, 0.5]]},
        lambda x, w, probs: mixed(w, S.bernoulli.logpmf(x[..., None], probs)),
    ),
    "Mixture": Case(
        lambda w, loc, scale: rx.Mixture(w, [rx.Normal(loc, 1.0), rx.Cauchy(0.0, scale)]),
        {"w": [0.25, 0.75], "loc": [0.0, 1.0], "scale": 2.0},
        lambda x, w, loc, scale: mixed(w, np.stack([S.norm.logpdf(x, loc), S.cauchy.logpdf(x, 0.0, scale)], axis=-1)),
    ),
    "Mixture-supports": Case(
        lambda w, rate: rx.Mixture(w, [rx.Normal(0.0, 1.0), rx.Exponential(rate)]),
        {"w": [0.25, 0.75], "rate": 2.0},
        lambda x, w, rate: mixed(w, np.stack([S.norm.logpdf(x), S.expon.logpdf(x, scale=1 / rate)], axis=-1)),
    ),
    "Transformed": Case(
        lambda loc, a, b: rx.Transformed(rx.Normal(loc, 1.0), [B.Affine(a, b), B.Exp()]),
        {"loc": [0.0, 1.0], "a": [[1.0], [2.0]], "b": -0.5},
        lambda x, loc, a, b: S.lognorm.logpdf(x, np.abs(b), scale=np.exp(a + b * loc)),
    ),
    "Transformed-tanh": Case(
        lambda loc, scale: rx.Transformed(rx.Normal(loc, scale), B.Tanh()),
        {"loc": [0.0, 1.0], "scale": 0.5},
        lambda x, loc, scale: S.norm.logpdf(np.arctanh(x), loc, scale) - np.log1p(-(x**2)),
    ),
    "Transformed-power": Case(
        lambda rate, c: rx.Transformed(rx.Exponential(rate), B.Power(c)),
        {"rate": 2.0, "c": [0.5, -1.5]},
        lambda x, rate, c: S.expon.logpdf(x ** (1 / c), scale=1 / rate) - np.log(np.abs(c)) - (c - 1) / c * np.log(x),
    ),
    "Transformed-inverse": Case(
        lambda rate, a: rx.Transformed(rx.Exponential(rate), [B.Inverse(B.Exp()), B.Affine(a, 2.0)]),
        {"rate": [0.5, 2.0], "a": 1.0},
        lambda x, rate, a: S.expon.logpdf(np.exp((x - a) / 2), scale=1 / rate) + (x - a) / 2 - np.log(2.0),
    ),
    "Transformed-simplex": Case(
        lambda loc, scale: rx.Transformed(rx.Normal(loc, scale), B.StickBreaking()),
        {"loc": [[0.3, -1.0]], "scale": [1.0, 0.5]},
        lambda x, loc, scale: rx.LogisticNormal(loc, scale).log_prob(x),
    ),
    "Transformed-softmax": Case(
        lambda loc: rx.Transformed(rx.Independent(rx.Normal(loc, 1.0)), B.SoftmaxCentered()),
        {"loc": [0.3, -1.0]},
        lambda x, loc: S.norm.logpdf(np.log(x[..., :-1] / x[..., -1:]), loc).sum(axis=-1) - np.log(x).sum(axis=-1),
    ),
    "Transformed-covariance": Case(
        lambda loc: rx.Transformed(rx.Normal(loc, 0.5), [B.CholeskyCovariance("exp"), B.CholeskyOuterProduct()]),
        {"loc": [0.3, -0.2, 0.1]},
        lambda x, loc: covariance_density(x, loc),
    ),
    "Transformed-correlation": Case(
        lambda loc: rx.Transformed(rx.Normal(loc, 0.5), B.CholeskyCorrelation()),
        {"loc": [0.3]},
        lambda x, loc: S.norm.logpdf(np.arctanh(x[..., 1, 0]), loc[0], 0.5) - np.log1p(-(x[..., 1, 0] ** 2)),
    ),
    "Transformed-flow": Case(
        lambda w, b, loc: rx.Transformed(
            rx.Normal(loc, 1.0), [B.Permutation([1, 0]), B.AffineCoupling(shift, 1, w=w, b=b)]
        ),
        {"w": [[0.7]], "b": 0.5, "loc": [0.3, -1.0]},
        flow_density,
    ),
    "Transformed-planar": Case(
        lambda u, w, b: rx.Transformed(rx.Independent(rx.Normal(np.zeros(2), 1.0)), B.Planar(u, w, b)),
        {"u": [1.0, 0.5], "w": [0.4, -0.6], "b": 0.3},
        lambda x, u, w, b: planar_density(x, u, w, b),
    ),
    "Transformed-nested": Case(
        lambda loc, a: rx.Transformed(
            rx.Independent(rx.Transformed(rx.Normal(loc, 1.0), B.Exp())), [B.Affine(0.0, a), B.Permutation([1, 0])]
        ),
        {"loc": [0.3, -1.0], "a": [2.0, 3.0]},
        lambda x, loc, a: S.lognorm.logpdf(x[..., ::-1], 1.0, scale=a * np.exp(loc)).sum(axis=-1),
    ),
}


def covariance_density(x: Any, loc: Any) -> Any:
    """Jacobian of L L^T by its entries (a, b, c) = (l11^2, l11 l21, l21^2 + l22^2): 4 l11^2 l22."""
    root = np.linalg.cholesky(x)
    a, b, c = root[..., 0, 0], root[..., 1, 0], root[..., 1, 1]
    free = np.stack([np.log(a), b, np.log(c)], axis=-1)
    return S.norm.logpdf(free, loc, 0.5).sum(axis=-1) - np.log(a) - np.log(c) - np.log(4 * a**2 * c)


def planar_density(x: Any, u: Any, w: Any, b: Any) -> Any:
    """By bisection with SciPy."""
    m = np.logaddexp(0.0, w @ u) - 1.0
    direction = u + (m - w @ u) * w / (w @ w)
    solve = np.vectorize(lambda c: scipy.optimize.brentq(lambda a: a + m * np.tanh(a) - c, c - 9, c + 9, xtol=1e-15))
    a = solve(x @ w + b)
    y = x - direction * np.tanh(a)[..., None]
    return S.norm.logpdf(y).sum(axis=-1) - np.log1p(m / np.cosh(a) ** 2)


every = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
SMOOTH = {name: case for name, case in CASES.items() if case.law().definition.reparametrised}
#: Laws whose draws are not differentiable: discrete, components without a cdf, components with different supports.
NOT_SMOOTH = {
    "Independent-discrete",
    "ZeroInflated-gate",
    "ZeroInflated-logits",
    "MixtureSameFamily-vectors",
    "MixtureSameFamily-discrete",
    "Mixture-supports",
}


def test_every_combinator_has_a_case() -> None:
    listed = {getattr(distributions, name) for name in distributions.__all__}
    combinators = {law for law in listed if issubclass(law, Combinator)}
    assert combinators == {type(case.law()) for case in CASES.values()}


def test_which_draws_are_differentiable() -> None:
    assert set(CASES) - set(SMOOTH) == NOT_SMOOTH
    with pytest.raises(NotDifferentiableError):
        CASES["Mixture-supports"].law().sample_and_grad(3, rng=0)


@every
def test_log_prob_matches_scipy(case: Case) -> None:
    """At draws, to 1e-10: what the references keep."""
    d = case.law()
    x = np.asarray(d.sample((4, 16), rng=3), float)
    expected = case.log_density(x, **{name: np.asarray(value, float) for name, value in case.theta.items()})
    got = d.log_prob(x)
    assert got.shape == (4, 16, *d.batch_shape)
    np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-10)


@every
def test_conforms(case: Case) -> None:
    """The public kit (n = 2^16), a false alarm in 1e9 each."""
    check_distribution(case.law(), rng=2026)


@every
def test_single_precision(case: Case) -> None:
    d = case.make(**{name: np.asarray(value, np.float32) for name, value in case.theta.items()})
    if any(np.asarray(value).dtype != np.float32 for value in d.parameters.values()):
        pytest.skip("has a constant of double precision")
    x = d.sample(200, rng=0)
    assert x.dtype == (np.int64 if d.definition.discrete else np.float32)
    density = d.log_prob(x.astype(np.float32))
    assert density.dtype == np.float32
    assert np.all(np.isfinite(density))


@every
def test_structures_are_equal_whatever_the_numbers(case: Case) -> None:
    """So programs are compiled once."""
    other = case.law(**{name: np.asarray(value, float) * 1.01 for name, value in case.theta.items()})
    assert case.law().definition == other.definition
    assert hash(case.law().definition) == hash(other.definition)


def scalar(x: Any) -> Any:
    """A smooth function of a variable of any shape."""
    weights = np.cos(1.0 + np.arange(np.size(x) if not hasattr(x, "size") else x.size)).reshape(np.shape(x))
    return np.sin(np.sum(weights * x))


@pytest.mark.parametrize("estimator", ["pathwise", "score_function"])
@every
def test_gradients_in_losses_are_unbiased(case: Case, estimator: str) -> None:
    """Against the mean over 2^20 draws of the exact difference of log-densities: 6.3 standard errors of both."""
    d = case.law()
    if estimator == "pathwise" and not d.definition.reparametrised:
        pytest.skip("no pathwise gradient")
    if estimator == "score_function" and d.definition.support_depends:
        pytest.skip("its support moves")
    loss = rx.expectation(lambda t: scalar(rx.sample(case.make(**t))), estimator=estimator)
    theta = {name: np.asarray(value, float) for name, value in case.theta.items()}
    est = loss(theta, samples=2**16, rng=1)
    n = 2**18
    x = np.asarray(d.sample(n, rng=2), float)
    weights = np.cos(1.0 + np.arange(x[0].size)).reshape(x[0].shape)
    value = np.sin(np.sum(weights * x, axis=tuple(range(1, x.ndim))))
    assert_unbiased(est.value, np.hypot(est.value_stderr, value.std() / np.sqrt(n)), value.mean(), "value")
    if d.definition.support_depends:
        return
    cost = value - value.mean()
    for name, at in theta.items():
        for entry in np.ndindex(at.shape):
            if name == "tril" and entry[-1] > entry[-2]:
                continue
            step = np.zeros_like(at)
            step[entry] = 1e-5 * max(1.0, abs(at[entry]))
            up, down = (case.law(**{name: at + s * step}).log_prob(x) for s in (1, -1))
            slope = cost * ((up - down) / (2 * step[entry])).reshape(n, -1).sum(axis=1)
            spread = np.hypot(np.asarray(est.grad_stderr[name])[entry], slope.std() / np.sqrt(n))
            assert_unbiased(np.asarray(est.grad[name])[entry], spread, slope.mean(), f"{name}{entry}")


@pytest.mark.parametrize("case", SMOOTH.values(), ids=SMOOTH.keys())
def test_second_derivatives_of_draws_match_difference_quotients(case: Case) -> None:
    """Of the first ones at fixed noise; of implicit ones along the path that the first ones describe."""
    d = case.law()
    arrays = [a.copy() for a in d._arrays("float64", d.batch_shape)]
    weights = np.cos(1.0 + np.arange(int(np.prod(d.shape)))).reshape(d.shape)
    for i, j in itertools.product(range(len(arrays)), range(len(arrays))):
        graph = _core.Graph()
        nodes = [graph.param(f"a{k}", a.shape) for k, a in enumerate(arrays)]
        x = d.definition.draw(graph, nodes, d.batch_shape, "x")
        total = graph.sum(graph.apply("mul", [graph.constant(weights), x]), tuple(range(len(d.shape))))
        (first,) = graph.gradient(total, [nodes[i]])
        if first is None:
            continue
        # One number: a sum over entries with weights of its own.
        size = arrays[i].size
        direction = np.sin(1.0 + np.arange(size)).reshape(arrays[i].shape)
        along = graph.sum(graph.apply("mul", [graph.constant(direction), first]), tuple(range(arrays[i].ndim)))
        (second,) = graph.gradient(along, [nodes[j]])
        zero = graph.constant(np.zeros(arrays[j].shape))
        outputs = [("samples", along, "g"), ("samples", zero if second is None else second, "h")]
        program = graph.compile(outputs)

        def run(moved: list[np.ndarray], program: Any = program) -> list[np.ndarray]:
            results = program.run(moved, samples=64, seed=(1, 2), stderr=False, check_finite=False)
            return [np.asarray(v) for v, _ in results]

        exact = np.broadcast_to(run(arrays)[1], (64, *arrays[j].shape))
        assert np.all(np.isfinite(exact))
        if d.definition.implicit:
            continue  # at fixed noise the component's draw moves otherwise: test_implicit_draws_move_along_quantiles
        for entry in list(np.ndindex(arrays[j].shape))[:4]:
            h = 1e-5 * max(1.0, abs(arrays[j][entry]))
            up, down = ([a.copy() for a in arrays] for _ in range(2))
            up[j][entry] += h
            down[j][entry] -= h
            try:
                quotient = (run(up)[0] - run(down)[0]) / (2 * h)
            except ParameterError:
                continue
            error = np.abs(quotient - exact[(slice(None), *entry)])
            assert np.mean(error > 1e-4 * (1.0 + np.abs(quotient))) <= 0.02, (i, j, entry, exact, quotient)


IMPLICIT = {
    name: case for name, case in SMOOTH.items() if case.law().definition.implicit and not case.law().event_shape
}


@pytest.mark.parametrize("case", IMPLICIT.values(), ids=IMPLICIT.keys())
def test_implicit_draws_move_along_quantiles(case: Case) -> None:
    """First and second derivatives of draws x against difference quotients of icdf(u) at u = cdf(x)."""
    d = case.law()
    for name, value in d.parameters.items():
        direction = np.cos(1.0 + np.arange(np.size(value))).reshape(np.shape(value))
        graph = _core.Graph()
        nodes = {p: graph.param(p, np.shape(v)) for p, v in d.parameters.items()}
        t = graph.param("t", ())
        nodes[name] = graph.apply("add", [nodes[name], graph.apply("mul", [graph.constant(direction), t])])
        drawn = d.definition.draw(graph, list(nodes.values()), d.batch_shape, "x")
        outputs = [("samples", drawn, "x")]
        for flat in range(int(np.prod(d.batch_shape))):
            (slope,) = graph.gradient(graph.view(drawn, (), (), flat), [t])
            assert slope is not None
            (curve,) = graph.gradient(slope, [t])
            assert curve is not None
            outputs += [("samples", slope, f"s{flat}"), ("samples", curve, f"c{flat}")]
        arrays = [*(np.asarray(v) for v in d.parameters.values()), np.zeros(())]
        x, *derivatives = (
            np.asarray(v) for v, _ in graph.compile(outputs).run(arrays, samples=32, seed=(3, 4), stderr=False)
        )
        u = d.cdf(x)
        f = [moved(d, name, value + 1e-3 * k * direction).icdf(u) for k in (-2, -1, 0, 1, 2)]
        first = (8 * (f[3] - f[1]) - (f[4] - f[0])) / 12e-3
        second = (16 * (f[3] + f[1]) - (f[4] + f[0]) - 30 * f[2]) / 12e-6
        for got, expected, rtol in ((derivatives[::2], first, 1e-7), (derivatives[1::2], second, 1e-4)):
            found = np.stack(got, axis=-1).reshape(expected.shape)
            np.testing.assert_allclose(found, expected, rtol=rtol, atol=rtol * np.max(np.abs(expected)), err_msg=name)


@pytest.mark.parametrize("case", SMOOTH.values(), ids=SMOOTH.keys())
def test_draws_are_the_same_with_and_without_derivatives(case: Case) -> None:
    d = case.law()
    for size in (3, 300):
        np.testing.assert_array_equal(d.sample(size, rng=1), d.sample_and_grad(size, rng=1)[0])


NUMBERS = {name: case for name, case in CASES.items() if not case.law().event_shape and name != "ZeroInflated-gate"}


@pytest.mark.parametrize("case", NUMBERS.values(), ids=NUMBERS.keys())
def test_cdf_sf_and_moments_match_the_density(case: Case) -> None:
    """Sums over values; or quantiles, and moments by the trapezoidal rule between those of 1e-7 and 1 - 1e-7."""
    d = case.law()
    column = (-1,) + (1,) * len(d.batch_shape)
    if d.definition.discrete:
        values = np.arange(0, int(np.max(d.support[1])) + 1).reshape(column)
        p = d.prob(values)
        np.testing.assert_allclose(np.cumsum(p, axis=0), d.cdf(values), rtol=1e-12)
        np.testing.assert_allclose(np.sum(p * values, axis=0), d.mean, rtol=1e-12)
        np.testing.assert_allclose(np.sum(p * (values - d.mean) ** 2, axis=0), d.variance, rtol=1e-12)
        return
    q = np.array([1e-7, 0.01, 0.3, 0.5, 0.8, 0.999]).reshape(column)
    x = d.icdf(q)
    assert x.shape == (6, *d.batch_shape)
    np.testing.assert_allclose(d.cdf(x), np.broadcast_to(q, x.shape), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(d.sf(x), np.broadcast_to(1.0 - q, x.shape), rtol=1e-9)
    u, w = np.polynomial.legendre.leggauss(400)
    levels = (0.5 * (1.0 + u)).reshape(column)
    at = d.icdf(levels)
    mean = np.sum(0.5 * w.reshape(column) * at, axis=0)
    if np.all(np.isfinite(d.mean)):
        np.testing.assert_allclose(d.mean, mean, rtol=1e-3, atol=1e-3)


def test_a_masked_variable_is_a_constant_for_both_estimators() -> None:
    def loss(t: Any) -> Any:
        return np.sum(rx.sample(rx.Masked(rx.Normal(t, 1.0), np.array([True, False]))) ** 2)

    t = np.array([0.5, 0.7])
    for estimator in ("pathwise", "score_function"):
        est = rx.expectation(loss, estimator=estimator)(t, samples=2**16, rng=0)
        assert_unbiased(est.grad, est.grad_stderr, [1.0, 0.0], estimator)
    d = rx.Masked(rx.Normal([0.0, 1.0], 1.0), [True, False])
    np.testing.assert_array_equal(d.log_prob([0.0, 5.0])[1], 0.0)
    np.testing.assert_array_equal(d.sample(5, rng=0), rx.Normal([0.0, 1.0], 1.0).sample(5, rng=0))


def test_a_mixture_with_a_gap_is_not_differentiated_through_its_draws() -> None:
    """F is flat in the gap: its inverse jumps, and -F_theta / p would miss the jump."""
    d = rx.Mixture([0.5, 0.5], [rx.Uniform(0.0, 1.0), rx.Uniform(5.0, 6.0)])
    assert not d.definition.reparametrised
    est = rx.expectation(
        lambda w: rx.sample(rx.Mixture(np.stack([w, 1.0 - w]), [rx.Uniform(0.0, 1.0), rx.Uniform(5.0, 6.0)]))
    )(0.3, samples=2**16, rng=0)
    assert_unbiased(est.grad, est.grad_stderr, -5.0, "d mean / d weight")


def test_a_component_of_weight_zero_does_not_count() -> None:
    d = rx.MixtureSameFamily([0.0, 1.0], rx.Normal([0.0, 1.0], [1e-300, 1.0]))
    x, slope = d.sample_and_grad(100, rng=0)
    assert np.all(np.isfinite(d.log_prob([0.0, 1.0])))
    assert all(np.all(np.isfinite(value)) for value in (x, *slope.values()))
    np.testing.assert_array_equal(slope["components.loc"][:, 0], 0.0)


def test_transformed_laws_match_ours() -> None:
    x = np.array([0.2, 0.9, 3.0])
    made = rx.Transformed(rx.Normal(0.3, 0.5), B.Exp())
    ours = rx.LogNormal(0.3, 0.5)
    for what in ("log_prob", "cdf", "sf"):
        np.testing.assert_allclose(getattr(made, what)(x), getattr(ours, what)(x), rtol=1e-12, err_msg=what)
    np.testing.assert_allclose(made.icdf(x / 4), ours.icdf(x / 4), rtol=1e-13)
    np.testing.assert_array_equal(made.sample(100, rng=3), ours.sample(100, rng=3))
    np.testing.assert_allclose(made.mean, ours.mean, rtol=1e-7)
    line = rx.Transformed(rx.Normal([0.0, 1.0], 2.0), [B.Affine(1.0, -3.0)])
    np.testing.assert_array_equal(line.mean, [1.0, -2.0])
    np.testing.assert_array_equal(line.variance, 36.0)


def test_the_support_of_transformed_laws() -> None:
    assert rx.Transformed(rx.Normal(0.0, 1.0), [B.Exp(), B.Affine(1.0, -2.0)]).support == (-np.inf, 1.0)
    assert rx.Transformed(rx.Exponential(1.0), [B.Log(), B.Tanh()]).support == (-1.0, 1.0)
    moving = rx.Transformed(rx.Exponential(1.0), [B.Affine(0.0, 2.0), B.Affine(1.0, 2.0), B.Log()])
    assert moving.definition.support_depends == {"transforms.0.loc", "transforms.1.loc"}
    assert not rx.Transformed(rx.Normal(0.0, 1.0), B.Affine(0.0, 2.0)).definition.support_depends
    assert rx.Transformed(rx.Uniform(0.0, 1.0), B.Affine(0.0, 2.0)).definition.support_depends == {
        "base.low",
        "base.high",
        "transforms.0.loc",
        "transforms.0.scale",
    }


def test_explain_names_the_parameters_of_the_parts() -> None:
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(t, 1.0), 0.0, 2.0)))
    text = str(loss.explain(0.3))
    assert "Truncated_0 ~ Truncated(base.loc=t, base.scale=1, low=0, high=2): pathwise" in text


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rx.Independent(3.0), ParameterError, "Independent: base must be a distribution, got 3.0"),
        (lambda: rx.Independent(rx.Normal(0.0, 1.0)), ShapeError, r"Independent: Normal of batch_shape \(\) has no 1"),
        (lambda: rx.Independent(rx.Normal([0.0], 1.0), -1), ParameterError, "ndims must be a nonnegative integer"),
        (lambda: rx.Masked(rx.Normal(0.0, 1.0), 2.0), ParameterError, r"Masked: mask must be in \[0, 1\]"),
        (lambda: rx.Masked(rx.Normal([0.0, 1.0], 1.0), [True] * 3), ShapeError, "Masked: shapes of parameters"),
        (lambda: rx.ZeroInflated(rx.Normal(0.0, 1.0), 0.5), ParameterError, "base must be discrete, Normal is"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(0.5)), ParameterError, "ZeroInflated: give gate or gate_logits"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(0.5), [0.5, 1.5]), ParameterError, r"gate must be in \[0, 1\], got 1.5"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(1.5), 0.5), ParameterError, r"Bernoulli: probs must be in \[0, 1\]"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), 2.0, 1.0), ParameterError, "probability between low and high must"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), np.nan), ParameterError, "Truncated: low must not be NaN"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), low=50.0), ParameterError, "between low and high must be positive"),
        (
            lambda: rx.Truncated(rx.MultivariateNormal([0.0], scale_tril=[[1.0]]), 0.0),
            ShapeError,
            "base must be a law of numbers",
        ),
        (lambda: rx.Truncated(rx.Categorical(probs=[1.0, 2.0]), 0.0), ParameterError, "Categorical has no formula of"),
        (lambda: rx.MixtureSameFamily([1.0, 2.0], rx.Normal([0.0] * 3, 1.0)), ShapeError, "mixture has 2 components"),
        (lambda: rx.MixtureSameFamily([1.0], rx.Normal(0.0, 1.0)), ShapeError, "mixture has 1 components"),
        (
            lambda: rx.MixtureSameFamily([-1.0, 2.0], rx.Normal([0.0, 1.0], 1.0)),
            ParameterError,
            "Categorical: probs must",
        ),
        (lambda: rx.MixtureSameFamily(rx.Normal(0.0, 1.0), rx.Normal([0.0], 1.0)), ParameterError, "mixture must be a"),
        (lambda: rx.Mixture([0.5, 0.5], [rx.Normal(0.0, 1.0)]), ShapeError, "Mixture: 2 weights for 1 components"),
        (
            lambda: rx.Mixture([0.5, 0.5], [rx.Normal(0.0, 1.0), rx.Bernoulli(0.5)]),
            ParameterError,
            "different shapes or kinds",
        ),
        (lambda: rx.Transformed(rx.Bernoulli(0.5), B.Exp()), ParameterError, "base must be continuous, Bernoulli is"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), np.exp), TypeError, "not iterable"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), [np.exp]), ParameterError, "is no bijector"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), B.StickBreaking()), ShapeError, "needs more axes than Normal"),
        (
            lambda: rx.Transformed(rx.Independent(rx.Normal(np.zeros(1), 1.0)), B.Affine([0.0, 1.0], 1.0)),
            ShapeError,
            r"parameters of Affine have entries for \(2,\), one variable has shape \(1,\)",
        ),
    ],
)
def test_bad_arguments_are_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_parameters_of_parts_are_checked_in_single_precision_and_inside_of_losses() -> None:
    d = rx.Independent(rx.Normal([0.0, 1.0], [1.0, 1e-60]))
    with pytest.raises(ParameterError, match=r"Normal: scale must be positive and finite, got 0.0 at index \(1,\)"):
        d.sample(3, dtype=np.float32)
    loss = rx.expectation(lambda t: np.sum(rx.sample(rx.Independent(rx.Normal(np.zeros(2), t)))))
    with pytest.raises(ParameterError, match=r"Normal: scale must be positive and finite, got -2.0 at index \(1,\)"):
        loss(np.array([1.0, -2.0]), samples=10)
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t, 0.0)))
    with pytest.raises(ParameterError, match="Truncated: probability between low and high must be positive"):
        loss(3.0, samples=10)


def test_the_upper_tail_is_asked_for_inside_of_a_loss() -> None:
    """A quantile of a level close to 1 has no digits left there; numbers that are known decide by themselves."""
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t)))
    with pytest.raises(ParameterError, match="without upper=True"):
        loss(5.0, samples=10)
    est = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t, upper=True)))(30.0, samples=2**16)
    assert_unbiased(est.value, est.value_stderr, float(S.truncnorm(30.0, np.inf).mean()), "mean")
    x = rx.Truncated(rx.Normal(0.0, 1.0), 30.0).sample(1000, rng=0)
    assert len(np.unique(x)) > 990
