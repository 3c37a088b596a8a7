"""Constants of the user's code become nodes of the graph; traced values change their kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import tracing_error
from . import emit
from .traced import KINDS, Traced

if TYPE_CHECKING:
    from .._core import Graph


def is_traced(value: Any) -> bool:
    """Return whether a value is traced, or a list, tuple or object array that holds a traced value."""
    if isinstance(value, Traced):
        return True
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return any(is_traced(item) for item in value)
    return False


def graph_of(values: Iterable[Any]) -> Graph:
    """Return the graph of the first traced value in nested lists."""
    for value in values:
        if isinstance(value, Traced):
            return value.graph
        if isinstance(value, (list, tuple)) and is_traced(value):
            return graph_of(value)
    raise tracing_error("no traced value among the arguments")


def lift(value: Any, graph: Graph) -> Traced:
    """Return a value as a traced value of a graph: constants are stored in it, lists of traced values stacked."""
    if isinstance(value, Traced):
        if value.graph is not graph:
            raise tracing_error(
                "a traced value of another trace is used: do not keep traced values in globals, closures or objects"
            )
        return value
    if is_traced(value):
        return emit.stack([lift(item, graph) for item in value], graph)
    array = constant_array(value)
    kind = KINDS[array.dtype.kind]
    return emit.constant(graph, array, kind)


def constant_array(value: Any) -> np.ndarray[Any, Any]:
    """Return a constant of the user's code as an array of floats, integers or booleans."""
    if isinstance(value, np.ma.MaskedArray):
        raise tracing_error("masked arrays cannot be traced: fill them, or write np.where(mask, a, b)")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise tracing_error(f"{type(value).__name__} cannot become an array of numbers: {error}") from None
    if isinstance(value, int) and array.dtype.kind == "O":  # beyond 64 bits; NumPy's operators take it as a float
        try:
            array = np.asarray(float(value))
        except OverflowError:
            raise tracing_error("an integer is too large for a float") from None
    if array.dtype.kind in KINDS:
        return array
    if array.dtype.kind == "c":
        raise tracing_error("complex numbers cannot be traced: write the real and imaginary parts as two arrays")
    raise tracing_error(f"{value!r:.60} is not a number or an array of numbers (dtype {array.dtype})")


def kind_of(dtype: Any) -> str:
    """Return the kind of traced value that a data type asks for."""
    try:
        letter = np.dtype(dtype).kind
    except TypeError:
        letter = "O"
    if letter not in KINDS:
        raise tracing_error(f"a traced value cannot have dtype {dtype!r}: write float, int or bool")
    return KINDS[letter]


def to_kind(x: Traced, kind: str) -> Traced:
    """Return a traced value as another kind, by NumPy's rules of casting."""
    if x.kind == kind:
        return x
    if kind == "boolean":
        return emit.apply("not_equal", x, emit.constant(x.graph, 0.0), kind="boolean")
    if kind == "integer" and x.kind == "real":
        return emit.apply("trunc", x, kind="integer")
    return Traced(x.graph, x.node, kind)


def astype(x: Traced, dtype: Any) -> Traced:
    """Return a traced value as another dtype."""
    return to_kind(x, kind_of(dtype))
