"""Loops over laws made of laws: exact densities, the conformance kit, gradients, second derivatives."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from chance import assert_unbiased
from combined import CASES, Case

import reparamx as rx
from reparamx import _core, distributions
from reparamx._testing_events import moved
from reparamx.distributions._combined import Combinator
from reparamx.errors import NotDifferentiableError, ParameterError
from reparamx.testing import check_distribution

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
    """Against the mean over 2^17 draws of the exact difference of log-densities: 6.3 standard errors of both."""
    d = case.law()
    if estimator == "pathwise" and not d.definition.reparametrised:
        pytest.skip("no pathwise gradient")
    if estimator == "score_function" and d.definition.support_depends:
        pytest.skip("its support moves")
    loss = rx.expectation(lambda t: scalar(rx.sample(case.make(**t))), estimator=estimator)
    theta = {name: np.asarray(value, float) for name, value in case.theta.items()}
    est = loss(theta, samples=2**16, rng=1)
    n = 2**17
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
        h = 2e-4
        f = [moved(d, name, value + h * k * direction).icdf(u) for k in (-2, -1, 0, 1, 2)]
        first = (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * h)
        second = (16 * (f[3] + f[1]) - (f[4] + f[0]) - 30 * f[2]) / (12 * h**2)
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
