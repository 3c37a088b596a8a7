"""``out=``: results are written into the caller's arrays, which must fit exactly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError, ShapeError
from ._definition import Shape

__all__ = ["ask_out", "check_out", "in_order", "write"]


def in_order(names: Sequence[str], out: Any) -> list[Any]:
    """Return ``out=(x, gradients)`` as a list of arrays, in the order of the parameters."""
    if not isinstance(out, (tuple, list)) or len(out) != 2 or not isinstance(out[1], dict):
        raise TypeError(f"out must be a pair of an array and a dict of arrays, got {out!r:.60}")
    x, gradients = out
    if set(gradients) != set(names):
        raise ParameterError(f"out: the gradients must be those of {', '.join(names)}; got {', '.join(gradients)}")
    return [x, *(gradients[name] for name in names)]


def ask_out(out: Any, size: Any, dtype: Any, shape: Shape) -> tuple[Any, Any]:
    """Return size and dtype of draws, where they are not given those of the output."""
    _check_array(out)
    size = out.shape[: max(out.ndim - len(shape), 0)] if size is None else size
    return size, out.dtype if dtype is None else dtype


def check_out(outs: Sequence[Any], shapes: Sequence[Shape], dtypes: Sequence[Any]) -> None:
    """Refuse what results cannot be written into: the wrong shape or type, read-only, sharing memory."""
    for out, shape, dtype in zip(outs, shapes, dtypes, strict=True):
        _check_array(out)
        if out.shape != tuple(shape):
            raise ShapeError(f"out has shape {out.shape}, the result {tuple(shape)}")
        if out.dtype != dtype:
            raise ParameterError(f"out has dtype {out.dtype}, the result {np.dtype(dtype)}")
        if not out.flags.writeable:
            raise ParameterError("out is read-only")
        if out.size and any(step == 0 and n > 1 for step, n in zip(out.strides, out.shape, strict=True)):
            raise ParameterError("out: its elements share memory")
    for a, b in itertools.combinations(outs, 2):
        if np.shares_memory(a, b):
            raise ParameterError("out: two of the arrays share memory")


def write(outs: Sequence[NDArray[Any]], results: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Copy results into the outputs."""
    for out, result in zip(outs, results, strict=True):
        np.copyto(out, result)
    return list(outs)


def _check_array(out: Any) -> None:
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be an array, got {out!r:.60}")
