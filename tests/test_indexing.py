"""Indexing a traced array gives the elements and the shape that NumPy gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tracing_help import run, slope, trace

from reparamx.errors import ShapeError, TracingError
from reparamx.trace.convert import lift

A = np.arange(60.0).reshape(3, 4, 5)
K, L = np.array([2, 0, -1]), np.array([[1], [-4]])
MASK = A % 7 < 3

CONSTANT: list[Any] = [
    0, -1, (1, 2), (1, 2, 3), slice(1, None), slice(None, None, -1), (slice(None), slice(3, 0, -2)), ..., (..., 0),
    (0, ..., 1), None, (None, 0, None), (slice(None), None, slice(None, None, 2)), slice(5, 9), (slice(0, 0), 1),
    [2, 0, 2], (slice(None), [0, -1]), (K, slice(None), K), (K, K), (0, slice(None), [1, 2]), (slice(None), K, L),
    (K, None, L), ([], slice(None)), MASK, MASK[:, :, 0], (slice(None), MASK[0]), (MASK[:, 0, 0], 0), True, False,
    (True, 0), np.int64(1), (np.array(1), slice(None)), (..., np.array([[0, 1], [2, 3]])), (), (slice(None),) * 3,
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(CONSTANT)))
def test_constant_index(number: int) -> None:
    index = CONSTANT[number]
    got, want = run(lambda a: a[index], A), A[index]
    assert got.shape == np.shape(want)
    np.testing.assert_array_equal(got, want)


#: Indices made of traced k, m (integers) and i (an integer scalar).
TRACED: list[Any] = [
    lambda a, k, m, i: a[i],
    lambda a, k, m, i: a[i, i],
    lambda a, k, m, i: a[i, i, i],
    lambda a, k, m, i: a[..., i],
    lambda a, k, m, i: a[:, i],
    lambda a, k, m, i: a[:, i, None],
    lambda a, k, m, i: a[1:, i, ::-2],
    lambda a, k, m, i: a[i, :, i],
    lambda a, k, m, i: a[0, :, i],
    lambda a, k, m, i: a[k],
    lambda a, k, m, i: a[k, m],
    lambda a, k, m, i: a[:, k, m],
    lambda a, k, m, i: a[k, :, m],
    lambda a, k, m, i: a[k, None, m],
    lambda a, k, m, i: a[None, k, :, m],
    lambda a, k, m, i: a[k, [0, 1, -1]],
    lambda a, k, m, i: a[[2, 1, 0], :, k],
    lambda a, k, m, i: a[k, 1],
    lambda a, k, m, i: a[1, ..., k],
    lambda a, k, m, i: a[k][:, m],
    lambda a, k, m, i: a[k, -1, :],
    lambda a, k, m, i: a[k, MASK[0, 0, :4]] if MASK[0, 0, :4].sum() in (1, 3) else a[k],
    lambda a, k, m, i: a[k * 0 + 1],
    lambda a, k, m, i: a[k, slice(0, 0)],
    lambda a, k, m, i: a[np.stack([i, i - 1]) if not isinstance(a, np.ndarray) else np.array([i, i - 1])],
    lambda a, k, m, i: a[[i, 0]],
    lambda a, k, m, i: np.asarray(a)[m, m] if isinstance(a, np.ndarray) else a[m, m],
]


@pytest.mark.parametrize("number", range(len(TRACED)))
def test_traced_index(number: int) -> None:
    function = TRACED[number]
    i = np.int64(-1)
    got, want = run(function, A, K, L % 3, i), function(A, K, L % 3, i)
    assert got.shape == np.shape(want)
    np.testing.assert_array_equal(got, want)


def test_gradient_of_a_gather_adds_up_repeated_places() -> None:
    x = np.array([1.0, 2.0, 3.0])
    k = np.array([0, 2, 2])
    np.testing.assert_allclose(slope(lambda a: a[np.where(a > -1, k, k)], x), [1.0, 0.0, 2.0], rtol=1e-6)


def test_traced_index_that_is_a_constant_is_applied_at_once() -> None:
    graph, result = trace(lambda a: a[lift(np.array([2, 1]), a.graph)], np.arange(3.0))
    assert graph.op(result.node) != "gather"


@pytest.mark.parametrize("index", [3, -4, (0, 4), [0, 3], (slice(None), 9)])
def test_constant_index_out_of_bounds_is_an_index_error(index: Any) -> None:
    with pytest.raises(IndexError, match="out of bounds"):
        trace(lambda a: a[index], np.zeros((3, 4)))


def test_constant_index_beside_a_traced_one_out_of_bounds_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="index 9 is out of bounds for axis 1 with size 4"):
        trace(lambda a, k: a[k, 9], np.zeros((3, 4)), K)


def test_too_many_indices_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="too many indices"):
        trace(lambda a, k: a[k, 0, 0], np.zeros((3, 4)), K)


def test_indices_that_do_not_broadcast_are_a_shape_error() -> None:
    with pytest.raises(ShapeError, match=r"indexing: shapes \(3,\) and \(2,\) do not broadcast"):
        trace(lambda a, k: a[k, [0, 1]], np.zeros((3, 4)), K)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda a: a[a > 0], "np.where"),
        (lambda a: a[a], r"x\[k.astype\(int\)\]"),
        (lambda a: a[: a[0].astype(int)], "static"),
        (lambda a: [1, 2, 3][a[0].astype(int)], "rx.take"),
        (lambda a: np.arange(3)[a[0].astype(int)], "rx.take"),
    ],
)
def test_index_that_cannot_be_traced_says_what_to_write(function: Any, message: str) -> None:
    with pytest.raises(TracingError, match=message):
        trace(function, np.arange(3.0))
