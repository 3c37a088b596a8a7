"""NumPy functions that run along axes: sums, products, extremes, moments, running sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from . import emit
from .composites import safe_sqrt, sinc
from .convert import astype, to_kind
from .registry import FUNCTIONS, implements, lift_all, lift_one, refuse
from .traced import Traced

Axis = Any


def _axes(x: Traced, axis: Axis) -> tuple[int, ...]:
    return tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)


def _keep(reduced: Traced, x: Traced, axes: tuple[int, ...], keepdims: Any) -> Traced:
    if not keepdims:
        return reduced
    return emit.reshape(reduced, tuple(1 if k in axes else n for k, n in enumerate(x.shape)))


def _merged(x: Traced, axes: tuple[int, ...]) -> Traced:
    """Move the axes to the end and join them to one."""
    others = [k for k in range(x.ndim) if k not in axes]
    moved = emit.transpose(x, [*others, *axes])
    return emit.reshape(moved, (*(x.shape[k] for k in others), int(np.prod([x.shape[k] for k in axes], dtype=int))))


def _options(name: str, out: Any, where: Any, initial: Any = None) -> None:
    refuse(name, out=out, where=None if where is True else where, initial=initial)


@implements(np.sum)
def sum_(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Traced:
    """Sum; of booleans and integers an integer."""
    _options("np.sum", out, where)
    x = lift_one(a)
    axes = _axes(x, axis)
    total = _keep(emit.sum_axes(x, axes), x, axes, keepdims)
    if initial is not None:
        total = total + initial
    return total if dtype is None else astype(total, dtype)


def _product_tree(x: Traced) -> Traced:
    """Multiply along the last axis, pairs first: no division, so derivatives at zeros are exact."""
    while x.shape[-1] > 1:
        half = x.shape[-1] // 2
        pairs = x[..., :half] * x[..., half : 2 * half]
        x = emit.concatenate([pairs, x[..., 2 * half :]], pairs.ndim - 1)
    return emit.reshape(x, x.shape[:-1])


@implements(np.prod)
def prod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Traced:
    """Product, in a tree of multiplications."""
    _options("np.prod", out, where)
    x = lift_one(a)
    x = to_kind(x, "integer") if x.kind == "boolean" else x
    axes = _axes(x, axis)
    merged = _merged(x, axes)
    if merged.shape[-1] == 0:
        result = emit.full(x.graph, merged.shape[:-1], 1.0, x.kind)
    elif merged.size == 0:
        result = emit.full(x.graph, merged.shape[:-1], 0.0, x.kind)
    else:
        result = _product_tree(merged)
    result = _keep(result, x, axes, keepdims)
    if initial is not None:
        result = result * initial
    return result if dtype is None else astype(result, dtype)


def _extreme(name: str, pair: Callable[..., Any]) -> Callable[..., Traced]:
    def reduce(
        a: Any, axis: Axis = None, out: Any = None, keepdims: Any = False, initial: Any = None, where: Any = True
    ) -> Traced:
        _options(f"np.{name[1:]}", out, where)
        x = lift_one(a)
        axes = _axes(x, axis)
        if not axes:
            result = x
        elif len(axes) == 1:
            result = emit.extreme(name, x, axes[0])
        else:
            merged = _merged(x, axes)
            result = emit.extreme(name, merged, merged.ndim - 1)
        result = _keep(result, x, axes, keepdims)
        return result if initial is None else pair(result, initial)

    reduce.__doc__ = f"NumPy's {name[1:]}."
    return reduce


max_ = implements(*{np.max, np.amax})(_extreme("amax", np.maximum))
min_ = implements(*{np.min, np.amin})(_extreme("amin", np.minimum))


def _arg_extreme(name: str) -> Callable[..., Traced]:
    def reduce(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Traced:
        refuse(f"np.{name}", out=out)
        x = lift_one(a)
        if axis is None:
            axes = tuple(range(x.ndim))
            flat = emit.reshape(x, (x.size,))
            return _keep(emit.extreme(name, flat, 0), x, axes, keepdims)
        k = normalize_axis_index(axis, x.ndim)
        return _keep(emit.extreme(name, x, k), x, (k,), keepdims)

    reduce.__doc__ = f"NumPy's {name}; it has no derivative."
    return reduce


argmax = implements(np.argmax)(_arg_extreme("argmax"))
argmin = implements(np.argmin)(_arg_extreme("argmin"))


@implements(np.any)
def any_(a: Any, axis: Axis = None, out: Any = None, keepdims: Any = False, where: Any = True) -> Traced:
    """Whether any is true."""
    _options("np.any", out, where)
    return _truth("amax", to_kind(lift_one(a), "boolean"), axis, keepdims)


@implements(np.all)
def all_(a: Any, axis: Axis = None, out: Any = None, keepdims: Any = False, where: Any = True) -> Traced:
    """Whether all are true."""
    _options("np.all", out, where)
    return _truth("amin", to_kind(lift_one(a), "boolean"), axis, keepdims)


def _truth(name: str, x: Traced, axis: Axis, keepdims: Any) -> Traced:
    axes = _axes(x, axis)
    if not axes:
        return x
    merged = _merged(x, axes)
    if merged.shape[-1] == 0:
        reduced = emit.full(x.graph, merged.shape[:-1], float(name == "amin"), "boolean")
    else:
        reduced = emit.extreme(name, merged, merged.ndim - 1)
    return _keep(reduced, x, axes, keepdims)


@implements(np.count_nonzero)
def count_nonzero(a: Any, axis: Axis = None, *, keepdims: Any = False) -> Traced:
    """Count what is not zero."""
    return sum_(to_kind(lift_one(a), "boolean"), axis, keepdims=keepdims)


@implements(np.ptp)
def ptp(a: Any, axis: Axis = None, out: Any = None, keepdims: Any = False) -> Any:
    """Range: largest less smallest."""
    refuse("np.ptp", out=out)
    return max_(a, axis, keepdims=keepdims) - min_(a, axis, keepdims=keepdims)


@implements(np.mean)
def mean(
    a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: Any = False, where: Any = True
) -> Any:
    """Arithmetic mean."""
    _options("np.mean", out, where)
    x = to_kind(lift_one(a), "real")
    axes = _axes(x, axis)
    count = int(np.prod([x.shape[k] for k in axes], dtype=int))
    total = _keep(emit.sum_axes(x, axes), x, axes, keepdims)
    return total * (1.0 / count if count else float("nan"))


@implements(np.var)
def var(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: Any = False,
    where: Any = True,
    mean: Any = None,
    correction: float | None = None,
) -> Any:
    """Mean squared deviation from the mean."""
    _options("np.var", out, where)
    x = to_kind(lift_one(a), "real")
    axes = _axes(x, axis)
    count = int(np.prod([x.shape[k] for k in axes], dtype=int))
    centre = FUNCTIONS[np.mean](x, axis=axes, keepdims=True) if mean is None else mean
    total = sum_(np.square(x - centre), axis=axes, keepdims=keepdims)
    degrees = count - (ddof if correction is None else correction)
    return total * (1.0 / degrees if degrees > 0 else float("nan"))


@implements(np.std)
def std(a: Any, *args: Any, **kwargs: Any) -> Any:
    """Square root of the variance; derivative zero, not infinite, where all values are equal."""
    return safe_sqrt(var(a, *args, **kwargs))


@implements(np.average)
def average(a: Any, axis: Axis = None, weights: Any = None, returned: bool = False, *, keepdims: Any = False) -> Any:
    """Weighted mean."""
    if weights is None:
        refuse("np.average", returned=returned or None)
        return mean(a, axis, keepdims=keepdims)
    x, w = lift_all(a, weights)
    if w.shape != x.shape and w.ndim == 1 and isinstance(axis, (int, np.integer)):
        shape = [1] * x.ndim
        shape[axis] = w.shape[0]
        w = emit.reshape(w, tuple(shape))
    w = emit.broadcast_to(w, x.shape)
    total = sum_(w, axis, keepdims=keepdims)
    result = sum_(x * w, axis, keepdims=keepdims) / total
    return (result, total) if returned else result


@implements(np.cumsum)
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Traced:
    """Running sum."""
    refuse("np.cumsum", out=out)
    x = lift_one(a)
    if axis is None:
        x, axis = emit.reshape(x, (x.size,)), 0
    result = emit.cumsum(x, normalize_axis_index(axis, x.ndim))
    return result if dtype is None else astype(result, dtype)


@implements(np.cumprod)
def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Traced:
    """Running product, in log2(n) steps of multiplications: derivatives at zeros are exact."""
    refuse("np.cumprod", out=out)
    x = lift_one(a)
    x = to_kind(x, "integer") if x.kind == "boolean" else x
    if axis is None:
        x, axis = emit.reshape(x, (x.size,)), 0
    axis = normalize_axis_index(axis, x.ndim)
    head: tuple[slice, ...] = (slice(None),) * axis
    shift = 1
    while shift < x.shape[axis]:
        later = x[(*head, slice(shift, None))] * x[(*head, slice(None, -shift))]
        x = emit.concatenate([x[(*head, slice(None, shift))], later], axis)
        shift *= 2
    return x if dtype is None else astype(x, dtype)


@implements(np.diff)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Differences of neighbours, n times."""
    refuse("np.diff", prepend=prepend, append=append)
    x = lift_one(a)
    head: tuple[slice, ...] = (slice(None),) * normalize_axis_index(axis, x.ndim)
    for _ in range(n):
        x = x[(*head, slice(1, None))] - x[(*head, slice(None, -1))]
    return x


@implements(np.trace)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """Sum of a diagonal."""
    refuse("np.trace", out=out)
    return sum_(np.diagonal(a, offset, axis1, axis2), axis=-1, dtype=dtype)


implements(np.sinc)(lambda x: sinc(lift_one(x)))
