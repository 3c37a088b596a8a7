"""Elements of a batch as a flat law, for computations that treat each element by itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["Array", "Function", "Index", "Tails", "gather", "one"]

Array = NDArray[np.float64]
Index = NDArray[np.intp]
#: f(x, index): x of shape (points, columns); column i belongs to element ``index[i]``.
Function = Callable[[Array, Index], Any]
#: P(value <= x) and P(value > x) of elements.
Tails = Callable[[Array, Index], tuple[Any, Any]]


def gather(d: Distribution, index: Index) -> Distribution:
    """Return the law of batch shape ``index.shape`` whose elements are those of `d`, counted flat, at `index`."""
    rank = {p.name: p.rank for p in d.definition.parameters}
    part = copy.copy(d)
    part.parameters = {}
    for name, value in d.parameters.items():
        own = np.shape(value)[np.ndim(value) - rank[name] :]
        part.parameters[name] = np.broadcast_to(value, d.batch_shape + own).reshape((-1, *own))[index]
    part.batch_shape = index.shape
    return part


def one(x: Array, index: Index) -> Array:
    """Return 1."""
    return np.ones_like(x)
