"""NumPy functions that move elements about, join and choose them.

Whatever NumPy does to an array of places it does to the traced array: its function is applied to a stand-in, and where
the elements went becomes a view or a list of constant places. So results have NumPy's shapes, and errors are NumPy's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ..errors import ShapeError, tracing_error, user_line
from . import emit
from .convert import graph_of, is_traced, kind_of, lift, to_kind
from .registry import implements, lift_all, lift_one, refuse
from .traced import DTYPES, Traced


def rearrange(function: Any, x: Traced, *args: Any, **kwargs: Any) -> Any:
    """Apply a function of NumPy that only moves, drops or repeats elements."""
    if is_traced(args) or is_traced(list(kwargs.values())):
        raise tracing_error(
            f"np.{function.__name__}: only the first argument can be traced, the others must be constants"
        )
    ghost = emit.ghost(x)
    result = function(ghost, *args, **kwargs)
    parts = list(result) if isinstance(result, (list, tuple)) else [result]
    if not all(part.size == 0 or np.may_share_memory(part, ghost) for part in parts):
        result = function(np.arange(x.size).reshape(x.shape), *args, **kwargs)
        parts = list(result) if isinstance(result, (list, tuple)) else [result]
        moved = [emit.take(x, part) for part in parts]
    else:
        moved = [emit.like_view(x, part, ghost) for part in parts]
    return type(result)(moved) if isinstance(result, (list, tuple)) else moved[0]


def _register(*functions: Any) -> None:
    for function in functions:
        implements(function)(
            lambda a, *args, _function=function, **kwargs: rearrange(_function, lift_one(a), *args, **kwargs)
        )


_register(
    *(np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.expand_dims, np.squeeze),
    *(np.flip, np.fliplr, np.flipud, np.rot90, np.roll, np.tile, np.repeat, np.diagonal, np.resize, np.delete),
    *(np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit),
    *(np.matrix_transpose, np.linalg.matrix_transpose, np.linalg.diagonal),
)
_register(*({np.unstack} if hasattr(np, "unstack") else ()))


@implements(np.reshape)
def reshape(a: Any, /, shape: Any = None, order: str = "C", *, newshape: Any = None, copy: Any = None) -> Any:
    """Give the elements another shape."""
    return rearrange(np.reshape, lift_one(a), shape if newshape is None else newshape, order=order)


def _at_least(function: Any) -> None:
    def implementation(*arrays: Any) -> Any:
        moved = [rearrange(function, x) for x in lift_all(*arrays)]
        return moved[0] if len(moved) == 1 else tuple(moved)

    implements(function)(implementation)


for _function in (np.atleast_1d, np.atleast_2d, np.atleast_3d):
    _at_least(_function)


# Filling with a constant: the constant becomes element 0, and the others follow.


def _fill(function: Any, x: Traced, value: float, *args: Any, **kwargs: Any) -> Traced:
    places = function(np.arange(1, x.size + 1).reshape(x.shape), *args, **kwargs)
    elements = emit.concatenate([emit.constant(x.graph, [value], x.kind), emit.reshape(x, (x.size,))], 0)
    return emit.take(elements, places)


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """Pad with one constant, or by repeating or mirroring elements."""
    x = lift_one(array)
    if mode == "constant":
        value = kwargs.pop("constant_values", 0)
        if np.ndim(value) != 0 or is_traced(value) or kwargs:
            raise tracing_error("np.pad: constant_values must be one constant; otherwise write np.concatenate")
        return _fill(np.pad, x, float(value), pad_width)
    if mode in ("edge", "reflect", "symmetric", "wrap"):
        return rearrange(np.pad, x, pad_width, mode, **kwargs)
    raise tracing_error(
        f"np.pad: mode {mode!r} cannot be traced; 'constant', 'edge', 'reflect', 'symmetric' and 'wrap' can"
    )


@implements(np.diag)
def diag(v: Any, k: int = 0) -> Any:
    """Diagonal of a matrix, or matrix of a diagonal."""
    x = lift_one(v)
    return _fill(np.diag, x, 0.0, k) if x.ndim == 1 else rearrange(np.diag, x, k)


@implements(np.diagflat)
def diagflat(v: Any, k: int = 0) -> Any:
    """Matrix of a diagonal."""
    return _fill(np.diagflat, lift_one(v), 0.0, k)


def _lower(x: Traced, k: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if x.ndim < 2:
        raise ShapeError(f"a triangle needs two axes, got shape {x.shape}{user_line()}")
    rows, columns = x.shape[-2:]
    return np.tri(rows, columns, k) > 0


@implements(np.tril)
def tril(m: Any, k: int = 0) -> Any:
    """Lower triangle; zeros above."""
    x = lift_one(m)
    return where(_lower(x, k), x, 0 if x.kind != "real" else 0.0)


@implements(np.triu)
def triu(m: Any, k: int = 0) -> Any:
    """Upper triangle; zeros below."""
    x = lift_one(m)
    return where(_lower(x, k - 1), 0 if x.kind != "real" else 0.0, x)


# Broadcasting and constants of a shape.


@implements(np.broadcast_to)
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> Traced:
    """Repeat along new axes and axes of length one."""
    return emit.broadcast_to(lift_one(array), (shape,) if isinstance(shape, int) else tuple(shape))


@implements(np.broadcast_arrays)
def broadcast_arrays(*args: Any, subok: bool = False) -> tuple[Traced, ...]:
    """Broadcast arrays to their common shape."""
    lifted = lift_all(*args)
    shape = emit.broadcast_shapes("broadcast_arrays", *(x.shape for x in lifted))
    return tuple(emit.broadcast_to(x, shape) for x in lifted)


@implements(np.full_like)
def full_like(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: str = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Traced:
    """One value in the shape of an array."""
    x, value = lift_all(a, fill_value)
    target = x.shape if shape is None else tuple(np.empty(shape, np.int8).shape)
    return emit.broadcast_to(to_kind(value, x.kind if dtype is None else kind_of(dtype)), target)


def _constant_like(function: Any, value: float) -> None:
    def implementation(
        a: Any, dtype: Any = None, order: str = "K", subok: bool = True, shape: Any = None, *, device: Any = None
    ) -> Any:
        x = lift_one(a)
        return np.full(x.shape if shape is None else shape, value, x.dtype if dtype is None else dtype)

    implements(function)(implementation)


_constant_like(np.zeros_like, 0.0)
_constant_like(np.ones_like, 1.0)
_constant_like(np.empty_like, 0.0)


# Joining.


def _sequence(name: str, arrays: Any, *options: Any) -> list[Traced]:
    refuse(name, out=options[0], dtype=options[1])
    graph = graph_of(arrays if isinstance(arrays, (list, tuple)) else [arrays])
    if isinstance(arrays, Traced):
        return list(arrays)
    return [lift(a, graph) for a in arrays]


@implements(np.concatenate)
def concatenate(arrays: Any, /, axis: Any = 0, out: Any = None, dtype: Any = None, casting: Any = None) -> Traced:
    """Join along an axis."""
    parts = _sequence("np.concatenate", arrays, out, dtype)
    if axis is None:
        return emit.concatenate([emit.reshape(p, (p.size,)) for p in parts], 0)
    if parts[0].ndim == 0:
        raise tracing_error("np.concatenate: scalars cannot be joined along an axis; write np.stack")
    return emit.concatenate(parts, normalize_axis_index(axis, parts[0].ndim))


@implements(np.stack)
def stack(arrays: Any, axis: int = 0, out: Any = None, *, dtype: Any = None, casting: Any = None) -> Traced:
    """Join along a new axis."""
    parts = _sequence("np.stack", arrays, out, dtype)
    return emit.stack(parts, parts[0].graph, normalize_axis_index(axis, parts[0].ndim + 1))


def _joining(function: Any, prepare: Any, axis: int, axis_1d: int) -> None:
    def implementation(tup: Any, *, dtype: Any = None, casting: Any = None) -> Traced:
        parts = [rearrange(prepare, p) for p in _sequence(f"np.{function.__name__}", tup, None, dtype)]
        return emit.concatenate(parts, axis_1d if parts[0].ndim == 1 else axis)

    implements(function)(implementation)


_joining(np.hstack, np.atleast_1d, 1, 0)
_joining(np.vstack, np.atleast_2d, 0, 0)
_joining(np.dstack, np.atleast_3d, 2, 2)


@implements(np.column_stack)
def column_stack(tup: Any) -> Traced:
    """Join vectors as columns, matrices side by side."""
    parts = _sequence("np.column_stack", tup, None, None)
    return emit.concatenate([emit.reshape(p, (p.size, 1)) if p.ndim < 2 else p for p in parts], 1)


@implements(np.append)
def append(arr: Any, values: Any, axis: Any = None) -> Traced:
    """Join two arrays."""
    return concatenate(lift_all(arr, values), axis=axis)


@implements(np.meshgrid)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> list[Traced]:
    """Coordinate matrices of coordinate vectors."""
    lifted = [emit.reshape(x, (x.size,)) for x in lift_all(*xi)]
    places = np.meshgrid(*(np.arange(x.size) for x in lifted), sparse=sparse, indexing=indexing)  # type: ignore[call-overload]
    return [emit.take(x, place) for x, place in zip(lifted, places, strict=True)]


# Choosing.


@implements(np.where)
def where(condition: Any, /, *choices: Any) -> Traced:
    """The second argument where the condition holds, else the third."""
    if len(choices) != 2:
        raise tracing_error("np.where with one argument has a size that depends on numbers: write np.where(c, a, b)")
    c, a, b = lift_all(condition, *choices)
    return emit.apply("where", to_kind(c, "boolean"), a, b, kind=emit.common_kind([a, b]))


@implements(np.clip)
def clip(
    a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, *, min: Any = None, max: Any = None, **kwargs: Any
) -> Any:
    """Values held between two bounds."""
    refuse("np.clip", out=out, **kwargs)
    low, high = (min if a_min is None else a_min), (max if a_max is None else a_max)
    if low is not None:
        a = np.maximum(a, low)
    return a if high is None else np.minimum(a, high)


@implements(np.take)
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: str = "raise") -> Any:
    """Elements, or slices along an axis, at places that may be traced."""
    refuse("np.take", out=out, mode=None if mode == "raise" else mode)
    x = lift_one(a) if is_traced(a) else lift(a, graph_of([indices]))
    if axis is None:
        return emit.reshape(x, (x.size,))[indices]
    return x[(*(slice(None),) * normalize_axis_index(axis, x.ndim), indices)]


@implements(np.take_along_axis)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    """Elements at places along one axis."""
    x, places = lift_all(arr, indices)
    if axis is None:
        return emit.reshape(x, (x.size,))[places]
    k = normalize_axis_index(axis, x.ndim)
    index: list[Any] = []
    for d in range(x.ndim):
        ones = [1] * x.ndim
        ones[d] = -1
        index.append(places if d == k else np.arange(x.shape[d]).reshape(ones))
    return x[tuple(index)]


# Rounding, and what needs no numbers.


@implements(np.round)
def round_(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """Rounded to a number of decimals, halves to even."""
    refuse("np.round", out=out)
    x = lift_one(a)
    if x.kind == "integer":
        return x
    return np.rint(x) if decimals == 0 else np.rint(x * 10.0**decimals) / 10.0**decimals


if np.around is not np.round:
    implements(np.around)(round_)

implements(np.fix)(lambda x, out=None: np.trunc(lift_one(x)))
implements(np.shape)(lambda a: lift_one(a).shape)
implements(np.ndim)(lambda a: lift_one(a).ndim)
implements(np.size)(lambda a, axis=None: lift_one(a).size if axis is None else lift_one(a).shape[axis])
implements(np.copy)(lambda a, order="K", subok=False: lift_one(a))
implements(np.real)(lambda val: lift_one(val))
implements(np.imag)(lambda val: np.zeros(lift_one(val).shape))
implements(np.iscomplexobj)(lambda x: False)
implements(np.isrealobj)(lambda x: True)
implements(np.nan_to_num)(
    lambda x, copy=True, nan=0.0, posinf=None, neginf=None: _nan_to_num(lift_one(x), nan, posinf, neginf)
)


def _nan_to_num(x: Traced, nan: float, posinf: float | None, neginf: float | None) -> Any:
    largest = float(np.finfo(np.float64).max)
    x = where(np.isnan(x), nan, x)
    x = where(x == np.inf, largest if posinf is None else posinf, x)
    return where(x == -np.inf, -largest if neginf is None else neginf, x)


@implements(np.result_type)
def result_type(*arrays_and_dtypes: Any) -> np.dtype[Any]:
    """Data type of a result."""
    return np.result_type(*(DTYPES[a.kind] if isinstance(a, Traced) else a for a in arrays_and_dtypes))
