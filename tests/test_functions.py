"""Every NumPy function that can be traced computes what NumPy computes, on the same arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special
from tracing_help import run, slope

import reparamx as rx
from reparamx.trace import supported
from reparamx.trace.registry import FUNCTIONS, name_of

SHAPES = [(), (1,), (5,), (3, 4), (0,), (3, 0), (2, 3, 4)]

rng = np.random.default_rng(20261122)


def reals(*shape: int) -> Any:
    return rng.normal(size=shape) * 2.0


V, W = reals(5), reals(5)
A, B, C = reals(3, 4), reals(4, 2), reals(2, 3, 4)
S = reals(4, 4)
SPD = S @ S.T + 4 * np.eye(4)
ZEROS = np.array([[2.0, 0.0, -3.0], [0.0, 0.0, 5.0]])
I5 = np.array([3, -1, 0, 2, -5])
MASK = np.array([True, False, True, True, False])

#: (function, arguments): each array argument is traced.
CASES: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    # along axes
    (lambda x: np.sum(x), (C,)),
    (lambda x: np.sum(x, axis=1), (C,)),
    (lambda x: np.sum(x, axis=(0, -1), keepdims=True), (C,)),
    (lambda x: np.sum(x, axis=()), (C,)),
    (lambda x: np.sum(x, initial=3.0), (V,)),
    (lambda x: np.sum(x), (MASK,)),
    (lambda x: np.sum(x, dtype=float), (I5,)),
    (lambda x: x.sum(0), (A,)),
    (lambda x: np.sum([x[0], x[1]]) if isinstance(x, np.ndarray) else np.sum(np.stack([x[0], x[1]])), (V,)),
    (lambda x: np.prod(x), (V,)),
    (lambda x: np.prod(x, axis=0), (ZEROS,)),
    (lambda x: np.prod(x, axis=(0, 2), keepdims=True), (C,)),
    (lambda x: np.prod(x, axis=1), (np.ones((3, 0)),)),
    (lambda x: np.mean(x, axis=1), (C,)),
    (lambda x: x.mean(), (I5,)),
    (lambda x: np.average(x, weights=np.arange(5.0)), (V,)),
    (lambda x, w: np.average(x, axis=1, weights=w), (A, np.arange(1.0, 5.0))),
    (lambda x: np.var(x, axis=0, ddof=1), (A,)),
    (lambda x: np.std(x, axis=(0, 2)), (C,)),
    (lambda x: x.std(keepdims=True), (A,)),
    (lambda x: np.max(x), (C,)),
    (lambda x: np.amax(x, axis=(1, 2)), (C,)),
    (lambda x: np.min(x, axis=-1, keepdims=True), (C,)),
    (lambda x: np.max(x, initial=10.0), (V,)),
    (lambda x: np.max(x), (MASK,)),
    (lambda x: np.ptp(x, axis=0), (A,)),
    (lambda x: np.argmax(x), (C,)),
    (lambda x: np.argmin(x, axis=1, keepdims=True), (C,)),
    (lambda x: np.any(x > 1.0, axis=1), (A,)),
    (lambda x: np.all(x > -9.0), (A,)),
    (lambda x: np.all(x > 0, axis=1), (np.ones((3, 0)),)),
    (lambda x: np.count_nonzero(x > 0, axis=0), (A,)),
    (lambda x: np.cumsum(x), (C,)),
    (lambda x: np.cumsum(x, axis=1), (C,)),
    (lambda x: np.cumprod(x, axis=-1), (C,)),
    (lambda x: np.cumprod(x), (ZEROS,)),
    (lambda x: np.diff(x, n=2, axis=1), (A,)),
    (lambda x: np.trace(x, 1), (S,)),
    (lambda x: np.sinc(x), (np.array([0.0, 0.5, 1.0, -2.3]),)),
    # elements moved
    (lambda x: np.reshape(x, (4, -1)), (A,)),
    (lambda x: x.reshape(2, 6, order="F"), (A,)),
    (lambda x: np.ravel(x), (A,)),
    (lambda x: x.T, (C,)),
    (lambda x: x.transpose(1, 2, 0), (C,)),
    (lambda x: np.transpose(x, (0, 2, 1)), (C,)),
    (lambda x: np.swapaxes(x, 0, 2), (C,)),
    (lambda x: np.moveaxis(x, 0, -1), (C,)),
    (lambda x: np.rollaxis(x, 2), (C,)),
    (lambda x: np.expand_dims(x, (0, 2)), (A,)),
    (lambda x: np.squeeze(x[:, None]), (V,)),
    (lambda x: np.atleast_2d(x), (V,)),
    (lambda x, y: np.atleast_1d(x, y), (np.float64(3.0), V)),
    (lambda x: np.flip(x), (A,)),
    (lambda x: np.fliplr(x), (A,)),
    (lambda x: np.flipud(x), (A,)),
    (lambda x: np.rot90(x), (A,)),
    (lambda x: np.roll(x, 2), (V,)),
    (lambda x: np.roll(x, (1, -1), axis=(0, 1)), (A,)),
    (lambda x: np.tile(x, (2, 1, 2)), (A,)),
    (lambda x: np.repeat(x, [1, 0, 2], axis=0), (A,)),
    (lambda x: x.repeat(2), (A,)),
    (lambda x: np.split(x, [1, 3], axis=1), (A,)),
    (lambda x: np.array_split(x, 3), (V,)),
    (lambda x: np.diagonal(x, 1), (S,)),
    (lambda x: np.delete(x, 1, axis=0), (A,)),
    (lambda x: np.diag(x), (V,)),
    (lambda x: np.diag(x, -1), (S,)),
    (lambda x: np.diagflat(x, 1), (V,)),
    (lambda x: np.tril(x, -1), (S,)),
    (lambda x: np.triu(x), (C,)),
    (lambda x: np.pad(x, 2), (V,)),
    (lambda x: np.pad(x, ((1, 0), (0, 2)), constant_values=7.0), (A,)),
    (lambda x: np.pad(x, 1, mode="edge"), (A,)),
    (lambda x: np.broadcast_to(x, (3, 5)), (V,)),
    (lambda x, y: np.broadcast_arrays(x, y), (V, reals(3, 1))),
    (lambda x: np.full_like(x, 2.5), (A,)),
    (lambda x: np.full_like(x, x[0, 0]), (A,)),
    (lambda x: np.zeros_like(x) + np.ones_like(x), (A,)),
    (lambda x, y: np.meshgrid(x, y), (V, reals(2))),
    # joined
    (lambda x, y: np.concatenate([x, y, np.ones(2)]), (V, W)),
    (lambda x: np.concatenate([x, x * 2], axis=1), (A,)),
    (lambda x: np.concatenate([x, x], axis=None), (A,)),
    (lambda x: np.concatenate([x, x[:0], x]), (A,)),
    (lambda x, y: np.stack([x, y], axis=-1), (V, W)),
    (lambda x: np.stack(x, axis=1), (A,)),
    (lambda x, y: np.hstack([x, y]), (V, W)),
    (lambda x: np.hstack([x, x]), (A,)),
    (lambda x, y: np.vstack([x, y]), (V, W)),
    (lambda x: np.dstack([x, x]), (A,)),
    (lambda x, y: np.column_stack([x, y]), (V, W)),
    (lambda x, y: np.append(x, y), (V, A)),
    # chosen
    (lambda x, y: np.where(x > y, x, 0.0), (V, W)),
    (lambda x: np.where(MASK, x, 1), (V,)),
    (lambda x: np.clip(x, -1.0, 1.0), (A,)),
    (lambda x, y: np.clip(x, None, y), (V, W)),
    (lambda x: x.clip(0.0), (V,)),
    (lambda x: np.take(x, [0, 2], axis=1), (A,)),
    (lambda x, k: np.take(x, k), (V, I5)),
    (lambda x, k: np.take_along_axis(x, k, axis=0), (V, I5)),
    (lambda x: np.take_along_axis(x, np.array([[0], [3], [1]]), 1), (A,)),
    (lambda x: np.round(x), (A,)),
    (lambda x: np.round(x, 2), (A,)),
    (lambda x: np.fix(x), (A,)),
    (lambda x: x.astype(int), (A,)),
    (lambda x: x.astype(bool), (ZEROS,)),
    (lambda x: (x > 0).astype(float) * 2, (A,)),
    (lambda x: np.nan_to_num(x), (np.array([np.nan, np.inf, -np.inf, 1.0]),)),
    # products
    (lambda x, y: np.dot(x, y), (A, B)),
    (lambda x, y: np.dot(x, y), (C, B)),
    (lambda x: np.dot(x, 2.0), (A,)),
    (lambda x, y: x.dot(y), (V, W)),
    (lambda x, y: x @ y, (A, B)),
    (lambda x, y: x @ y, (C, reals(4))),
    (lambda x, y: x @ y, (reals(4), B)),
    (lambda x, y: x @ y, (C, reals(5, 1, 4, 2))),
    (lambda x: np.ones((2, 3)) @ x, (A,)),
    (lambda x, y: np.matmul(x, y), (np.ones((3, 0)), np.ones((0, 2)))),
    (lambda x, y: np.inner(x, y), (A, reals(2, 4))),
    (lambda x, y: np.outer(x, y), (V, A)),
    (lambda x, y: np.vdot(x, y), (A, reals(3, 4))),
    (lambda x, y: np.tensordot(x, y, 1), (A, B)),
    (lambda x, y: np.tensordot(x, y, ([0, 1], [1, 2])), (A, C)),
    (lambda x: np.tensordot(x, x, 2), (A,)),
    (lambda x, y: np.kron(x, y), (A, V)),
    (lambda x, y: np.kron(x, y), (A, B)),
    (lambda x, y: np.cross(x, y), (reals(4, 3), reals(3))),
    (lambda x, y, z: np.linalg.multi_dot([x, y, z]), (reals(3), A, B)),
    (lambda x: np.linalg.matrix_power(x, 5), (S,)),
    (lambda x: np.polyval(x, 1.5), (V,)),
    (lambda x: np.polyval([1.0, -2.0, 0.5], x), (A,)),
    (lambda x: np.interp(x, [-1.0, 0.0, 2.0], [3.0, 1.0, 2.0]), (A,)),
    (lambda x: np.interp(x, [-1.0, 0.0, 2.0], [3.0, 1.0, 2.0], left=-5.0, right=9.0), (A,)),
    (lambda x: np.linalg.cholesky(x), (SPD,)),
    (lambda x: np.linalg.norm(x), (A,)),
    (lambda x: np.linalg.norm(x, axis=1), (A,)),
    (lambda x: np.linalg.norm(x, "fro"), (A,)),
    (lambda x: np.linalg.norm(x, 1, axis=0, keepdims=True), (A,)),
    (lambda x: np.linalg.norm(x, np.inf), (V,)),
    (lambda x: np.linalg.norm(x, 3), (V,)),
    # ufunc methods and kinds
    (lambda x: np.add.reduce(x), (A,)),
    (lambda x: np.maximum.reduce(x, axis=1), (A,)),
    (lambda x: np.multiply.reduce(x, axis=None), (A,)),
    (lambda x: np.logical_and.reduce(x > -9), (A,)),
    (lambda x: np.add.accumulate(x, axis=1), (A,)),
    (lambda x, y: np.subtract.outer(x, y), (V, A)),
    (lambda x: np.add.outer(np.arange(2.0), x), (V,)),
    (lambda x, y: (x > 0) + (y > 0), (V, W)),
    (lambda x, y: (x > 0) * (y > 0), (V, W)),
    (lambda x, y: (x > 0) & ~(y > 0) | (x < y), (V, W)),
    (lambda x, y: (x > 0) ^ (y > 0), (V, W)),
    (lambda x: x // 2, (I5,)),
    (lambda x: x % 3, (I5,)),
    (lambda x: divmod(x, 3), (I5,)),
    (lambda x: x**2 + 1, (I5,)),
    (lambda x: x / 2, (I5,)),
    (lambda x: -x + 1 - x, (I5,)),
    (lambda x, y: np.matvec(x, y) if hasattr(np, "matvec") else x @ y, (A, reals(4))),
    (lambda x: x[0] + x[1] * 2.0, (A,)),
    (lambda x: [1.0, 2.0, 3.0, 4.0, 5.0] - x, (V,)),
    (lambda x: x * [x[0], x[1], 1.0, 2.0, 3.0], (V,)),
    (lambda x: np.float64(2.0) * x + np.float32(0.5), (V,)),
    (lambda x: abs(x) ** 1.5 + 2.0**x - x**-1 + x**3 + x**4.0, (V,)),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda k: f"case{k}")
def test_traced_call_equals_numpy(number: int) -> None:
    function, arrays = CASES[number]
    expected = function(*arrays)
    result = run(function, *arrays)
    many = isinstance(expected, (list, tuple))
    for got, want in zip(result if many else [result], expected if many else [expected], strict=True):
        want = np.asarray(want)
        assert got.shape == want.shape
        assert got.dtype.kind == want.dtype.kind
        np.testing.assert_allclose(got, want, rtol=1e-13, atol=1e-13)


EINSUMS = [
    ("i,i->", V, W),
    ("i,i", V, W),
    ("i,j->ij", V, reals(3)),
    ("ij,jk->ik", A, B),
    ("ij,jk", A, B),
    ("ij->ji", A),
    ("ij->", A),
    ("ii->i", S),
    ("ii", S),
    ("iij->j", reals(3, 3, 2)),
    ("bij,jk->bik", C, B),
    ("bij,bkj->bik", C, reals(2, 5, 4)),
    ("bij,bij->b", C, reals(2, 3, 4)),
    ("...ij,jk->...ik", C, B),
    ("...i,...i", C, reals(4)),
    ("i...,i->...", A, reals(3)),
    ("ij,jk,kl->il", A, B, reals(2, 3)),
    ("i,ij,j->", reals(3), A, reals(4)),
    ("ij,ik,il->jkl", A, reals(3, 2), reals(3, 2)),
    ("ij,j", A, reals(1)),
    ("ik,kj->ij", np.ones((2, 0)), np.ones((0, 3))),
    ("ba", A),
    ("i,->i", V, np.float64(3.0)),
    ("ij,kj->", A, reals(2, 4)),
]


@pytest.mark.parametrize("case", EINSUMS, ids=lambda c: c[0])
def test_einsum_equals_numpy(case: tuple[Any, ...]) -> None:
    text, *arrays = case
    np.testing.assert_allclose(
        run(lambda *a: np.einsum(text, *a), *arrays), np.einsum(text, *arrays), rtol=1e-12, atol=1e-12
    )


def test_einsum_takes_lists_of_labels() -> None:
    np.testing.assert_allclose(run(lambda a, b: np.einsum(a, [0, 1], b, [1, 2], [2, 0]), A, B), (A @ B).T)


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


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_reductions_of_every_shape(shape: tuple[int, ...]) -> None:
    x = reals(*shape)
    for axis in (None, *range(len(shape))):
        for name in ("sum", "prod", "any", "all", "count_nonzero"):
            function = getattr(np, name)
            got, want = run(lambda a, f=function, k=axis: f(a, axis=k), x), np.asarray(function(x, axis=axis))
            assert got.shape == want.shape
            np.testing.assert_allclose(got, want, rtol=1e-13)


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


def test_every_supported_function_is_named_once() -> None:
    assert len(supported()) == len({name_of(f) for f in FUNCTIONS})
    assert all(name.startswith("np.") for name in supported())


def test_what_needs_no_numbers() -> None:
    def facts(x: Any) -> Any:
        assert np.shape(x) == (3, 4)
        assert np.ndim(x) == 2
        assert np.size(x) == 12
        assert np.size(x, 1) == 4
        assert len(x) == 3
        assert x.ndim == 2
        assert x.size == 12
        assert np.result_type(x, np.float32) == np.float64
        assert not np.iscomplexobj(x)
        assert np.copy(x) is x
        assert x.copy() is x
        assert [row.shape for row in x] == [(4,)] * 3
        return x

    np.testing.assert_array_equal(run(facts, A), A)
