"""Sums of softplus and log_sigmoid, for which the compiler takes one logarithm for many terms."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.special
from programs import run_rows

import reparamx as rx

LOSSES = {
    "softplus": (lambda x, y: np.sum(rx.softplus(x)), lambda x, y: mp_softplus(x)),
    "log_sigmoid": (lambda x, y: np.sum(rx.log_sigmoid(x)), lambda x, y: -mp_softplus(-x)),
    "difference": (lambda x, y: np.sum(y * x - rx.softplus(x)), lambda x, y: y * x - mp_softplus(x)),
    "negated": (lambda x, y: -np.sum(-(rx.log_sigmoid(x) - y)), lambda x, y: -mp_softplus(-x) - y),
    "both": (
        lambda x, y: np.sum(rx.softplus(x) - rx.log_sigmoid(x) + y),
        lambda x, y: mp_softplus(x) + mp_softplus(-x) + y,
    ),
    "bernoulli": (
        lambda x, y: np.sum(rx.Bernoulli(logits=x).log_prob((y > 0.0) * 1.0)),
        lambda x, y: (y > 0) * x - mp_softplus(x),
    ),
}


def mp_softplus(x: Any) -> Any:
    return mpmath.log1p(mpmath.exp(-abs(x))) + max(x, 0)


def count(program: str, op: str) -> int:
    return sum(line.split()[1] == op for line in program.splitlines() if line.startswith("  row "))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("n", [4, 63, 64, 65, 569])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_sum_is_exact(name: str, n: int, dtype: str) -> None:
    """To n units of the sum of magnitudes."""
    rng = np.random.default_rng(n)
    ours, exact = LOSSES[name]
    x, y = rng.normal(0.0, 30.0, n).astype(dtype), rng.normal(0.0, 1.0, n).astype(dtype)
    loss = rx.expectation(lambda t, y: ours(rx.sample(rx.Normal(t, 1e-30)), y), dtype=dtype)  # t, but of every sample
    value = float(loss.value(x, y, samples=32).value)
    with mpmath.workdps(40):
        terms = [exact(mpmath.mpf(float(a)), mpmath.mpf(float(b))) for a, b in zip(x, y, strict=True)]
        size = float(sum(abs(t) + abs(mpmath.mpf(float(a))) for t, a in zip(terms, x, strict=True)))
        assert abs(value - mpmath.fsum(terms)) <= n * np.finfo(dtype).eps * size


def test_small_terms_are_not_lost() -> None:
    """1 + exp(-x) is 1 for x = 100, yet the sum keeps its digits."""
    x = np.full((8, 200), -100.0) - np.arange(200)
    got = run_rows(lambda g, i: g.sum(g.apply("softplus", [i[0]]), (0,)), [x])
    np.testing.assert_allclose(got, np.sum(scipy.special.log1p(np.exp(x[0]))), rtol=1e-13)


def test_infinities_and_nan_pass() -> None:
    x = np.zeros((5, 70))
    x[1, 3], x[2, 69], x[3, 0], x[4, 0], x[4, 1] = np.inf, -np.inf, np.nan, np.inf, -np.inf
    got = run_rows(lambda g, i: g.sum(g.apply("softplus", [i[0]]), (0,)), [x])
    exact = 69 * np.log(2.0)
    np.testing.assert_allclose(got, [exact + np.log(2.0), np.inf, exact, np.nan, np.inf], rtol=1e-14)


def test_sums_along_axes_and_of_other_shapes() -> None:
    x = np.random.default_rng(0).normal(0.0, 5.0, (9, 3, 130, 2))
    for axes in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)):
        got = run_rows(lambda g, i, axes=axes: g.sum(g.apply("softplus", [i[0]]), axes), [x])  # type: ignore[misc]
        np.testing.assert_allclose(got, np.sum(np.logaddexp(0.0, x), axis=tuple(a + 1 for a in axes)), rtol=1e-14)


def test_one_logarithm_for_many_terms() -> None:
    """And none for few, or where the terms themselves are wanted."""

    def program(loss: Any, n: int) -> str:
        return rx.expectation(lambda t: loss(rx.sample(rx.Normal(t, 1.0)))).program(np.zeros(n))

    many = program(lambda z: np.sum(rx.softplus(z)), 200)
    assert count(many, "softplus_given") == 0
    assert "  compound r" in many
    assert count(program(lambda z: np.sum(rx.softplus(z)), 3), "softplus_given") == 1
    wanted = program(lambda z: np.sum((s := rx.softplus(z)) + np.square(s)), 200)
    assert count(wanted, "softplus_given") == 1


def test_logits_are_overwritten_by_their_derivatives() -> None:
    """One register of 500 rows, not two: a row that outlives its loop takes the place of one that dies in it."""
    x, y = np.ones((500, 3)), np.ones(500)

    @rx.expectation
    def loss(theta: Any, x: Any, y: Any) -> Any:
        z = x @ rx.sample(rx.Normal(theta, 0.5))
        return np.sum(rx.softplus(z) - y * z)

    sizes = next(line for line in loss.program(np.zeros(3), x, y).splitlines() if line.startswith("sizes"))
    assert int(sizes.split("regs=")[1].split()[0]) < 600


def test_gradient_and_value_of_logistic_regression() -> None:
    """The value of the loss with the sum agrees with the sum of one loss per row."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(150, 4)), rng.integers(0, 2, 150).astype(float)

    def loss(theta: Any, weights: Any) -> Any:
        z = x @ rx.sample(rx.Normal(theta, 0.5))
        return np.sum(weights * (rx.softplus(z) - y * z)) if weights is not None else np.sum(rx.softplus(z) - y * z)

    theta = np.array([0.3, -0.2, 1.0, 0.0])
    fast = rx.expectation(lambda t: loss(t, None))(theta, samples=4096, rng=0)
    slow = rx.expectation(loss)(theta, np.ones(150), samples=4096, rng=0)
    np.testing.assert_allclose(fast.value, slow.value, rtol=1e-13)
    np.testing.assert_allclose(fast.grad, slow.grad, rtol=1e-11)
