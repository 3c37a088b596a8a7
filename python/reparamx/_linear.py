"""How a sum is taken apart: the ops that are linear in what is random, as sums of functions of their inputs."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._core import Graph
    from .stochastic import StochasticGraph

__all__ = ["LINEAR", "Parts"]

Parts = list[tuple[int, Callable[[int], int] | None]]


def _widen(graph: Graph, node: int, shape: tuple[int, ...]) -> Callable[[int], int] | None:
    return None if tuple(graph.shape(node)) == shape else lambda t: graph.broadcast_to(t, shape)


def _split_add(sg: StochasticGraph, node: int) -> Parts:
    graph, shape = sg.graph, tuple(sg.graph.shape(node))
    return [(a, _widen(graph, a, shape)) for a in graph.inputs(node)]


def _split_neg(sg: StochasticGraph, node: int) -> Parts:
    return [(sg.graph.inputs(node)[0], lambda t: sg.graph.apply("neg", [t]))]


def _split_sub(sg: StochasticGraph, node: int) -> Parts:
    graph, shape = sg.graph, tuple(sg.graph.shape(node))
    a, b = graph.inputs(node)
    return [(a, _widen(graph, a, shape)), (b, lambda t: graph.broadcast_to(graph.apply("neg", [t]), shape))]


def _split_mul(sg: StochasticGraph, node: int) -> Parts | None:
    a, b = sg.graph.inputs(node)
    if sg.key(a):
        a, b = b, a
    return None if sg.key(a) else [(b, lambda t: sg.graph.apply("mul", [a, t]))]


def _split_div(sg: StochasticGraph, node: int) -> Parts | None:
    a, b = sg.graph.inputs(node)
    return None if sg.key(b) else [(a, lambda t: sg.graph.apply("div", [t, b]))]


def _split_sum(sg: StochasticGraph, node: int) -> Parts | None:
    """Split a sum over axes: a ``sum_view`` whose other axes keep their C order."""
    rank, *rest = sg.graph.attributes(node)
    sizes, strides, offset = rest[:rank], rest[rank : 2 * rank], rest[2 * rank]
    expected = 1
    for size, stride in zip(reversed(sizes), reversed(strides), strict=True):
        if stride not in (0, expected):
            return None
        expected *= size if stride else 1
    shape = tuple(sg.graph.shape(node))
    if offset or expected != prod(shape):
        return None
    axes = tuple(k for k in range(rank) if strides[k] == 0)
    return [(sg.graph.inputs(node)[0], lambda t: sg.graph.reshape(sg.graph.sum(t, axes), shape))]


def _split_view(sg: StochasticGraph, node: int) -> Parts:
    rank, *rest = sg.graph.attributes(node)
    sizes, strides, offset = tuple(rest[:rank]), rest[rank : 2 * rank], rest[2 * rank]
    return [(sg.graph.inputs(node)[0], lambda t: sg.graph.view(t, sizes, strides, offset))]


def _split_reshape(sg: StochasticGraph, node: int) -> Parts:
    shape = tuple(sg.graph.shape(node))
    return [(sg.graph.inputs(node)[0], lambda t: sg.graph.reshape(t, shape))]


#: Ops that are linear in what is random: how each is taken apart.
LINEAR: dict[str, Callable[[StochasticGraph, int], Parts | None]] = {
    "add": _split_add,
    "sub": _split_sub,
    "neg": _split_neg,
    "mul": _split_mul,
    "div": _split_div,
    "sum_view": _split_sum,
    "view": _split_view,
    "reshape": _split_reshape,
}
