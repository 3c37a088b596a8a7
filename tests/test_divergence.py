"""Divergences: formulas against quadrature, near laws, supports, inside of a loss, Monte Carlo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from chance import assert_unbiased
from laws import CASES, FIRST, FIRST_VECTORS, Case, ids

import reparamx as rx
from reparamx.distributions._base import Distribution
from reparamx.distributions._numeric import expect
from reparamx.divergence import _registry
from reparamx.errors import ParameterError, ShapeError, TracingError

PAIRS = [
    (a, b)
    for a in FIRST
    for b in FIRST
    if a.build().definition.discrete == b.build().definition.discrete and a.build().event_shape == b.build().event_shape
]


def closed(p: Distribution, q: Distribution) -> Any:
    """The closed form, None if there is none; categories must agree."""
    try:
        return _registry._closed_form(p, q)
    except ShapeError:
        return None


CLOSED = [(a, b) for a, b in PAIRS if closed(a.build(), b.build()) is not None]
#: The formula is that of equal ones.
EQUAL = ("total_count",)
SAME = [c for c in CASES if (type(c.build()),) * 2 in _registry._FORMULAS]


def quadrature(p: Distribution, q: Distribution) -> Any:
    return _registry._quadrature(p, q, np.broadcast_shapes(p.batch_shape, q.batch_shape))


@pytest.mark.parametrize(("a", "b"), CLOSED, ids=lambda case: case.name)
def test_formulas_match_quadrature(a: Case, b: Case) -> None:
    p, q = a.build(), b.build()
    np.testing.assert_allclose(rx.kl_divergence(p, q), quadrature(p, q), rtol=1e-8, atol=1e-10)


VECTOR_PAIRS = [
    (a, b)
    for a in FIRST_VECTORS
    for b in FIRST_VECTORS
    if (p := a.build(), q := b.build()) and p.event_shape == q.event_shape and closed(p, q) is not None
]


@pytest.mark.parametrize(("a", "b"), VECTOR_PAIRS, ids=lambda case: case.name)
def test_formulas_of_vectors_match_estimates(a: Case, b: Case) -> None:
    """n = 2^16; the second law is that of the case, moved, so that it differs from the first."""
    moved = {
        name: value if isinstance(value, int) else 1.25 * np.asarray(value, float)
        for name, value in b.parameters.items()
    }
    p, q = a.build(), b.make(**moved)
    exact = rx.kl_divergence(p, q)
    estimate = rx.kl_divergence(p, q, samples=2**16, rng=5)
    assert_unbiased(estimate.value, estimate.stderr, exact, f"KL of {a.name} and {b.name}")


def test_formulas_of_normal_vectors_do_not_cancel() -> None:
    """KL of N(0, S) and N(0, (1 + h) S) is n h^2 / 4, n = 3."""
    s, h = np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]]), 1e-7
    for form, other in (("covariance_matrix", (1 + h) * s), ("precision_matrix", s / (1 + h))):
        p, q = (rx.MultivariateNormal(np.zeros(3), **{form: matrix}) for matrix in (s, other))
        np.testing.assert_allclose(rx.kl_divergence(p, q), 0.75 * h**2, rtol=1e-5)
        assert rx.kl_divergence(p, p) <= 1e-30


def test_divergences_of_independent_entries_are_added() -> None:
    loc, scale = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]), np.array([1.0, 2.0, 3.0])
    p, q = rx.Normal(loc, scale), rx.Normal(0.5, 1.5)
    wide = rx.Normal(0.5 + np.zeros(3), 1.5)
    got = rx.kl_divergence(rx.Independent(p, 1), rx.Independent(wide, 1))
    np.testing.assert_allclose(got, np.sum(rx.kl_divergence(p, q), axis=-1))
    both = rx.Independent(rx.Logistic(loc, scale), 2), rx.Independent(rx.Laplace(0.0 * loc, 1.0), 2)
    each = rx.kl_divergence(rx.Logistic(loc, scale), rx.Laplace(0.0, 1.0))  # by quadrature
    np.testing.assert_allclose(rx.kl_divergence(*both), np.sum(each))
    outside = rx.kl_divergence(rx.Independent(p, 1), rx.Independent(rx.Uniform(-1.0, 9.0 + np.zeros(3)), 1))
    assert np.all(outside == np.inf)
    assert outside.shape == (2,)
    loss = rx.expectation(lambda t: rx.kl_divergence(rx.Independent(rx.Normal(t, 1.0), 1), rx.Independent(wide, 1)))
    np.testing.assert_allclose(loss(loc[0]).grad, (loc[0] - 0.5) / 1.5**2)
    one_hot = [rx.OneHotCategorical(w) for w in ([0.2, 0.8], [0.5, 0.5])]
    np.testing.assert_allclose(
        rx.kl_divergence(*one_hot), rx.kl_divergence(*(rx.Categorical(d.probs) for d in one_hot))
    )


def test_there_are_formulas() -> None:
    """What PyTorch has a closed form of, among our families, so have we."""
    names = {(a.make.__name__, b.make.__name__) for a, b in CLOSED}
    same = "Bernoulli Categorical Cauchy ContinuousBernoulli Exponential Gumbel HalfNormal Laplace LogNormal Normal"
    assert {(name, name) for name in f"{same} Pareto Uniform".split()} <= names
    other = {
        "ContinuousBernoulli": "Exponential Normal Pareto Uniform",
        "Exponential": "ContinuousBernoulli Gumbel Normal Pareto Uniform",
        "Gumbel": "ContinuousBernoulli Exponential Normal Pareto Uniform",
        "Laplace": "ContinuousBernoulli Exponential Normal Pareto Uniform",
        "Normal": "ContinuousBernoulli Exponential Gumbel Laplace Pareto Uniform",
        "Pareto": "ContinuousBernoulli Exponential Normal Uniform",
        "Uniform": "ContinuousBernoulli Exponential Gumbel Normal Pareto",
    }
    for p, qs in other.items():
        for q in qs.split():
            a, b = (next(c for c in FIRST if c.make.__name__ == name).build() for name in (p, q))
            assert (p, q) in names or np.isinf(rx.kl_divergence(a, b)), (p, q)


@pytest.mark.parametrize("case", SAME, ids=ids)
def test_the_divergence_of_equal_laws_is_zero(case: Case) -> None:
    d = case.build()
    assert np.all(rx.kl_divergence(d, case.build()) == 0.0)
    assert np.shape(rx.kl_divergence(d, d)) == d.batch_shape


@pytest.mark.parametrize("case", [c for c in FIRST if c in SAME], ids=ids)
def test_formulas_do_not_cancel_for_near_laws(case: Case) -> None:
    """At a distance h = 1e-7 of a parameter KL is h^2 / 2 times Fisher's information, from the score by quadrature."""
    d = case.build()
    for parameter in d.definition.parameters:
        if parameter.rank or parameter.name in {*d.definition.support_depends, *EQUAL}:
            continue
        value = float(d.parameters[parameter.name])
        h = 1e-7 * max(1.0, abs(value))
        moved = case.make(**{**case.parameters, parameter.name: value + h})
        step = float(moved.parameters[parameter.name]) - value
        information = expect(d, lambda x, index, name=parameter.name: np.square(d.score(x)[name]))  # type: ignore[misc]
        np.testing.assert_allclose(rx.kl_divergence(d, moved), 0.5 * information * step**2, rtol=1e-5)


def test_near_categories_do_not_cancel() -> None:
    p, h = np.array([0.2, 0.5, 0.3]), 1e-7
    q = p + h * np.array([1.0, -1.0, 0.0])
    got = rx.kl_divergence(rx.Categorical(p), rx.Categorical(q))
    np.testing.assert_allclose(got, 0.5 * h**2 * (1 / 0.2 + 1 / 0.5), rtol=1e-5)


def test_far_laws_do_not_overflow() -> None:
    for p, q, exact in (
        (rx.Normal(0.0, 1e-200), rx.Normal(0.0, 1e200), 400 * np.log(10) - 0.5),
        (rx.Bernoulli(logits=-800.0), rx.Bernoulli(logits=800.0), 800.0),
        (rx.Bernoulli(0.0), rx.Bernoulli(0.25), -np.log(0.75)),
        (rx.Bernoulli(1.0), rx.Bernoulli(1.0), 0.0),
        (rx.Categorical([1.0, 0.0]), rx.Categorical([0.5, 0.5]), np.log(2.0)),
        (rx.Categorical(logits=[0.0, -900.0]), rx.Categorical(logits=[-900.0, 0.0]), 900.0),
        (rx.Exponential(1e-250), rx.Exponential(1e50), 1e300),
        (rx.Laplace(0.0, 1.0), rx.Laplace(1e10, 1.0), 1e10 - 1.0),
        (rx.Cauchy(0.0, 1e-100), rx.Cauchy(0.0, 1e100), 200 * np.log(10) - 2 * np.log(2)),
        (rx.ContinuousBernoulli(logits=-900.0), rx.ContinuousBernoulli(logits=900.0), 898.0),
    ):
        np.testing.assert_allclose(rx.kl_divergence(p, q), exact, rtol=1e-12, err_msg=f"{p} {q}")


def test_values_that_q_has_not_make_it_infinite() -> None:
    for p, q in (
        (rx.Normal(0.0, 1.0), rx.HalfNormal(1.0)),
        (rx.HalfNormal(1.0), rx.Uniform(0.0, 1e6)),
        (rx.Bernoulli(0.5), rx.Bernoulli(0.0)),
        (rx.Categorical([0.5, 0.5]), rx.Categorical([0.0, 1.0])),
        (rx.Pareto(1.0, 2.0), rx.Pareto(2.0, 2.0)),
        (rx.Cauchy(0.0, 1.0), rx.Normal(0.0, 1.0)),
        (rx.HalfCauchy(1.0), rx.Exponential(1.0)),
        (rx.Uniform(-1.0, 1.0), rx.Pareto(0.5, 1.0)),
    ):
        assert rx.kl_divergence(p, q) == np.inf, (p, q)
    inside = rx.kl_divergence(rx.Uniform([0.0, 1.0, 2.0], 3.0), rx.Uniform(1.0, [[3.0], [2.5]]))
    np.testing.assert_allclose(inside, [[np.inf, 0.0, np.log(2)], [np.inf] * 3])


def test_batches_broadcast_and_parts_are_found_again() -> None:
    rng = np.random.default_rng(0)
    scale, loc = rng.uniform(0.5, 2.0, 2100), rng.normal(size=(2, 1))
    p, q = rx.Logistic(0.0, scale), rx.Normal(loc, 2.0)
    logistic = rx.kl_divergence(p, rx.Logistic(loc, 1.0))
    assert logistic.shape == (2, 2100)
    np.testing.assert_allclose(
        logistic[1, 7], rx.kl_divergence(rx.Logistic(0.0, scale[7]), rx.Logistic(loc[1], 1.0))[0]
    )
    np.testing.assert_allclose(rx.kl_divergence(p, q)[1, 2050], quadrature(p, q)[1, 2050], rtol=1e-8)


@pytest.mark.parametrize(("a", "b"), CLOSED, ids=lambda case: case.name)
def test_formulas_work_inside_of_a_loss(a: Case, b: Case) -> None:
    """Value as outside, gradient against a difference quotient of fourth order."""
    arguments = {
        f"{side}{name}": np.asarray(value, float)
        for side, case in (("p", a), ("q", b))
        for name, value in case.parameters.items()
        if name not in EQUAL
    }

    def divergence(t: Any) -> Any:
        made = [
            case.make(**{**case.parameters, **{name[1:]: value for name, value in t.items() if name[0] == side}})
            for side, case in (("p", a), ("q", b))
        ]
        return np.sum(rx.kl_divergence(*made))

    expected = divergence(arguments)
    est = rx.expectation(divergence, check_finite=False)(arguments)
    np.testing.assert_allclose(est.value, expected, rtol=1e-12, atol=1e-14)
    if not np.isfinite(expected):
        return
    for name, value in arguments.items():
        for index in map(tuple, np.argwhere(np.isfinite(value))):
            h = 1e-4 * max(1.0, abs(value[index]))
            values = []
            for k in (-2, -1, 1, 2):
                moved = value.copy()
                moved[index] += k * h
                values.append(divergence({**arguments, name: moved}))
            if np.all(np.isfinite(values)):
                quotient = (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * h)
                np.testing.assert_allclose(
                    np.asarray(est.grad[name])[index], quotient, rtol=1e-7, atol=1e-7, err_msg=name
                )


def test_the_estimate_is_unbiased() -> None:
    """n = 2^16 each."""
    for p, q in (
        (rx.Normal([0.0, 1.0], 1.0), rx.Normal(0.5, [[1.0], [2.0], [3.0]])),
        (rx.Gumbel(0.0, 1.0), rx.Logistic(0.0, 1.0)),
        (rx.Bernoulli(0.2), rx.Bernoulli([0.5, 0.1])),
    ):
        estimate = rx.kl_divergence(p, q, samples=2**16, rng=3)
        exact = rx.kl_divergence(p, q)
        assert np.shape(estimate.value) == np.shape(exact) == np.shape(estimate.stderr)
        assert_unbiased(estimate.value, estimate.stderr, exact, f"KL of {p.name}")
    estimate = rx.kl_divergence(rx.Normal(0.0, 1.0), rx.HalfNormal(1.0), samples=100, rng=0)
    assert estimate.value == np.inf
    assert estimate.samples == 100


def test_what_cannot_be_compared_is_refused() -> None:
    normal = rx.Normal([0.0, 1.0], 1.0)
    with pytest.raises(TypeError, match=r"kl_divergence: q must be a distribution, got 3\.0"):
        rx.kl_divergence(normal, 3.0)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="Bernoulli is discrete, Normal is not"):
        rx.kl_divergence(normal, rx.Bernoulli(0.5))
    with pytest.raises(ShapeError, match=r"batch shapes do not broadcast, \(2,\) of p and \(3,\) of q"):
        rx.kl_divergence(normal, rx.Normal(np.zeros(3), 1.0))
    with pytest.raises(ShapeError, match="p has 2 categories, q has 3"):
        rx.kl_divergence(rx.Categorical(np.ones(2)), rx.Categorical(np.ones(3)))
    with pytest.raises(ParameterError, match="samples must be positive"):
        rx.kl_divergence(normal, normal, samples=0)
    loss = rx.expectation(lambda t: rx.kl_divergence(rx.Logistic(t, 1.0), rx.Normal(0.0, 1.0)))
    assert loss(0.0).value > 0.0
    loss = rx.expectation(lambda t: rx.kl_divergence(rx.Logistic(t, 1.0), rx.Logistic(0.0, 1.0)))
    with pytest.raises(TracingError, match=r"KL\(Logistic \|\| Logistic\) has no closed form; inside of a loss draw"):
        loss(0.0)


class Shifted(rx.Distribution):
    """Standard normal noise around loc."""

    noise = "normal"
    constraints = {"loc": "real"}  # noqa: RUF012

    def __init__(self, loc: Any) -> None:
        super().__init__(loc=loc)

    @staticmethod
    def g(e: Any, loc: Any) -> Any:
        return loc + e

    @staticmethod
    def log_density(x: Any, loc: Any) -> Any:
        return -0.5 * (x - loc) ** 2 - 0.5 * np.log(2 * np.pi)


def test_a_law_of_ones_own_has_a_divergence_and_may_have_a_formula() -> None:
    class Near(Shifted):
        pass

    np.testing.assert_allclose(rx.kl_divergence(Near(1.0), Shifted([1.0, 3.0])), [0.0, 2.0], rtol=1e-9, atol=1e-12)

    @rx.register_kl(Shifted, Shifted)
    def formula(p: Any, q: Any) -> Any:
        return 0.5 * (p.loc - q.loc) ** 2

    try:
        assert np.all(rx.kl_divergence(Near(1.0), Shifted([1.0, 3.0])) == [0.0, 2.0])
        assert rx.expectation(lambda t: rx.kl_divergence(Shifted(t), Near(1.0)))(3.0).grad == 2.0
    finally:
        del _registry._FORMULAS[Shifted, Shifted]
