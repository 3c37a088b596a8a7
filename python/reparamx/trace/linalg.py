"""Products of arrays: everything is brought to one matrix product of two operands."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from ..errors import ShapeError, tracing_error, user_line
from . import composites, emit
from .convert import to_kind
from .reductions import max_, min_, sum_
from .registry import implements, lift_all, lift_one, refuse
from .traced import Traced


def _matmul(a: Traced, b: Traced) -> Traced:
    """NumPy's matmul: a vector is a row on the left and a column on the right."""
    if a.ndim == 0 or b.ndim == 0:
        raise tracing_error("matmul: scalars are not allowed; write a * b")
    if a.ndim == 1 and b.ndim == 1:
        return _inner_product(a, b)
    inner = a.shape[-1], b.shape[max(b.ndim - 2, 0)]
    if inner[0] != inner[1]:  # here, since emit.matmul would name the shapes of the row and the column
        raise ShapeError(f"matmul: shapes {a.shape} and {b.shape} do not fit: {inner[0]} != {inner[1]}{user_line()}")
    left = emit.reshape(a, (1, *a.shape)) if a.ndim == 1 else a
    right = emit.reshape(b, (*b.shape, 1)) if b.ndim == 1 else b
    result = emit.matmul(left, right)
    shape = result.shape
    if a.ndim == 1:
        shape = shape[:-2] + shape[-1:]
    if b.ndim == 1:
        shape = shape[:-1]
    return emit.reshape(result, shape)


def _inner_product(a: Traced, b: Traced) -> Traced:
    """Sum of products of two vectors."""
    if a.shape != b.shape:
        raise ShapeError(f"shapes {a.shape} and {b.shape} do not fit: {a.shape[-1]} != {b.shape[-1]}{user_line()}")
    return sum_(a * b)


composites.UFUNCS["matmul"] = _matmul


def _by_einsum(name: str, labels: str) -> None:
    composites.UFUNCS[name] = lambda a, b: einsum(labels, a, b)


_by_einsum("vecdot", "...i,...i->...")
_by_einsum("matvec", "...ij,...j->...i")
_by_einsum("vecmat", "...i,...ij->...j")


@implements(np.linalg.matmul)
def matmul(x1: Any, x2: Any, /) -> Traced:
    """Matrix product."""
    return _matmul(*lift_all(x1, x2))


@implements(np.dot)
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """Sum over the last axis of the first and the second last of the second."""
    refuse("np.dot", out=out)
    x, y = lift_all(a, b)
    if x.ndim == 0 or y.ndim == 0:
        return x * y
    return _tensordot(x, y, [x.ndim - 1], [max(y.ndim - 2, 0)])


@implements(np.inner)
def inner(a: Any, b: Any, /) -> Any:
    """Sum over the last axes."""
    x, y = lift_all(a, b)
    if x.ndim == 0 or y.ndim == 0:
        return x * y
    return _tensordot(x, y, [x.ndim - 1], [y.ndim - 1])


@implements(np.vdot)
def vdot(a: Any, b: Any, /) -> Any:
    """Sum of products of all elements."""
    x, y = lift_all(a, b)
    return _inner_product(emit.reshape(x, (x.size,)), emit.reshape(y, (y.size,)))


@implements(np.outer)
def outer(a: Any, b: Any, out: Any = None) -> Any:
    """All products of two vectors."""
    refuse("np.outer", out=out)
    x, y = lift_all(a, b)
    return emit.reshape(x, (x.size, 1)) * emit.reshape(y, (1, y.size))


implements(np.linalg.outer)(lambda x1, x2, /: outer(x1, x2))


@implements(np.kron)
def kron(a: Any, b: Any) -> Any:
    """Kronecker product."""
    x, y = lift_all(a, b)
    ndim = max(x.ndim, y.ndim)
    left, right = ((1,) * (ndim - v.ndim) + v.shape for v in (x, y))
    spread = emit.reshape(x, tuple(n for m in left for n in (m, 1))) * emit.reshape(
        y, tuple(n for m in right for n in (1, m))
    )
    return emit.reshape(spread, tuple(m * n for m, n in zip(left, right, strict=True)))


def _tensordot(a: Traced, b: Traced, a_axes: Sequence[int], b_axes: Sequence[int]) -> Traced:
    sizes = [a.shape[k] for k in a_axes]
    if sizes != [b.shape[k] for k in b_axes]:
        raise ShapeError(f"shapes {a.shape} and {b.shape} do not fit along axes {a_axes} and {b_axes}{user_line()}")
    a_free = [k for k in range(a.ndim) if k not in a_axes]
    b_free = [k for k in range(b.ndim) if k not in b_axes]
    left = emit.reshape(emit.transpose(a, [*a_free, *a_axes]), (prod(a.shape[k] for k in a_free), prod(sizes)))
    right = emit.reshape(emit.transpose(b, [*b_axes, *b_free]), (prod(sizes), prod(b.shape[k] for k in b_free)))
    shape = (*(a.shape[k] for k in a_free), *(b.shape[k] for k in b_free))
    if not a_free and not b_free:
        return sum_(emit.reshape(left, (prod(sizes),)) * emit.reshape(right, (prod(sizes),)))
    return emit.reshape(emit.matmul(left, right), shape)


@implements(np.tensordot)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Sum over pairs of axes."""
    x, y = lift_all(a, b)
    if isinstance(axes, (int, np.integer)):
        return _tensordot(x, y, list(range(x.ndim - int(axes), x.ndim)), list(range(int(axes))))
    left, right = (normalize_axis_tuple(which, v.ndim) for which, v in zip(axes, (x, y), strict=True))
    return _tensordot(x, y, left, right)


@implements(np.linalg.multi_dot)
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    """Product of many matrices, in the cheapest order."""
    refuse("np.linalg.multi_dot", out=out)
    parts = list(lift_all(*arrays))
    letters = [chr(ord("a") + k) for k in range(len(parts) + 1)]
    terms = [letters[k] + letters[k + 1] for k in range(len(parts))]
    if parts[0].ndim == 1:
        terms[0] = letters[1]
    if parts[-1].ndim == 1:
        terms[-1] = letters[-2]
    ends = (letters[0] if parts[0].ndim == 2 else "") + (letters[-1] if parts[-1].ndim == 2 else "")
    return einsum(",".join(terms) + "->" + ends, *parts)


@implements(np.cross)
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None) -> Any:
    """Cross product of vectors of three elements."""
    x: Any
    y: Any
    x, y = lift_all(a, b)
    axisa, axisb, axisc = (axis, axis, axis) if axis is not None else (axisa, axisb, axisc)
    x, y = np.moveaxis(x, axisa, -1), np.moveaxis(y, axisb, -1)
    if x.shape[-1] != 3 or y.shape[-1] != 3:
        raise ShapeError(
            f"np.cross: vectors need three elements to be traced, got {x.shape} and {y.shape}{user_line()}"
        )
    after, before = [1, 2, 0], [2, 0, 1]
    result: Any = x[..., after] * y[..., before] - x[..., before] * y[..., after]
    return np.moveaxis(result, -1, axisc)


# Einstein summation.


@implements(np.einsum)
def einsum(
    *operands: Any, out: Any = None, optimize: Any = True, dtype: Any = None, order: str = "K", casting: str = "safe"
) -> Any:
    """Sum of products by labels, pair by pair in a greedy order."""
    refuse("np.einsum", out=out, dtype=dtype)
    inputs, output, arrays = _parse(operands)
    parts: list[tuple[str, Traced]] = list(zip(inputs, lift_all(*arrays), strict=True))
    if len(parts) > 2:
        stand_ins = [np.broadcast_to(np.float64(0.0), x.shape) for _, x in parts]
        path = np.einsum_path(",".join(inputs) + "->" + output, *stand_ins, optimize="greedy")[0][1:]
    else:
        path = [tuple(range(len(parts)))]
    for chosen in path:
        group = [parts[k] for k in chosen]
        parts = [p for k, p in enumerate(parts) if k not in chosen]
        needed = set(output).union(*(labels for labels, _ in parts))
        merged = _simplified(group[0], needed.union(*(labels for labels, _ in group[1:])))
        for k, part in enumerate(group[1:], 2):
            keep = needed.union(*(labels for labels, _ in group[k:]))
            merged = _contract(merged, _simplified(part, keep | set(merged[0])), keep)
        parts.append(_simplified(merged, needed))
    labels, x = parts[0]
    return emit.transpose(x, [labels.index(label) for label in output])


def _parse(operands: tuple[Any, ...]) -> tuple[list[str], str, list[Any]]:
    """Return the labels of each operand, those of the result, and the operands; "..." becomes labels of its own."""
    if isinstance(operands[0], str):
        text, arrays = operands[0].replace(" ", ""), list(operands[1:])
    else:
        lists = list(operands[1::2])
        arrays = list(operands[: 2 * len(lists) : 2])
        result = operands[-1] if len(operands) % 2 else None
        if result is not None:
            arrays = list(operands[:-1:2])
        spelt = [
            "".join("..." if s is Ellipsis else chr(ord("A") + s + (6 if s > 25 else 0)) for s in part)
            for part in lists
        ]
        text = ",".join(spelt)
        if result is not None:
            text += "->" + "".join("..." if s is Ellipsis else chr(ord("A") + s + (6 if s > 25 else 0)) for s in result)
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(arrays):
        raise ShapeError(f"einsum: {text!r} names {len(inputs)} operands, but {len(arrays)} are given{user_line()}")
    hidden = 0
    spelled: list[str] = []
    for labels, array in zip(inputs, arrays, strict=True):
        ndim, named = np.ndim(array), len(labels.replace("...", ""))
        extra = ndim - named
        if extra < 0 or (extra and "..." not in labels):
            raise ShapeError(f"einsum: {labels!r} does not fit an operand of {ndim} axes{user_line()}")
        hidden = max(hidden, extra)
        spelled.append(labels.replace("...", "".join(chr(0x400 + k) for k in range(extra - 1, -1, -1))))
    dots = "".join(chr(0x400 + k) for k in range(hidden - 1, -1, -1))
    if arrow:
        output = output.replace("...", dots)
    else:
        letters = "".join(spelled)
        output = dots + "".join(sorted(s for s in set(letters) if letters.count(s) == 1 and s not in dots))
    if len(set(output)) != len(output) or not set(output) <= set("".join(spelled)):
        raise ShapeError(f"einsum: the output labels of {text!r} are repeated or not among the inputs{user_line()}")
    return spelled, output, arrays


def _simplified(part: tuple[str, Traced], keep: set[str]) -> tuple[str, Traced]:
    """Take the diagonals of repeated labels, and sum over the labels that are not kept."""
    labels, x = part
    for label in sorted(set(labels)):
        while labels.count(label) > 1:
            i = labels.index(label)
            j = labels.index(label, i + 1)
            if x.shape[i] != x.shape[j]:
                raise ShapeError(f"einsum: sizes {x.shape[i]} and {x.shape[j]} of one label differ{user_line()}")
            x = np.diagonal(x, axis1=i, axis2=j)  # type: ignore[assignment]
            labels = labels[:i] + labels[i + 1 : j] + labels[j + 1 :] + label
    axes = [k for k, label in enumerate(labels) if label not in keep]
    return "".join(label for label in labels if label in keep), emit.sum_axes(x, axes) if axes else x


def _contract(a: tuple[str, Traced], b: tuple[str, Traced], keep: set[str]) -> tuple[str, Traced]:
    """Multiply two operands and sum over the labels that are not kept."""
    (a_labels, x), (b_labels, y) = a, b
    sizes: dict[str, int] = {}
    for labels, v in (a, b):
        for label, n in zip(labels, v.shape, strict=True):
            if sizes.get(label, 1) != n and 1 not in (n, sizes.get(label, 1)):
                raise ShapeError(f"einsum: sizes {sizes[label]} and {n} of one label differ{user_line()}")
            sizes[label] = n if sizes.get(label, 1) == 1 else sizes[label]
    shared = [s for s in a_labels if s in b_labels]
    stretched = [s for s in shared if x.shape[a_labels.index(s)] != y.shape[b_labels.index(s)]]
    summed = [s for s in shared if s not in keep and s not in stretched]
    batch = [s for s in shared if s not in summed]
    left = [s for s in a_labels if s not in shared]
    right = [s for s in b_labels if s not in shared]

    def arranged(labels: str, v: Traced, order: list[str]) -> Traced:
        return emit.transpose(v, [labels.index(s) for s in order])

    x, y = arranged(a_labels, x, [*batch, *left, *summed]), arranged(b_labels, y, [*batch, *summed, *right])
    nb = len(batch)
    rows, columns, terms = ([sizes[s] for s in group] for group in (left, right, summed))
    result: Any
    if not summed:
        x = emit.reshape(x, x.shape + (1,) * len(right))
        y = emit.reshape(y, (*y.shape[:nb], *(1 for _ in left), *y.shape[nb:]))
        result = x * y
    elif not left and not right:
        result = sum_(x * y, tuple(range(nb, x.ndim)))
    else:
        x = emit.reshape(x, (*x.shape[:nb], prod(rows), prod(terms)))
        y = emit.reshape(y, (*y.shape[:nb], prod(terms), prod(columns)))
        result = emit.matmul(x, y)
        result = emit.reshape(result, (*result.shape[:nb], *rows, *columns))
    return _simplified(("".join([*batch, *left, *right]), result), keep)


# Decompositions and norms.


@implements(np.linalg.cholesky)
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """Cholesky factor of symmetric positive definite matrices; only the lower triangle is read."""
    factor = emit.cholesky(to_kind(lift_one(a), "real"))
    return np.swapaxes(factor, -1, -2) if upper else factor


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Euclidean, absolute-value and maximum norms of vectors, Frobenius norm of matrices."""
    v = to_kind(lift_one(x), "real")
    if axis is None and ord is None:
        result = composites.safe_sqrt(sum_(np.square(v)))
        return emit.reshape(result, (1,) * v.ndim) if keepdims else result
    axes = tuple(range(v.ndim)) if axis is None else normalize_axis_tuple(axis, v.ndim)
    if ord in (None, "fro") or (ord == 2 and len(axes) == 1):
        return composites.safe_sqrt(sum_(np.square(v), axes, keepdims=keepdims))
    if len(axes) == 1:
        if ord == np.inf:
            return max_(np.abs(v), axes, keepdims=keepdims)
        if ord == -np.inf:
            return min_(np.abs(v), axes, keepdims=keepdims)
        if ord == 1:
            return sum_(np.abs(v), axes, keepdims=keepdims)
        if isinstance(ord, (int, float)) and ord > 0:
            return sum_(np.abs(v) ** ord, axes, keepdims=keepdims) ** (1.0 / ord)
    raise tracing_error(f"np.linalg.norm with ord={ord!r} cannot be traced; 'fro' of matrices and p > 0 of vectors can")


implements(np.linalg.vector_norm)(
    lambda x, /, *, axis=None, keepdims=False, ord=2: _vector_norm(lift_one(x), axis, keepdims, ord)
)


def _vector_norm(x: Traced, axis: Any, keepdims: bool, ord: Any) -> Any:
    if axis is not None:
        return (
            norm(x, ord, axis, keepdims)
            if isinstance(axis, int)
            else norm(x, None if ord == 2 else ord, axis, keepdims)
        )
    result = norm(emit.reshape(x, (x.size,)), ord, 0)
    return emit.reshape(result, (1,) * x.ndim) if keepdims else result


@implements(np.linalg.trace)
def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """Sum of the diagonal of the last two axes."""
    return sum_(np.diagonal(lift_one(x), offset, -2, -1), -1, dtype)


@implements(np.linalg.matrix_power)
def matrix_power(a: Any, n: int) -> Any:
    """Positive whole power of a matrix, by squaring."""
    if n < 1:
        raise tracing_error("np.linalg.matrix_power can be traced for positive powers only")
    x = lift_one(a)
    if n == 1:
        return x
    half = matrix_power(x, n // 2)
    squared = _matmul(half, half)
    return _matmul(squared, x) if n % 2 else squared


@implements(np.polyval)
def polyval(p: Any, x: Any) -> Any:
    """Polynomial of the highest power first, by Horner's rule."""
    coefficients, v = lift_all(p, x)
    total: Any = np.zeros(v.shape)
    for k in range(coefficients.shape[normalize_axis_index(0, coefficients.ndim)]):
        total = total * v + coefficients[k]
    return total


@implements(np.interp)
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """Piecewise linear interpolation between constant places."""
    refuse("np.interp", period=period)
    if isinstance(xp, Traced):
        raise tracing_error("np.interp: the places xp must be constants")
    places = np.asarray(xp, dtype=float)
    (v, values) = lift_all(x, fp)
    if places.size < 2:
        raise tracing_error("np.interp needs at least two places to be traced")
    slopes = (values[1:] - values[:-1]) / np.diff(places)
    steps: Any = np.clip(emit.reshape(v, (*v.shape, 1)) - places[:-1], 0.0, np.diff(places))
    result: Any = values[0] + sum_(steps * slopes, -1)
    if left is not None:
        result = np.where(v < places[0], left, result)
    return result if right is None else np.where(v > places[-1], right, result)
