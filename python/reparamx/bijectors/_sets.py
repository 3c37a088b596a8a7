"""The sets that bijectors map between: how many axes a point has, which points belong to it, and one that does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..special import stop_gradient

__all__ = ["SETS", "Set"]

#: How far the sum of a point of a simplex, and a square of a row of unit length, may be from 1.
TOLERANCE = 1e-5


class Set(NamedTuple):
    """A set of points.

    Attributes
    ----------
    rank : int
        Number of axes of a point.
    low, high : float
        Bounds of its entries, none of which are reached in the open sets.
    inside : callable
        Whether points belong to it.
    inner : callable
        A point that does, in the shape of an array.
    """

    rank: int
    low: float
    high: float
    inside: Callable[[Any], Any]
    inner: Callable[[Any], Any]


def _interval(low: float, high: float, middle: float) -> Set:
    def inside(x: Any) -> Any:
        return (x > low) & (x < high)

    return Set(0, low, high, inside, lambda x: middle)


def _vector(x: Any) -> Any:
    return np.all(np.isfinite(x), axis=-1)


def _simplex(x: Any) -> Any:
    return (np.min(x, axis=-1) > 0.0) & (np.abs(np.sum(x, axis=-1) - 1.0) <= TOLERANCE)


def _identity(x: Any) -> Any:
    return np.eye(np.shape(x)[-1])


def _diagonal(x: Any) -> Any:
    return np.diagonal(x, axis1=-2, axis2=-1)


def _cholesky(x: Any) -> Any:
    lower = np.all(np.triu(x, 1) == 0.0, axis=(-2, -1))
    return lower & np.all(np.isfinite(x), axis=(-2, -1)) & (np.min(_diagonal(x), axis=-1) > 0.0)


def _correlation(x: Any) -> Any:
    length = np.sum(np.square(x), axis=-1)
    return _cholesky(x) & (np.max(np.abs(length - 1.0), axis=-1) <= TOLERANCE)


def _covariance(x: Any) -> Any:
    asymmetry = np.abs(x - np.swapaxes(x, -1, -2)) <= TOLERANCE * np.max(np.abs(x), axis=(-2, -1), keepdims=True)
    return np.all(asymmetry, axis=(-2, -1)) & (np.min(_pivots(x), axis=-1) > 0.0)


def _pivots(x: Any) -> Any:
    """Pivots of Gauss's elimination, all positive for positive definite matrices; NaN counts as not positive."""
    n = np.shape(x)[-1]
    rest, pivots = x, []
    for k in range(n):
        pivot = rest[..., 0, 0]
        pivots.append(np.where(pivot > 0.0, pivot, -1.0))
        if k < n - 1:
            safe = np.where(pivot > 0.0, pivot, 1.0)[..., None, None]
            rest = rest[..., 1:, 1:] - rest[..., 1:, :1] * rest[..., :1, 1:] / safe
    return np.stack(pivots, axis=-1)


#: All sets by name.
SETS = {
    "real": Set(0, -np.inf, np.inf, lambda x: np.isfinite(x), lambda x: 0.0),
    "positive": _interval(0.0, np.inf, 1.0),
    "unit": _interval(0.0, 1.0, 0.5),
    "symmetric": _interval(-1.0, 1.0, 0.0),
    "vector": Set(1, -np.inf, np.inf, _vector, lambda x: np.zeros(np.shape(x)[-1])),
    "simplex": Set(1, 0.0, 1.0, _simplex, lambda x: np.full(np.shape(x)[-1], 1.0 / np.shape(x)[-1])),
    "cholesky": Set(2, -np.inf, np.inf, _cholesky, _identity),
    "correlation_cholesky": Set(2, -1.0, 1.0, _correlation, _identity),
    "covariance": Set(2, -np.inf, np.inf, _covariance, _identity),
}


def sort_into(name: str, x: Any) -> tuple[Any, Any]:
    """Return whether points belong to a set, and the points, those that do not replaced by one that does."""
    found = SETS[name]
    inside = found.inside(stop_gradient(x))
    mask = inside
    for _ in range(found.rank):
        mask = np.expand_dims(mask, -1)
    return inside, np.where(mask, x, found.inner(x))
