"""Run a function on traced arrays, once, and return its value as an array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import reparamx._core as core
from reparamx.trace import Traced, tracing
from reparamx.trace.traced import KINDS


def trace(function: Callable[..., Any], *arrays: Any) -> tuple[Any, Any]:
    """Return the graph and what the function returned for traced arguments."""
    graph = core.Graph()
    inputs = []
    for k, a in enumerate(arrays):
        kind = KINDS[np.asarray(a).dtype.kind]
        inputs.append(Traced(graph, graph.param(f"a{k}", np.shape(a), kind), kind))
    with tracing(graph):
        return graph, function(*inputs)


def run(function: Callable[..., Any], *arrays: Any) -> Any:
    """Return what a traced function computes: an array, or a list of arrays for a tuple or list."""
    graph, result = trace(function, *arrays)
    many = isinstance(result, (tuple, list))
    values = [_value(graph, r, arrays) for r in (result if many else [result])]
    return values if many else values[0]


def _value(graph: Any, result: Any, arrays: tuple[Any, ...]) -> Any:
    if not isinstance(result, Traced):
        return np.asarray(result)
    program = graph.compile([("mean", result.node, "value")], "float64", [])
    params = [np.ascontiguousarray(a, dtype=np.float64).reshape(np.shape(a)) for a in arrays]
    value = np.asarray(program.run(params, 1, (1, 2), 1, 0, False, False)[0][0])
    assert value.shape == result.shape
    return value.astype(result.dtype)


def gradient(function: Callable[..., Any], arrays: tuple[Any, ...], number: int = 0) -> Any:
    """Return the derivative of a traced scalar function by one of its arguments."""
    graph, result = trace(function, *arrays)
    node = graph.gradient(result.node, [number])[0] if isinstance(result, Traced) else None
    if node is None:
        return np.zeros(np.shape(arrays[number]))
    program = graph.compile([("mean", node, "gradient")], "float64", [])
    params = [np.ascontiguousarray(a, dtype=np.float64).reshape(np.shape(a)) for a in arrays]
    return np.asarray(program.run(params, 1, (1, 2), 1, 0, False, False)[0][0])


def slope(function: Callable[..., Any], x: Any) -> Any:
    """Return the derivative of the sum of a traced function of one array."""
    return gradient(lambda a: np.sum(function(a)), (x,))
