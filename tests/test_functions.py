"""Every NumPy function that can be traced computes what NumPy computes, on the same arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tracing_help import gradient, run

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
    (lambda x: np.nan_to_num(x, nan=0.5, posinf=3.0, neginf=-2.0), (np.array([np.nan, np.inf, -np.inf, 1.0]),)),
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
    (lambda x: abs(x) ** 1.5 + 2.0**x - x**-1 + x**0 + x**3 + x**4.0, (V,)),
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


def weighted(function: Callable[..., Any], weights: list[Any], *arrays: Any) -> Any:
    result = function(*arrays)
    parts = result if isinstance(result, (list, tuple)) else [result]
    return sum(np.sum(part * w) for part, w in zip(parts, weights, strict=True))


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda k: f"case{k}")
def test_derivative_of_traced_call_equals_differences(number: int) -> None:
    function, arrays = CASES[number]
    result = function(*arrays)
    parts = result if isinstance(result, (list, tuple)) else [result]
    weights = [reals(*np.shape(part)) for part in parts]
    step = 2.0**-17  # the third root of the precision, rounded to a power of two
    for k, a in enumerate(arrays):
        if np.asarray(a).dtype.kind != "f" or np.size(a) == 0 or a is SPD:
            continue
        got = gradient(lambda *xs: weighted(function, weights, *xs), arrays, k)
        for place in np.ndindex(np.shape(a)):
            shift = np.zeros(np.shape(a))
            shift[place] = step
            ends = [weighted(function, weights, *arrays[:k], a + sign * shift, *arrays[k + 1 :]) for sign in (1, -1)]
            difference = (ends[0] - ends[1]) / (2 * step)
            if abs(difference) < 1e3 and np.isfinite(difference):  # not across a step
                assert got[place] == pytest.approx(difference, rel=1e-6, abs=1e-6)


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


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_reductions_of_every_shape(shape: tuple[int, ...]) -> None:
    x = reals(*shape)
    for axis in (None, *range(len(shape))):
        for name in ("sum", "prod", "any", "all", "count_nonzero"):
            function = getattr(np, name)
            got, want = run(lambda a, f=function, k=axis: f(a, axis=k), x), np.asarray(function(x, axis=axis))
            assert got.shape == want.shape
            np.testing.assert_allclose(got, want, rtol=1e-13)


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
