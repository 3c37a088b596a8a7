"""What cannot be traced says what to write instead, and where."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tracing_help import trace

import reparamx as rx
from reparamx.errors import (
    BiasedGradientWarning,
    NonFiniteError,
    NotDifferentiableError,
    ParameterError,
    ProgramError,
    ReparamxError,
    ShapeError,
    TracingError,
)

A = np.arange(6.0).reshape(2, 3) + 1.0


def assign(x: Any) -> Any:
    a = np.zeros(3)
    a[0] = x[0, 0]
    return a


def assign_traced(x: Any) -> Any:
    x[0] = 1.0
    return x


def add_to_array(x: Any) -> Any:
    a = np.zeros((2, 3))
    a += x
    return a


class Matrix:
    pass


#: (what the user wrote, what the message says)
MESSAGES: list[tuple[Any, str]] = [
    (lambda x: 1.0 if x[0, 0] > 0 else 2.0, r"np\.where\(c, a, b\)"),
    (lambda x: x[0, 0] and x[0, 1], r"np\.where"),
    (lambda x: max(x[0, 0], x[0, 1]), r"np\.maximum\(a, b\)"),
    (lambda x: np.array([1.0, 2.0])[x[0, 0].astype(int)], r"table\[k\] -> rx\.take\(table, k, axis=0\)"),
    (lambda x: np.full(3, x[0, 0]), r"np\.full\(n, x\) -> np\.broadcast_to\(x, n\)"),
    (lambda x: np.asarray(x), r"np\.asarray\(x\) -> x"),
    (lambda x: x.astype(int) ** -1, r"x\.astype\(float\) \*\* -1"),
    (lambda x: np.argsort(x), "sorting has no smooth derivative"),
    (lambda x: np.median(x), "it sorts"),
    (lambda x: float(x[0, 0]), r"leave float\(\) out"),
    (lambda x: math.exp(x[0, 0]), r"np\.exp\(x\) instead of math\.exp\(x\)"),
    (lambda x: int(x[0, 0]), r"x\.astype\(int\)"),
    (lambda x: math.floor(x[0, 0]), r"np\.exp\(x\)|astype"),
    (lambda x: range(x[0, 0]), "static_argnames"),
    (lambda x: complex(x[0, 0]), "complex numbers are not supported"),
    (lambda x: list(x[0, 0]), "a traced scalar cannot be iterated over"),
    (assign, r"a\[i\] = x|np\.where\(mask, x, a\)"),
    (assign_traced, r"np\.where\(mask, v, x\)"),
    (add_to_array, r"write a = a \+ x"),
    (lambda x: np.add(x, 1.0, out=np.zeros((2, 3))), r"out=a write a = a \+ x"),
    (lambda x: np.asarray(x), r"np\.stack\(\[x, y\]\)"),
    (lambda x: np.array([x[0], x[1]]), r"np\.array\(\[x, y\]\) -> np\.stack\(\[x, y\]\)"),
    (lambda x: np.random.default_rng(0).normal(x), r"rx\.sample"),
    (lambda x: 1.0 in x, r"np\.any\(x == v\)"),
    (lambda x: {x: 1}, "cannot be a key of a dict"),
    (lambda x: x.item(), "leave it out"),
    (lambda x: x.tolist(), r"list\(x\)"),
    (lambda x: np.sort(x), r"np\.sort cannot be traced: sorting"),
    (lambda x: np.nanmean(x), r"np\.nanmean cannot be traced: the closest that can be are np\.mean"),
    (lambda x: np.linalg.solve(x, x), r"rx\.solve_triangular"),
    (lambda x: np.linalg.inv(x), "cholesky"),
    (lambda x: np.linalg.det(x), r"np\.linalg\.cholesky"),
    (lambda x: np.allclose(x, 1.0), r"np\.all\(np\.abs"),
    (lambda x: np.isclose(x, 1.0), r"np\.abs\(a - b\)"),
    (lambda x: np.array_equal(x, x), r"np\.all\(a == b\)"),
    (lambda x: np.nonzero(x), r"np\.where\(c, a, b\)"),
    (lambda x: np.where(x > 0), r"np\.where with one argument"),
    (lambda x: np.sum(x, out=np.zeros(())), "out= cannot be traced"),
    (lambda x: np.sum(x, where=A > 1), "where= cannot be traced"),
    (
        lambda x: np.einsum("ij->i", x, foo=1),
        r"np\.einsum: got an unexpected keyword argument 'foo' while it is traced",
    ),
    (lambda x: np.gcd(x, 2), "gcd"),
    (lambda x: np.add.at(x, 0, 1.0), r"np\.add\.at cannot be traced"),
    (lambda x: np.maximum.accumulate(x), r"np\.maximum\.accumulate cannot be traced; only add, multiply can"),
    (lambda x: (x > 0) - (x > 1), "numpy boolean subtract"),
    (lambda x: x + 1j, "complex numbers cannot be traced"),
    (lambda x: x + "a", "is not a number"),
    (lambda x: x + Matrix(), "is not a number"),
    (lambda x: x + np.ma.masked_array([1.0, 2.0, 3.0]), "masked arrays"),
    (lambda x: x.astype(complex), "write float, int or bool"),
    (lambda x: x.astype("U3"), "write float, int or bool"),
    (lambda x: x[x > 0], r"np\.where\(mask, x, 0\.0\)"),
    (lambda x: np.concatenate([x[0, 0], x[0, 1]]), r"np\.stack"),
    (lambda x: np.linalg.norm(x, "nuc"), "cannot be traced"),
    (lambda x: np.pad(x, 1, mode="mean"), "'constant', 'edge'"),
]


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_message_says_what_to_write_and_names_the_line(number: int) -> None:
    function, message = MESSAGES[number]
    with pytest.raises(TracingError, match=message) as caught:
        trace(function, A)
    assert "test_errors.py:" in str(caught.value)
    assert isinstance(caught.value, TypeError)


SHAPES: list[tuple[Any, str]] = [
    (lambda x: x + np.zeros(2), r"add: shapes \(2, 3\) and \(2,\) do not broadcast"),
    (lambda x: x @ x, r"matmul: shapes \(2, 3\) and \(2, 3\) do not fit: 3 != 2"),
    (lambda x: np.dot(x, x), "do not fit along axes"),
    (lambda x: np.concatenate([x, x[:, :2]]), r"shapes \(2, 3\), \(2, 2\) differ outside axis 0"),
    (lambda x: np.stack([x, x[0]]), r"stack: shapes \(2, 3\), \(3,\) differ"),
    (lambda x: np.einsum("ij,ij->i", x, x[:, :2]), "sizes 3 and 2 of one label differ"),
    (lambda x: np.einsum("ijk->i", x), "'ijk' does not fit an operand of 2 axes"),
    (lambda x: np.einsum("ij->k", x), "not among the inputs"),
    (lambda x: np.broadcast_to(x, (3, 2)), "broadcast"),
    (lambda x: np.linalg.cholesky(x), "square matrices"),
    (lambda x: np.max(x[:, :0], axis=1), "has no elements"),
    (lambda x: rx.solve_triangular(x, x), r"solve_triangular: shapes \(2, 3\) and \(2, 3\) do not fit"),
]


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_shapes_that_do_not_fit_are_named_with_the_line(number: int) -> None:
    function, message = SHAPES[number]
    with pytest.raises(ShapeError, match=message) as caught:
        trace(function, A)
    assert "test_errors.py:" in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_numpys_own_errors_pass_through() -> None:
    with pytest.raises(ValueError, match="cannot reshape"):
        trace(lambda x: np.reshape(x, (4, 4)), A)
    with pytest.raises(np.exceptions.AxisError):
        trace(lambda x: np.sum(x, axis=7), A)
    with pytest.raises(TypeError, match="len"):
        trace(lambda x: len(x[0, 0]), A)


def test_value_of_another_trace_is_refused() -> None:
    kept: list[Any] = []
    trace(kept.append, A)
    with pytest.raises(TracingError, match="another trace"):
        trace(lambda x: x + kept[0], A)


def test_sample_outside_of_a_loss_says_what_to_write() -> None:
    with pytest.raises(TracingError, match=r"dist\.sample\(size, rng=\.\.\.\)") as caught:
        rx.sample(rx.Normal(0.0, 1.0))
    assert "test_errors.py:" in str(caught.value)


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (lambda t: np.ones(3) * t, ShapeError, r"must return one number, got shape \(3,\): write np.sum"),
        (lambda t: None, TracingError, "returned None: is its return statement missing"),
        (lambda t: (t, t), TracingError, "must return one number, got a tuple: return their sum"),
        (lambda t: "x", TracingError, "must return one number"),
        (lambda t: t * 1j, TracingError, "complex"),
        (lambda t: rx.sample(3.0), TracingError, r"needs a distribution such as rx.Normal\(0.0, 1.0\), got 3.0"),
        (lambda t: rx.sample(rx.Normal(t, 1.0), name=3), TracingError, "non-empty string"),
        (
            lambda t: rx.sample(rx.Normal(t, 1.0), "x") + rx.sample(rx.Normal(t, 1.0), "x"),
            ParameterError,
            "two random variables",
        ),
        (lambda t: rx.Normal(t, 1.0).sample(3), TracingError, r"rx.sample\(dist\)"),
    ],
)
def test_loss_that_makes_no_sense(function: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rx.expectation(function)(1.0, samples=10)


def test_failed_trace_is_not_kept() -> None:
    loss = rx.expectation(lambda t: float(t))
    for _ in range(2):
        with pytest.raises(TracingError):
            loss(1.0, samples=10)


def test_error_of_the_users_code_is_passed_on_as_it_is() -> None:
    class OwnError(Exception):
        pass

    def loss(t: Any) -> Any:
        raise OwnError("mine")

    with pytest.raises(OwnError, match="mine"):
        rx.expectation(loss)(1.0, samples=10)


def test_every_error_is_a_builtin_too() -> None:
    pairs = [
        (ParameterError, ValueError), (ShapeError, ValueError), (ProgramError, ValueError),
        (NonFiniteError, FloatingPointError), (NotDifferentiableError, TypeError), (TracingError, TypeError),
    ]  # fmt: skip
    for ours, builtin in pairs:
        assert issubclass(ours, ReparamxError)
        assert issubclass(ours, builtin)
    assert issubclass(BiasedGradientWarning, UserWarning)


def test_biased_request_warns() -> None:
    loss = rx.expectation(lambda m: rx.sample(rx.Normal(m, 1.0), estimator="pathwise") > 0.5)
    with pytest.warns(BiasedGradientWarning, match="pathwise"):
        loss(0.0, samples=100)


def test_math_domain_of_old_scipy_functions_is_reported() -> None:
    special = pytest.importorskip("scipy.special")
    with pytest.raises(TracingError, match=r"rx\.logsumexp\(x\)"):
        trace(lambda x: special.logsumexp(x), A)
    with pytest.raises(TracingError, match=r"scipy\.special\.j0 cannot be traced"):
        trace(lambda x: special.j0(x), A)


def test_warning_of_bias_points_at_the_users_line() -> None:
    loss = rx.expectation(lambda m: rx.sample(rx.Normal(m, 1.0), estimator="pathwise") > 0.5)
    with pytest.warns(BiasedGradientWarning) as record:
        loss(0.0, samples=100)
    assert record[0].filename == __file__


def test_line_is_named_once() -> None:
    with pytest.raises(TracingError, match="must return one number") as info:
        rx.expectation(lambda m: "x")(0.0)
    assert str(info.value).count(".py:") == 1


def test_shapes_of_a_law_that_do_not_fit_are_named_with_the_line() -> None:
    with pytest.raises(ShapeError, match=r"loc \(2,\), scale \(3,\) \(.*test_errors\.py:\d+"):
        rx.expectation(lambda m: np.sum(rx.sample(rx.Normal(m, np.ones(3)))))(np.ones(2), samples=10)


def test_unlike_functions_are_not_proposed() -> None:
    with pytest.raises(TracingError, match=r"np\.convolve cannot be traced: reparamx") as info:
        trace(lambda x: np.convolve(x[0], x[0]), A)
    assert "closest" not in str(info.value)


def test_two_variables_of_one_name_are_refused_at_the_line() -> None:
    def twice(m: Any) -> Any:
        return rx.sample(rx.Normal(m, 1.0), name="a") + rx.sample(rx.Normal(m, 1.0), name="a")

    with pytest.raises(ParameterError, match=r"two random variables are named 'a'.*test_errors\.py:\d+"):
        rx.expectation(twice)(0.0, samples=10)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((3, 4), (5,)), r"matmul: shapes \(3, 4\) and \(5,\) do not fit: 4 != 5"),
        (((2,), (3, 4)), r"matmul: shapes \(2,\) and \(3, 4\) do not fit: 2 != 3"),
        (((7, 3, 4), (3, 4)), r"matmul: shapes \(7, 3, 4\) and \(3, 4\) do not fit: 4 != 3"),
    ],
)
def test_shapes_of_a_product_are_those_of_the_user(shapes: Any, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        trace(lambda a, b: a @ b, *map(np.ones, shapes))


def test_samples_without_its_name_says_so() -> None:
    with pytest.raises(TypeError, match="loss: too many positional arguments; the number of samples is samples="):
        loss(1.0, 1000)


@rx.expectation
def loss(theta: Any) -> Any:
    return rx.sample(rx.Normal(theta, 1.0))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_an_index_out_of_range_is_shown(dtype: str) -> None:
    def sampled(t: Any) -> Any:
        return rx.take(t, rx.sample(rx.Categorical(logits=np.array([-np.inf, -np.inf, -np.inf, 0.0]))))

    with pytest.raises(ParameterError, match=r"index out of range for size 3, got 3 in sample 0 \(rng=rx.Seed"):
        rx.expectation(sampled, dtype=dtype)(np.zeros(3), samples=10)
    given = rx.expectation(lambda t, i: np.sum(rx.take(t, i)), dtype=dtype)
    with pytest.raises(ParameterError, match=r"index out of range for size 3, got -4$"):
        given(np.zeros(3), np.array([0, 2, -4]))


def test_noise_of_a_wrong_shape_is_shown() -> None:
    loss = rx.expectation(lambda t: np.sum(rx.sample(rx.Normal(t, 1.0))))
    with pytest.raises(ShapeError, match=r"noise\['Normal_0'\]: needs 10 samples of 2 elements, got shape \(10, 3\)"):
        loss(np.zeros(2), samples=10, noise={"Normal_0": np.zeros((10, 3))})
