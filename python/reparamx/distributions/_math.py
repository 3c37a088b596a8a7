"""The functions that moments and distribution functions are written with, on arrays and on traced values alike.

NumPy has most of them; those it lacks are kernels of the op table.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core

__all__ = ["EULER", "number", "op"]

#: Euler's constant.
EULER = 0.5772156649015328606


def number(value: Any) -> Any:
    """Return an argument as an array, unless it is traced."""
    from ..trace.convert import graph_of, is_traced, lift

    return lift(value, graph_of([value])) if is_traced(value) else np.asarray(value)[()]


def op(name: str, *values: Any) -> Any:
    """Apply an elementwise op by its name."""
    from ..trace import emit
    from ..trace.convert import graph_of, is_traced, lift

    if any(is_traced(value) for value in values):
        graph = graph_of(values)
        return emit.apply(name, *(lift(value, graph) for value in values))
    arrays = np.broadcast_arrays(*(np.asarray(value) for value in values))
    dtype = "float32" if all(a.dtype == np.float32 for a in arrays) else "float64"
    flat = [np.ascontiguousarray(a, dtype).ravel() for a in arrays]
    return _core.evaluate(name, flat, dtype).reshape(arrays[0].shape)[()]
