"""Moments, distribution functions and quantiles of laws that have no formula for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import ShapeError
from ._arguments import real_array
from ._gather import Array, Function, Index, gather
from ._line import Line
from ._table import Table

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["entropy", "expect", "mean", "mode", "points", "variance"]

#: Elements or points at a time: some 100 panels of 10 nodes for each are 16 MB.
_PART = 1024

Solver = Line | Table


def _solver(law: Distribution) -> Solver:
    return Table(law) if law.definition.discrete else Line(law)


def _elements(d: Distribution, compute: Callable[[Solver], Array]) -> Any:
    """Compute something of each element, part by part."""
    count = int(np.prod(d.batch_shape))
    parts = [
        compute(_solver(gather(d, np.arange(start, min(start + _PART, count))))) for start in range(0, count, _PART)
    ]
    flat = np.concatenate(parts) if parts else np.zeros(0)
    return flat.reshape(d.batch_shape).astype(d._dtype())[()]


def expect(d: Distribution, f: Function) -> Any:
    """Mean of f(x, index); `index` is the flat number of the element of each column of x."""
    count = int(np.prod(d.batch_shape))
    if count <= _PART:
        return _elements(d, lambda solver: solver.expect(f))
    starts = iter(range(0, count, _PART))

    def part(solver: Solver) -> Array:
        start = next(starts)
        return solver.expect(lambda x, index: f(x, index + start))

    return _elements(d, part)


def mean(d: Distribution) -> Any:
    """Mean of each element."""
    return _elements(d, _mean)


def variance(d: Distribution) -> Any:
    """Variance of each element."""
    return _elements(d, _variance)


def entropy(d: Distribution) -> Any:
    """Entropy of each element."""
    return _elements(d, lambda solver: solver.expect(lambda x, index: -gather(solver.law, index).log_prob(x)))


def mode(d: Distribution) -> Any:
    """Value of largest density of each element."""
    return _elements(d, lambda solver: solver.mode())


def _mean(solver: Solver) -> Array:
    spread, origin = solver.spread, solver.origin
    moment: Array = origin + spread * solver.expect(lambda x, i: (x - origin[i]) / spread[i])
    return moment


def _variance(solver: Solver) -> Array:
    mean, spread = _mean(solver), solver.spread
    finite = np.where(np.isfinite(mean), mean, 0.0)
    variance: Array = np.square(spread) * solver.expect(lambda x, i: np.square((x - finite[i]) / spread[i]))
    return np.asarray(np.where(np.isfinite(mean), variance, np.where(np.isnan(mean), np.nan, np.inf)))


def points(d: Distribution, x: ArrayLike, what: str, compute: Callable[[Solver, Array, Index], Array]) -> Any:
    """Compute something at each point of an array that broadcasts against the batch, part by part."""
    array = real_array(what, x)
    try:
        shape = np.broadcast_shapes(array.shape, d.batch_shape)
    except ValueError:
        raise ShapeError(
            f"{d.name}: shape {array.shape} of {what} does not broadcast with batch_shape {d.batch_shape}"
        ) from None
    flat = np.broadcast_to(array, shape).ravel().astype(np.float64)
    element = np.broadcast_to(np.arange(int(np.prod(d.batch_shape))).reshape(d.batch_shape), shape).ravel()
    result = np.zeros(flat.shape)
    order = np.argsort(element // _PART, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(element[order] // _PART)) + 1):
        used, index = np.unique(element[group], return_inverse=True)
        solver = _solver(gather(d, used))
        for start in range(0, group.size, _PART):
            part = group[start : start + _PART]
            result[part] = compute(solver, flat[part], index[start : start + _PART])
    return result.reshape(shape).astype(d._dtype(array))[()]
