"""Arguments of distributions: numbers, sizes, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..errors import ParameterError


def real_array(what: str, value: Any) -> NDArray[np.floating[Any]]:
    """Return a read-only copy as an array of floats, or refuse what is not real numbers."""
    array = np.array(floats(what, value), order="C")
    array.setflags(write=False)
    return array


def floats(what: str, value: Any) -> NDArray[np.floating[Any]]:
    """Return an array of floats, the same if it is one, or refuse what is not real numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{what} cannot become an array of numbers: {error}") from None
    if array.dtype.kind not in "fiub":
        raise ParameterError(f"{what} must be real numbers, got dtype {array.dtype}")
    dtype = np.float32 if array.dtype.kind == "f" and array.dtype.itemsize == 4 else np.float64
    return np.asarray(array, dtype)


def is_traced(value: Any) -> bool:
    """As that of ``trace.convert``, which arrays of numbers need not load."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        return False
    from ..trace import convert

    return convert.is_traced(value)


def leading_shape(size: int | Sequence[int] | None) -> tuple[int, ...]:
    """Return ``size=`` as a shape."""
    if size is None:
        return ()
    if type(size) is int and size >= 0:
        return (size,)
    sizes: tuple[Any, ...] = tuple(size) if isinstance(size, (tuple, list, np.ndarray)) else (size,)
    if any(type(n) is bool or not isinstance(n, (int, np.integer)) or n < 0 for n in sizes):
        raise ParameterError(f"size must be a nonnegative integer or a tuple of them, got {size!r}")
    return tuple(int(n) for n in sizes)


def positive_integer(what: str, value: Any) -> int:
    """Return a count such as a number of dimensions, or refuse what is none."""
    if type(value) is bool or not isinstance(value, (int, np.integer)) or value < 1:
        raise ParameterError(f"{what} must be a positive integer, got {value!r}")
    return int(value)


def short(value: Any) -> str:
    """Return a parameter for a repr."""
    if isinstance(value, np.ndarray):
        return np.array2string(value, threshold=6, edgeitems=2, separator=", ").replace("\n", "")
    return str(value.item()) if isinstance(value, np.generic) else repr(value)


def result_dtype(name: str, dtype: DTypeLike, kind: str) -> np.dtype[Any]:
    """Return ``dtype=`` of draws, or refuse what they cannot be."""
    result = np.dtype(dtype)
    allowed = "iuf" if kind == "integer" else "f"
    if result.kind not in allowed or (result.kind == "f" and result.itemsize not in (4, 8)):
        raise ParameterError(f"{name}: dtype must be float64 or float32, got {result}")
    return result
