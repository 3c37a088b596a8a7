"""Indexing by NumPy's rules.

Constant indices are applied by NumPy itself to a stand-in, which tells where the elements are. With traced integers
among the indices, the place of every element of the result is computed as strides times indices, and the elements are
gathered.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..errors import tracing_error
from . import emit
from .convert import is_traced, lift
from .traced import Traced


def getitem(x: Traced, index: Any) -> Traced:
    """Return ``x[index]``."""
    parts = list(index) if isinstance(index, tuple) else [index]
    parts = [_constant(lift(p, x.graph) if is_traced(p) else p) for p in parts]
    if any(isinstance(p, Traced) for p in parts):
        return _gather(x, parts)
    constant = tuple(parts)
    if any(isinstance(p, (list, np.ndarray, bool, np.bool_)) for p in constant):
        return emit.take(x, np.arange(x.size).reshape(x.shape)[constant])
    ghost = emit.ghost(x)
    view = ghost[constant if isinstance(index, tuple) else constant[0]]
    if not isinstance(view, np.ndarray):
        view = ghost[(*constant, ...)]
    return emit.like_view(x, view, ghost)


def _constant(part: Any) -> Any:
    """Return a traced index that is a constant of the graph as an array; check the kinds of the others."""
    if isinstance(part, slice) and any(isinstance(v, Traced) for v in (part.start, part.stop, part.step)):
        raise tracing_error(
            "the bounds of a slice cannot be traced, since the shape would depend on numbers: pass them as static "
            "arguments, or write np.where(mask, x, 0.0)"
        )
    if not isinstance(part, Traced):
        return part
    if part.kind == "boolean":
        raise tracing_error(
            "x[mask] with a traced mask has a size that depends on numbers: write np.where(mask, x, 0.0)"
        )
    if part.kind == "real":
        raise tracing_error("an index must be an integer: write x[k.astype(int)], which rounds towards zero")
    value = part.graph.constant_value(part.node)
    return part if value is None else np.asarray(value).reshape(part.shape).astype(np.int64)


def _expanded(x: Traced, parts: list[Any]) -> list[Any]:
    """Replace the ellipsis by slices, masks by their places, and add the slices left out at the end."""
    result: list[Any] = []
    used = sum(_axes_used(p) for p in parts)
    if used > x.ndim:
        raise IndexError(f"too many indices: {used} for an array of {x.ndim} axes")
    rest = [slice(None)] * (x.ndim - used)
    if sum(p is Ellipsis for p in parts) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    for part in parts:
        if part is Ellipsis:
            result += rest
            rest = []
        elif _is_mask(part):
            mask = np.asarray(part)
            axis = sum(p is not None for p in result)
            if mask.ndim == 0:
                raise tracing_error("True or False cannot be an index beside a traced index")
            if mask.shape != x.shape[axis : axis + mask.ndim]:
                raise IndexError(f"a mask of shape {mask.shape} does not fit axis {axis} of shape {x.shape}")
            result += list(mask.nonzero())
        else:
            result.append(part)
    return result + rest


def _is_mask(part: Any) -> bool:
    if isinstance(part, (list, np.ndarray)):
        return np.asarray(part).dtype.kind == "b"
    return isinstance(part, (bool, np.bool_))


def _axes_used(part: Any) -> int:
    if part is None or part is Ellipsis:
        return 0
    return np.ndim(part) if _is_mask(part) else 1


def _wrapped(part: Any, axis: int, length: int) -> np.ndarray[Any, Any]:
    """Check a constant index, and count negative places from the end."""
    places = np.asarray(part)
    if places.size == 0:
        places = places.astype(np.int64)
    if places.dtype.kind not in "iu":
        raise IndexError(f"an index must be an integer, a slice or a mask, got {part!r:.40}")
    outside = (places < -length) | (places >= length)
    if outside.any():
        raise IndexError(f"index {places[outside][0]} is out of bounds for axis {axis} with size {length}")
    return np.where(places < 0, places + length, places).astype(np.int64)


def _gather(x: Traced, parts: list[Any]) -> Traced:
    """Index with traced integers among constant indices, slices and new axes."""
    indices = _expanded(x, parts)
    strides = [1] * x.ndim
    for k in range(x.ndim - 2, -1, -1):
        strides[k] = strides[k + 1] * x.shape[k + 1]

    advanced: list[tuple[int, Any]] = []  # (axis, index)
    places: list[int] = []  # where they stand among all indices
    sliced: list[tuple[int, Any]] = []  # (axis or -1 for a new axis, places along it)
    first = 0  # result axes before the first advanced index
    axis = 0
    for position, part in enumerate(indices):
        if part is None:
            sliced.append((-1, np.zeros(1, dtype=np.int64)))
            continue
        length = x.shape[axis]
        if isinstance(part, slice):
            sliced.append((axis, np.arange(*part.indices(length))))
        else:
            if not places:
                first = len(sliced)
            if isinstance(part, Traced):
                advanced.append((axis, emit.checked_index(part, length)))
            else:
                part = part if isinstance(part, (list, np.ndarray)) else operator.index(part)
                advanced.append((axis, _wrapped(part, axis, length)))
            places.append(position)
        axis += 1
    if places[-1] - places[0] != len(places) - 1:
        first = 0  # advanced indices that are not neighbours: their axes come first

    joint = emit.broadcast_shapes("indexing", *(tuple(np.shape(part)) for _, part in advanced))
    shape = (*(p.size for _, p in sliced[:first]), *joint, *(p.size for _, p in sliced[first:]))
    if 0 in shape:
        return emit.constant(x.graph, np.zeros(shape), x.kind)

    constant = np.zeros((1,) * len(shape), dtype=np.int64)
    for number, (axis, part) in enumerate(sliced):
        if axis >= 0:
            at = number if number < first else number + len(joint)
            constant = constant + (part * strides[axis]).reshape((-1,) + (1,) * (len(shape) - at - 1))
    after = (1,) * (len(sliced) - first)
    traced: Traced | None = None
    for axis, part in advanced:
        if isinstance(part, Traced):
            step = emit.reshape(part, part.shape + after)
            if strides[axis] != 1:
                step = emit.apply("mul", step, emit.constant(x.graph, float(strides[axis]), "integer"), kind="integer")
            traced = step if traced is None else emit.apply("add", traced, step, kind="integer")
        else:
            constant = constant + part.reshape(part.shape + after) * strides[axis]
    assert traced is not None
    if constant.any():
        traced = emit.apply("add", traced, emit.constant(x.graph, constant, "integer"), kind="integer")
    elif constant.shape != (1,) * len(shape):
        traced = emit.broadcast_to(traced, emit.broadcast_shapes("indexing", traced.shape, constant.shape))
    return emit.gather(x, emit.broadcast_to(traced, shape))
