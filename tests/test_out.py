"""out= of eager functions: the same numbers in the caller's arrays, or an error that says what does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import reparamx as rx
from reparamx.errors import ParameterError, ShapeError, TracingError

NORMAL = rx.Normal([0.0, 1.0, 2.0], 2.0)
VECTOR = rx.MultivariateNormal([0.0, 1.0], scale_tril=[[1.0, 0.0], [0.5, 2.0]])


def gradients(d: Any, size: int, dtype: Any = float) -> dict[str, np.ndarray]:
    """Empty arrays for the derivatives of draws."""
    return {name: np.empty_like(value, dtype) for name, value in d.sample_and_grad(size, rng=0)[1].items()}


@pytest.mark.parametrize("dtype", [np.float64, np.float32, ">f8"])
@pytest.mark.parametrize("size", [(), 7, (2, 300), 0])
def test_draws_are_written(size: Any, dtype: Any) -> None:
    expected = NORMAL.sample(size, rng=5, dtype=dtype)
    for order in ("C", "F"):
        out = np.full(expected.shape, np.nan, dtype, order=order)
        assert NORMAL.sample(size, rng=5, dtype=dtype, out=out) is out
        np.testing.assert_array_equal(out, expected)
    out = np.empty(expected.shape, dtype)
    np.testing.assert_array_equal(NORMAL.sample(rng=5, out=out), expected)  # size and dtype are those of out


def test_strided_outputs_are_written_and_their_neighbours_are_not() -> None:
    whole = np.zeros((5, 6))
    out = whole[::2, ::-2]
    NORMAL.sample(rng=1, out=out)
    np.testing.assert_array_equal(out, NORMAL.sample(3, rng=1))
    assert np.all(whole[1::2] == 0.0)
    assert np.all(whole[:, ::2] == 0.0)


def test_discrete_draws_are_written_as_any_integer() -> None:
    d = rx.Categorical([0.2, 0.3, 0.5])
    for dtype in (np.int64, np.uint8, np.float32):
        out = np.zeros(100, dtype)
        np.testing.assert_array_equal(d.sample(rng=2, out=out), d.sample(100, rng=2, dtype=dtype))
        assert out.dtype == dtype
    with pytest.raises(ParameterError, match="Categorical: dtype must be float64 or float32, got complex128"):
        d.sample(rng=2, out=np.zeros(3, complex))


@pytest.mark.parametrize("d", [NORMAL, VECTOR], ids=lambda d: d.name)
def test_derivatives_are_written(d: Any) -> None:
    x, slopes = d.sample_and_grad(50, rng=3)
    out = np.empty_like(x), gradients(d, 50)
    got = d.sample_and_grad(rng=3, out=out)
    assert got[0] is out[0]
    np.testing.assert_array_equal(out[0], x)
    for name, slope in slopes.items():
        assert got[1][name] is out[1][name]
        np.testing.assert_array_equal(out[1][name], slope)


def test_densities_are_written_even_over_their_argument() -> None:
    x = NORMAL.sample(20, rng=4)
    expected = NORMAL.log_prob(x)
    out = np.empty_like(x)
    assert NORMAL.log_prob(x, out=out) is out
    np.testing.assert_array_equal(out, expected)
    NORMAL.log_prob(x, out=x)
    np.testing.assert_array_equal(x, expected)
    y = VECTOR.sample(20, rng=4)
    np.testing.assert_array_equal(VECTOR.log_prob(y, out=np.empty(20)), VECTOR.log_prob(y))
    single = rx.Normal(np.float32(0.0), np.float32(1.0))
    assert single.log_prob(np.zeros(3, np.float32), out=np.empty(3, np.float32)).dtype == np.float32
    assert NORMAL.log_prob(np.zeros((0, 3)), out=np.empty((0, 3))).shape == (0, 3)


def read_only() -> np.ndarray:
    out = np.zeros((4, 3))
    out.setflags(write=False)
    return out


def repeated() -> np.ndarray:
    return np.lib.stride_tricks.as_strided(np.zeros(3), (4, 3), (0, 8))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: NORMAL.sample(4, out=[0.0]), TypeError, r"out must be an array, got \[0\.0\]"),
        (lambda: NORMAL.sample(4, out=np.zeros((3, 4))), ShapeError, r"out has shape \(3, 4\), the result \(4, 3\)"),
        (lambda: NORMAL.sample(out=np.zeros(4)), ShapeError, r"out has shape \(4,\), the result \(3,\)"),
        (lambda: NORMAL.sample(out=np.zeros(())), ShapeError, r"out has shape \(\), the result \(3,\)"),
        (lambda: NORMAL.sample(out=np.zeros((4, 3), int)), ParameterError, "Normal: dtype must be float64 or float32"),
        (
            lambda: NORMAL.sample(dtype=np.float64, out=np.zeros((4, 3), np.float32)),
            ParameterError,
            "out has dtype float32, the result float64",
        ),
        (lambda: NORMAL.sample(out=read_only()), ParameterError, "out is read-only"),
        (lambda: NORMAL.sample(out=repeated()), ParameterError, "out: its elements share memory"),
        (lambda: NORMAL.log_prob(np.zeros((4, 3)), out=np.zeros((2, 4, 3))), ShapeError, "the result"),
        (
            lambda: NORMAL.log_prob(np.zeros((4, 3)), out=np.zeros((4, 3), np.float32)),
            ParameterError,
            "out has dtype float32, the result float64",
        ),
        (lambda: NORMAL.sample_and_grad(4, out=np.zeros((4, 3))), TypeError, "out must be a pair of an array and"),
        (
            lambda: NORMAL.sample_and_grad(4, out=(np.zeros((4, 3)), {"loc": np.zeros((4, 3))})),
            ParameterError,
            "out: the gradients must be those of loc, scale; got loc",
        ),
        (
            lambda: NORMAL.sample_and_grad(4, out=(np.zeros((4, 3)), dict.fromkeys(["loc", "scale"], np.ones((4, 3))))),
            ParameterError,
            "out: two of the arrays share memory",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_interleaved_outputs_do_not_share_memory() -> None:
    both = np.empty((3, 4, 3))
    out = both[0], {"loc": both[1], "scale": both[2]}
    NORMAL.sample_and_grad(rng=0, out=out)
    np.testing.assert_array_equal(both[0], NORMAL.sample(4, rng=0))
    woven = np.empty((4, 3, 3))
    NORMAL.sample_and_grad(rng=0, out=(woven[..., 0], {"loc": woven[..., 1], "scale": woven[..., 2]}))
    np.testing.assert_array_equal(np.moveaxis(woven, -1, 0), both)


def test_inside_of_a_loss_there_is_nothing_to_write() -> None:
    loss = rx.expectation(lambda t: rx.Normal(t, 1.0).log_prob(0.0, out=np.zeros(())))
    with pytest.raises(TracingError, match="out= is for numbers; inside of a loss use the result"):
        loss(0.0)
