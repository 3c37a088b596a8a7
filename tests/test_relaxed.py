"""Relaxed laws at low temperatures, and straight-through laws: exact values, another derivative, and saying so."""

from __future__ import annotations

import warnings
from typing import Any

import mpmath
import numpy as np
import pytest
from chance import assert_unbiased

import reparamx as rx
from reparamx.errors import BiasedGradientWarning

mpmath.mp.dps = 60
HARD = {
    "BernoulliStraightThrough": (lambda p: rx.BernoulliStraightThrough(probs=p[0]), lambda p: rx.Bernoulli(probs=p[0])),
    "OneHotCategoricalStraightThrough": (
        lambda p: rx.OneHotCategoricalStraightThrough(probs=p),
        lambda p: rx.OneHotCategorical(probs=p),
    ),
    "RelaxedBernoulliStraightThrough": (
        lambda p: rx.RelaxedBernoulliStraightThrough(0.3, probs=p[0]),
        lambda p: rx.Bernoulli(probs=p[0]),
    ),
    "RelaxedOneHotCategoricalStraightThrough": (
        lambda p: rx.RelaxedOneHotCategoricalStraightThrough(0.3, probs=p),
        lambda p: rx.OneHotCategorical(probs=p),
    ),
}
every = pytest.mark.parametrize("name", HARD)
P = np.array([0.2, 0.5, 0.3])


def test_every_straight_through_law_is_tested() -> None:
    assert {name for name in rx.distributions.__all__ if "StraightThrough" in name} == set(HARD)


@every
def test_values_of_straight_through_draws_are_exactly_those_of_the_hard_law(name: str) -> None:
    """Not 1 - 2^-53: nothing of the soft draw remains. The law is the hard one."""
    soft, hard = (make(P) for make in HARD[name])
    x, slope = soft.sample_and_grad(4096, rng=0, dtype=np.float64)
    assert set(np.unique(x)) == {0.0, 1.0}
    if soft.event_shape:
        np.testing.assert_array_equal(x.sum(axis=-1), 1.0)
    np.testing.assert_allclose(soft.log_prob(x), hard.log_prob(x), rtol=1e-14)
    p = hard.mean
    assert np.all(np.abs(x.mean(axis=0) - p) <= 6.5 * np.sqrt(p * (1 - p) / 4096))
    assert any(np.any(value != 0.0) for value in slope.values())


@every
def test_auto_is_unbiased_and_pathwise_says_that_it_is_not(name: str) -> None:
    """The score function's gradient is that of the hard law; a straight-through one comes with a warning."""
    soft, hard = HARD[name]
    weights = np.array([1.0, -0.5, 2.0])

    def loss_of(make: Any) -> Any:
        return lambda p: np.sum(weights[: 1 if "Bernoulli" in name else 3] * rx.sample(make(p))) ** 2

    loss = rx.expectation(loss_of(soft))
    text = str(loss.explain(P))
    assert ": score_function" in text
    assert "is straight-through" in text
    est = loss(P, samples=2**17, rng=0)
    truth = rx.expectation(loss_of(hard))(P, samples=2**17, rng=1)
    assert_unbiased(est.grad, np.hypot(est.grad_stderr, truth.grad_stderr), truth.grad, name)
    biased = rx.expectation(loss_of(soft), estimator="pathwise")
    with pytest.warns(BiasedGradientWarning, match="is straight-through"):
        found = biased(P, samples=2**17, rng=0)
    assert_unbiased(found.value, np.hypot(found.value_stderr, est.value_stderr), est.value, "value")


def test_the_straight_through_gradient_of_a_linear_loss_is_unbiased() -> None:
    weights = np.array([1.0, -0.5, 2.0])
    for make in (rx.OneHotCategoricalStraightThrough, rx.OneHotCategorical):
        loss = rx.expectation(
            lambda t, make=make: np.sum(weights * rx.sample(make(logits=t))),
            estimator="pathwise" if make is rx.OneHotCategoricalStraightThrough else "auto",
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", BiasedGradientWarning)
            est = loss(np.log(P), samples=2**16, rng=0)
        assert_unbiased(est.grad, est.grad_stderr, P * (weights - P @ weights), make.__name__)


@pytest.mark.parametrize("temperature", [1e-3, 0.05, 0.5, 10.0])
def test_densities_at_all_temperatures(temperature: float) -> None:
    """Against mpmath, at draws and far from them: 45 units of rounding of the terms, infinities nowhere."""
    t, logits = mpmath.mpf(temperature), [mpmath.mpf(v) for v in (0.3, -1.0, 0.5)]
    d = rx.LogitRelaxedBernoulli(temperature, logits=0.3)
    for x in (*d.sample(8, rng=0), -1e6, 1e6):
        z = logits[0] - t * mpmath.mpf(float(x))
        exact = mpmath.log(t) - mpmath.log1p(mpmath.exp(z)) - mpmath.log1p(mpmath.exp(-z))
        assert abs(d.log_prob(x) - exact) <= 1e-14 * (1 + abs(exact) + abs(z)), x
    d = rx.RelaxedBernoulli(temperature, logits=0.3)
    for x in (*d.sample(8, rng=0), 1e-300, 1e-9, 0.5, 1.0 - 2.0**-53):
        if x in (0.0, 1.0):
            assert d.log_prob(x) == np.inf
            continue
        y = mpmath.mpf(float(x))
        terms = (t * mpmath.log(y), t * mpmath.log1p(-y))
        exact = mpmath.log(t) + logits[0] - (t + 1) * (mpmath.log(y) + mpmath.log1p(-y))
        exact -= 2 * mpmath.log(mpmath.exp(logits[0] - terms[0]) + mpmath.exp(-terms[1]))
        assert abs(d.log_prob(x) - exact) <= 1e-14 * (1 + abs(exact) + (1 + t) * abs(mpmath.log(y))), x
    e = rx.ExpRelaxedCategorical(temperature, logits=[0.3, -1.0, 0.5])
    draws, slope = e.sample_and_grad(64, rng=1)
    assert np.all(np.isfinite(draws))
    assert all(np.all(np.isfinite(value)) for value in (*slope.values(), *e.score(draws).values()))
    for x in draws[:8]:
        terms = [a - t * mpmath.mpf(float(v)) for a, v in zip(logits, x, strict=True)]
        exact = mpmath.log(2) + 2 * mpmath.log(t) + mpmath.fsum(terms)
        exact -= 3 * mpmath.log(mpmath.fsum(mpmath.exp(v) for v in terms))
        size = mpmath.fsum(abs(v) for v in terms)
        assert abs(e.log_prob(x) - exact) <= 1e-14 * (1 + abs(exact) + size), x


def test_the_density_of_a_relaxed_vector_at_the_border_is_its_limit() -> None:
    """Also where several entries vanish: along x_k = c_k s, s to 0, with equal c."""
    edges = ([0.0, 0.4, 0.6], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0])
    for temperature, x in ((t, np.array(x)) for t in (0.2, 0.5, 1.0, 2.0, 3.0) for x in edges):
        d = rx.RelaxedOneHotCategorical(temperature, logits=[0.3, -1.0, 0.5])
        values = []
        for s in (1e-60, 1e-80):
            inner = np.where(x == 0.0, s, x)
            values.append(d.log_prob(inner))
        got = d.log_prob(x)
        slope = (values[1] - values[0]) / np.log(1e-20)
        if abs(slope) < 1e-9:
            np.testing.assert_allclose(got, values[1], rtol=1e-9, err_msg=f"{temperature} {x}")
        else:
            assert got == (-np.inf if slope > 0 else np.inf), (temperature, x, got, values)
        assert not any(np.any(np.isnan(value)) for value in d.score(x).values())
    assert rx.RelaxedBernoulli(1.0, probs=0.6).log_prob(1.0) == pytest.approx(np.log(0.6 / 0.4))


def test_relaxed_draws_round_to_hard_ones() -> None:
    """The largest entry has the probabilities of the hard law at every temperature."""
    for temperature in (0.01, 1.0, 5.0):
        x = rx.RelaxedOneHotCategorical(temperature, probs=P).sample(2**16, rng=0)
        share = np.bincount(np.argmax(x, axis=-1)) / 2**16
        assert np.all(np.abs(share - P) <= 6.5 * np.sqrt(P * (1 - P) / 2**16))
        y = rx.RelaxedBernoulli(temperature, probs=0.3).sample(2**16, rng=0)
        assert abs(np.mean(y > 0.5) - 0.3) <= 6.5 * np.sqrt(0.21 / 2**16)


def test_one_hot_draws_are_those_of_the_categorical() -> None:
    for given in ({"probs": P}, {"logits": np.array([0.0, -np.inf, 3.0])}):
        index = rx.Categorical(**given).sample((5, 300), rng=4)
        np.testing.assert_array_equal(np.argmax(rx.OneHotCategorical(**given).sample((5, 300), rng=4), axis=-1), index)
    d = rx.OneHotCategorical(probs=[1.0, 1.0])
    np.testing.assert_array_equal(d.log_prob([[1, 1], [0, 0], [0.5, 0.5], [2, -1]]), -np.inf)
