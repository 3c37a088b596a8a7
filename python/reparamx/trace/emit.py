"""The core operations on traced values, one per builder of the graph; everything else is written with these.

A result without elements becomes an empty constant here, so the graph never computes on empty arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ShapeError, user_line
from .traced import Traced

if TYPE_CHECKING:
    from .._core import Graph

Shape = tuple[int, ...]


def constant(graph: Graph, values: Any, kind: str = "real") -> Traced:
    """Store numbers in the graph."""
    array = np.array(values, dtype=np.float64, order="C")  # a copy: the user may change theirs
    return Traced(graph, graph.constant(array, kind), kind)


def full(graph: Graph, shape: Shape, value: float, kind: str = "real") -> Traced:
    """Return one number, broadcast."""
    if prod(shape) == 0:
        return constant(graph, np.full(shape, value), kind)
    return broadcast_to(constant(graph, value, kind), shape)


def broadcast_shapes(what: str, *shapes: Shape) -> Shape:
    """Return the common shape, or raise `ShapeError` naming the shapes and the user's line."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = " and ".join(map(str, shapes))
        raise ShapeError(f"{what}: shapes {listed} do not broadcast{user_line()}") from None


def apply(op: str, *operands: Traced, kind: str = "real") -> Traced:
    """Apply an elementwise op with broadcasting."""
    graph = operands[0].graph
    shape = broadcast_shapes(op, *(a.shape for a in operands))
    if prod(shape) == 0:
        return constant(graph, np.zeros(shape), kind)
    return Traced(graph, graph.apply(op, [a.node for a in operands]), kind)


def reshape(x: Traced, shape: Shape) -> Traced:
    """Give the elements another shape of the same size."""
    if shape == x.shape:
        return x
    if x.size == 0:
        return constant(x.graph, np.zeros(shape), x.kind)
    return Traced(x.graph, x.graph.reshape(x.node, shape), x.kind)


def broadcast_to(x: Traced, shape: Shape) -> Traced:
    """Repeat along new axes and axes of length one."""
    if shape == x.shape:
        return x
    if broadcast_shapes("broadcast_to", x.shape, shape) != shape:
        raise ShapeError(f"broadcast_to: shape {x.shape} does not broadcast to {shape}{user_line()}")
    if prod(shape) == 0:
        return constant(x.graph, np.zeros(shape), x.kind)
    return Traced(x.graph, x.graph.broadcast_to(x.node, shape), x.kind)


def transpose(x: Traced, axes: Sequence[int]) -> Traced:
    """Put axis ``axes[k]`` at place k."""
    order = tuple(axes)
    if order == tuple(range(x.ndim)):
        return x
    if x.size == 0:
        return constant(x.graph, np.zeros(tuple(x.shape[k] for k in order)), x.kind)
    return Traced(x.graph, x.graph.transpose(x.node, order), x.kind)


def like_view(x: Traced, view: np.ndarray[Any, Any], base: np.ndarray[Any, Any]) -> Traced:
    """Select the elements that a view of a byte array in the shape of ``x`` selects."""
    if view.size == 0:
        return constant(x.graph, np.zeros(view.shape), x.kind)
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    if offset == 0 and view.size == x.size:
        if view.flags.c_contiguous:
            return reshape(x, view.shape)
        places = {stride: k for k, stride in enumerate(base.strides)}
        if len(places) == view.ndim == x.ndim and set(view.strides) == set(places):
            return transpose(x, [places[stride] for stride in view.strides])
    return Traced(x.graph, x.graph.view(x.node, view.shape, view.strides, offset), x.kind)


def ghost(x: Traced) -> np.ndarray[Any, Any]:
    """Return an array of unset bytes in the shape of ``x``: NumPy's views of it say how ``x`` is to be viewed."""
    return np.empty(x.shape, dtype=np.int8)


def take(x: Traced, flat: np.ndarray[Any, Any]) -> Traced:
    """Return the elements at constant places of the flattened array, in the shape of the places."""
    if flat.size == 0:
        return constant(x.graph, np.zeros(flat.shape), x.kind)
    return Traced(x.graph, x.graph.take(x.node, np.ascontiguousarray(flat, dtype=np.int64).reshape(flat.shape)), x.kind)


def checked_index(k: Traced, size: int) -> Traced:
    """Check a traced index against [-size, size) and wrap it to [0, size), when the loss runs."""
    if k.size == 0:
        return k
    return Traced(k.graph, k.graph.index(k.node, size), "integer")


def gather(x: Traced, flat: Traced) -> Traced:
    """Return the elements at traced places of the flattened array, in the shape of the places."""
    if flat.size == 0:
        return constant(x.graph, np.zeros(flat.shape), x.kind)
    return Traced(x.graph, x.graph.gather(x.node, flat.node), x.kind)


def concatenate(parts: Sequence[Traced], axis: int) -> Traced:
    """Join along an axis; sizes of the other axes must be equal."""
    graph = parts[0].graph
    kind = common_kind(parts)
    first = parts[0].shape
    for part in parts:
        if part.ndim != len(first) or any(
            a != b for k, (a, b) in enumerate(zip(part.shape, first, strict=True)) if k != axis
        ):
            shapes = ", ".join(str(p.shape) for p in parts)
            raise ShapeError(f"concatenate: shapes {shapes} differ outside axis {axis}{user_line()}")
    full_parts = [p for p in parts if p.size]
    if not full_parts:
        shape = (*first[:axis], sum(p.shape[axis] for p in parts), *first[axis + 1 :])
        return constant(graph, np.zeros(shape), kind)
    if len(full_parts) == 1:
        return Traced(graph, full_parts[0].node, kind)
    return Traced(graph, graph.concatenate([p.node for p in full_parts], axis), kind)


def stack(parts: Sequence[Traced], graph: Graph, axis: int = 0) -> Traced:
    """Join along a new axis."""
    shape = parts[0].shape
    if any(p.shape != shape for p in parts):
        shapes = ", ".join(str(p.shape) for p in parts)
        raise ShapeError(f"stack: shapes {shapes} differ{user_line()}")
    axis %= len(shape) + 1
    return concatenate([reshape(p, (*shape[:axis], 1, *shape[axis:])) for p in parts], axis)


def common_kind(parts: Sequence[Traced]) -> str:
    """Return the kind that holds all values: real over integer over boolean."""
    kinds = {p.kind for p in parts}
    return "real" if "real" in kinds else "integer" if "integer" in kinds else "boolean"


def sum_axes(x: Traced, axes: Sequence[int]) -> Traced:
    """Sum over axes, which are dropped."""
    kind = "real" if x.kind == "real" else "integer"
    if not axes:
        return Traced(x.graph, x.node, kind)
    if x.size == 0:
        return full(x.graph, tuple(n for k, n in enumerate(x.shape) if k not in axes), 0.0, kind)
    return Traced(x.graph, x.graph.sum(x.node, tuple(axes)), kind)


def extreme(name: str, x: Traced, axis: int) -> Traced:
    """Apply amax, amin, argmax or argmin along an axis, which is dropped."""
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    kind = "integer" if name.startswith("arg") else x.kind
    if prod(shape) == 0:
        return constant(x.graph, np.zeros(shape), kind)
    if x.shape[axis] == 0:
        raise ShapeError(f"{name}: axis {axis} has no elements{user_line()}")
    return Traced(x.graph, getattr(x.graph, name)(x.node, axis), kind)


def cumsum(x: Traced, axis: int) -> Traced:
    """Running sum along an axis."""
    kind = "real" if x.kind == "real" else "integer"
    if x.size == 0:
        return Traced(x.graph, x.node, kind)
    return Traced(x.graph, x.graph.cumsum(x.node, axis), kind)


def matmul(a: Traced, b: Traced) -> Traced:
    """Multiply matrices, both of at least two axes; batch axes broadcast."""
    graph = a.graph
    batch = broadcast_shapes("matmul", a.shape[:-2], b.shape[:-2])
    if a.shape[-1] != b.shape[-2]:
        raise ShapeError(
            f"matmul: shapes {a.shape} and {b.shape} do not fit: {a.shape[-1]} != {b.shape[-2]}{user_line()}"
        )
    shape = (*batch, a.shape[-2], b.shape[-1])
    kind = common_kind([a, b])
    if prod(shape) == 0 or a.shape[-1] == 0:
        return constant(graph, np.zeros(shape), kind)
    return Traced(graph, graph.matmul(a.node, b.node), kind)


def stop_gradient(x: Traced) -> Traced:
    """Return the value, with derivative zero."""
    return x if x.size == 0 else Traced(x.graph, x.graph.stop_gradient(x.node), x.kind)


def cholesky(a: Traced) -> Traced:
    """Lower Cholesky factors of (..., n, n); only the lower triangle is read."""
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise ShapeError(f"cholesky: needs square matrices, got shape {a.shape}{user_line()}")
    return a if a.size == 0 else Traced(a.graph, a.graph.cholesky(a.node))


def solve_triangular(a: Traced, b: Traced, lower: bool, transposed: bool) -> Traced:
    """Solve with a triangular matrix: (..., n, n) and (..., n, m) with equal batch axes."""
    if a.ndim < 2 or a.shape[-1] != a.shape[-2] or b.ndim < 2 or b.shape[-2] != a.shape[-1]:
        raise ShapeError(f"solve_triangular: shapes {a.shape} and {b.shape} do not fit{user_line()}")
    batch = broadcast_shapes("solve_triangular", a.shape[:-2], b.shape[:-2])
    a, b = broadcast_to(a, batch + a.shape[-2:]), broadcast_to(b, batch + b.shape[-2:])
    if b.size == 0:
        return b
    return Traced(a.graph, a.graph.solve_triangular(a.node, b.node, lower, transposed))
