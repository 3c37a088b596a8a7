"""Ufuncs and special functions on traced values: the values of NumPy and SciPy, and derivatives at hard points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.special
from tracing_help import run, slope

import reparamx as rx

SHAPES = [(), (1,), (5,), (3, 4), (0,), (3, 0), (2, 3, 4)]

rng = np.random.default_rng(20261122)


def reals(*shape: int) -> Any:
    return rng.normal(size=shape) * 2.0


S = reals(4, 4)
SPD = S @ S.T + 4 * np.eye(4)

BINARY = [
    np.add,
    np.subtract,
    np.multiply,
    np.maximum,
    np.minimum,
    np.less,
    np.greater_equal,
    np.equal,
    np.logaddexp,
    np.hypot,
    np.arctan2,
]


@pytest.mark.parametrize("ufunc", BINARY, ids=lambda u: u.__name__)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_binary_ufunc_broadcasts_as_numpy(ufunc: np.ufunc, shape: tuple[int, ...]) -> None:
    a, b = reals(*shape), reals(*((1,) * (len(shape) - 1) + shape[-1:] if shape else (3,)))
    got, want = run(ufunc, a, b), ufunc(a, b)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-14)
    np.testing.assert_allclose(run(lambda x: ufunc(x, b), a), want, rtol=1e-14)


POINTS = np.array([0.3, -1.7, 2.5, 0.0, -0.5, 0.9])
POSITIVE = np.abs(POINTS) + 0.1
UNARY = {
    **dict.fromkeys(
        ["absolute", "cbrt", "ceil", "conjugate", "cos", "deg2rad", "degrees", "exp", "exp2", "expm1", "fabs", "floor",
         "isfinite", "isinf", "isnan", "logical_not", "negative", "positive", "rad2deg", "radians", "rint", "sign",
         "sin", "sinh", "square", "tan", "tanh", "trunc", "arctan", "arcsinh"], POINTS),
    **dict.fromkeys(["log", "log10", "log1p", "log2", "sqrt", "reciprocal"], POSITIVE),
    **dict.fromkeys(["arcsin", "arccos", "arctanh"], POINTS / 3),
    "arccosh": POSITIVE + 1.0,
    "signbit": np.array([0.0, -0.0, 1.0, -1.0]),
}  # fmt: skip


@pytest.mark.parametrize("name", UNARY)
def test_unary_ufunc_equals_numpy(name: str) -> None:
    ufunc = getattr(np, name)
    got, want = run(ufunc, UNARY[name]), ufunc(UNARY[name])
    assert got.dtype.kind == want.dtype.kind
    np.testing.assert_allclose(got, want, rtol=1e-14, atol=1e-300)


X, Y = np.array([7.0, -7.0, 7.5, -7.5, 1.0, 0.9]), np.array([2.0, 2.0, -2.0, -0.7, 0.1, 0.3])


@pytest.mark.parametrize(
    "name",
    [
        "floor_divide",
        "remainder",
        "fmod",
        "copysign",
        "heaviside",
        "fmax",
        "fmin",
        "float_power",
        "logaddexp2",
        "true_divide",
    ],
)
def test_quotients_and_signs_equal_numpy_exactly_where_they_can(name: str) -> None:
    ufunc = getattr(np, name)
    x = np.abs(X) if name == "float_power" else X
    np.testing.assert_allclose(run(ufunc, x, Y), ufunc(x, Y), rtol=1e-14, atol=0)


SPECIAL = [
    "expit",
    "log_expit",
    "gammaln",
    "digamma",
    "psi",
    "erf",
    "erfc",
    "erfcx",
    "ndtr",
    "log_ndtr",
    "expm1",
    "log1p",
    "exp2",
]


@pytest.mark.parametrize("name", SPECIAL)
def test_scipy_ufunc_is_traced_by_name(name: str) -> None:
    ufunc = getattr(scipy.special, name)
    points = np.abs(POINTS) + 0.1
    np.testing.assert_allclose(run(ufunc, points), ufunc(points), rtol=1e-13)


@pytest.mark.parametrize("name", ["xlogy", "xlog1py", "rel_entr", "kl_div"])
def test_scipy_composite_equals_scipy(name: str) -> None:
    ufunc = getattr(scipy.special, name)
    x, y = np.array([0.0, 0.5, 2.0, 1e-300]), np.array([0.3, 1e-12, 4.0, 1e300])
    if name == "kl_div":
        x, y = x[:3], y[:3]  # SciPy's kl_div(1e-300, 1e300) is -inf
    np.testing.assert_allclose(run(ufunc, x, y), ufunc(x, y), rtol=1e-13, atol=1e-15)


def test_entropy_function_and_logit_equal_scipy() -> None:
    for name, points in (("entr", [0.0, 0.5, 2.0, -1.0]), ("logit", [0.1, 0.5, 0.9]), ("exp10", [0.0, 0.5, -2.0])):
        ufunc = getattr(scipy.special, name)
        np.testing.assert_allclose(run(ufunc, np.array(points)), ufunc(points), rtol=1e-13)


ROWS = np.array([[1.0, -2.0, 800.0], [-np.inf, -np.inf, -np.inf], [-900.0, -901.0, -np.inf], [1e300, 0.0, -1.0]])


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_logsumexp_equals_scipy(axis: Any, keepdims: bool) -> None:
    with np.errstate(all="ignore"):
        want = scipy.special.logsumexp(ROWS, axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(run(lambda x: rx.logsumexp(x, axis, keepdims), ROWS), want, rtol=1e-14)
    np.testing.assert_allclose(rx.logsumexp(ROWS, axis, keepdims), want, rtol=1e-14)


def test_logsumexp_gradient_is_softmax_and_zero_where_all_are_minus_infinity() -> None:
    got = slope(lambda x: rx.logsumexp(x, axis=1), ROWS)
    with np.errstate(all="ignore"):
        want = scipy.special.softmax(ROWS, axis=1)
    want[1] = 0.0
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("axis", [None, 0, -1])
def test_softmax_equals_scipy(axis: Any) -> None:
    x = np.array([[1.0, 2.0, -800.0], [3.0, 1e3, 0.5]])
    for ours, theirs in ((rx.softmax, scipy.special.softmax), (rx.log_softmax, scipy.special.log_softmax)):
        np.testing.assert_allclose(run(lambda a, f=ours: f(a, axis), x), theirs(x, axis), rtol=1e-13, atol=1e-300)
        np.testing.assert_allclose(ours(x, axis), theirs(x, axis), rtol=1e-13, atol=1e-300)


DERIVATIVES = [
    (lambda x: np.prod(x), np.array([2.0, 0.0, 3.0]), [0.0, 6.0, 0.0]),
    (lambda x: np.prod(x), np.array([0.0, 0.0, 3.0]), [0.0, 0.0, 0.0]),
    (lambda x: np.cumprod(x), np.array([2.0, 0.0, 3.0]), [1.0, 2.0 + 6.0, 0.0]),
    (lambda x: np.linalg.norm(x), np.zeros(2), [0.0, 0.0]),
    (lambda x: np.linalg.norm(x), np.array([3.0, 4.0]), [0.6, 0.8]),
    (lambda x: np.std(x), np.ones(3), [0.0, 0.0, 0.0]),
    (lambda x: np.hypot(x[0], x[1]), np.array([3e200, 4e200]), [0.6, 0.8]),
    (lambda x: np.hypot(x[0], x[1]), np.zeros(2), [0.0, 0.0]),
    (lambda x: np.logaddexp(x[0], x[1]), np.array([1.0, 1.0]), [0.5, 0.5]),
    (lambda x: np.logaddexp(x[0], x[1]), np.array([1000.0, 0.0]), [1.0, 0.0]),
    (lambda x: scipy.special.xlogy(x[0], x[1]), np.array([0.0, 0.0]), [0.0, 0.0]),
    (lambda x: np.remainder(x, 3.0), np.array([7.0, -1.0]), [1.0, 1.0]),
    (lambda x: x**3, np.array([-2.0]), [12.0]),
    (lambda x: np.max(x), np.array([1.0, 5.0, 2.0]), [0.0, 1.0, 0.0]),
    (lambda x: np.where(x > 0, x * 2, x), np.array([1.0, -1.0]), [2.0, 1.0]),
    (lambda x: rx.stop_gradient(x) * x, np.array([3.0]), [3.0]),
    (lambda x: x[[0, 0, 1]], np.array([1.0, 2.0]), [2.0, 1.0]),
]


@pytest.mark.parametrize("number", range(len(DERIVATIVES)))
def test_derivative_is_right_at_the_hard_points(number: int) -> None:
    function, x, want = DERIVATIVES[number]
    np.testing.assert_allclose(slope(function, x), want, rtol=1e-6, atol=1e-8)


def test_special_functions_on_plain_arrays_are_the_kernels() -> None:
    assert rx.sigmoid(0.0) == 0.5
    assert type(rx.sigmoid(0.0)) is float
    assert rx.sigmoid(np.float32([0.0])).dtype == np.float32
    assert rx.sigmoid(np.zeros((0, 3))).shape == (0, 3)
    np.testing.assert_allclose(rx.lgamma([[3, 4]]), np.log([[2.0, 6.0]]), rtol=1e-14)
    np.testing.assert_allclose(run(rx.sinpi, np.array([0.5, 1.0])), [1.0, 0.0], atol=1e-15)


def test_triangular_solve_and_cholesky_agree_with_numpy() -> None:
    b = reals(4, 2)
    factor = np.linalg.cholesky(SPD)
    for right in (b, b[:, 0]):
        want = np.linalg.solve(SPD, right)
        for solve in (run, lambda f, *a: f(*a)):
            got = solve(
                lambda a, r: rx.solve_triangular(
                    rx.cholesky(a), rx.solve_triangular(rx.cholesky(a), r), transposed=True
                ),
                SPD,
                right,
            )
            np.testing.assert_allclose(got, want, rtol=1e-10)
    np.testing.assert_allclose(
        run(lambda a, r: rx.solve_triangular(a, r, lower=False), factor.T.copy(), b),
        np.linalg.solve(factor.T, b),
        rtol=1e-10,
    )


def test_take_of_a_constant_table_at_a_traced_index() -> None:
    table = reals(4, 3)
    np.testing.assert_array_equal(run(lambda k: rx.take(table, k, axis=0), np.array([2, -1])), table[[2, -1]])
    np.testing.assert_array_equal(run(lambda k: rx.take(table, k), np.array([2, -1])), table.ravel()[[2, -1]])
    np.testing.assert_array_equal(rx.take(table, 1, axis=1), table[:, 1])
