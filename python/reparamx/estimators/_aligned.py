"""Which part of the cost depends on which element of a random variable.

A score function multiplies each log p(x_i) by the cost. Only summands that x_i can reach need to be there: the others
have mean zero and add nothing but variance. For a variable of shape (n,) and a cost that is a sum over n independent
data points, this divides the variance by about n.

The analysis follows the elements themselves, on whatever ops: every element of every node below the variable knows the
smallest and the largest number of a group of elements that it depends on. It depends on one group exactly if the two
are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .._core import Graph
    from ..stochastic import StochasticGraph, Variable

__all__ = ["AlignedCost", "aligned_cost"]

#: Nodes times elements beyond which the search for groups is not worth its time (a tenth of a second): then the cost
#: stays whole.
LIMIT = 5_000_000
_NONE = np.iinfo(np.int32).max


@dataclass(frozen=True)
class AlignedCost:
    """The cost of each element of a variable.

    Attributes
    ----------
    node : int
        Node that broadcasts against the log-density of the variable: one axis for each of the batch, of its length or
        of length one.
    terms : tuple of int
        The summands that it is made of.
    """

    node: int
    terms: tuple[int, ...]


class _Groups(NamedTuple):
    """The smallest and the largest group each element of a node depends on, flat; (_NONE, -1) if on none."""

    low: NDArray[np.int32]
    high: NDArray[np.int32]

    @property
    def aligned(self) -> bool:
        return bool(np.all((self.low == self.high) | (self.high < 0)))

    def at(self, places: NDArray[np.int64]) -> _Groups:
        return _Groups(self.low[places], self.high[places])

    def reduce(self, shape: tuple[int, ...], axis: tuple[int, ...]) -> _Groups:
        low = self.low.reshape(shape).min(axis=axis, keepdims=True, initial=_NONE)
        high = self.high.reshape(shape).max(axis=axis, keepdims=True, initial=-1)
        return _Groups(low, high)

    def spread(self, shape: tuple[int, ...]) -> _Groups:
        return _Groups(np.broadcast_to(self.low, shape).ravel(), np.broadcast_to(self.high, shape).ravel())


def _join(parts: Iterable[_Groups]) -> _Groups:
    lows, highs = zip(*parts, strict=True)
    low, high = lows[0], highs[0]
    for other in lows[1:]:
        low = np.minimum(low, other)
    for other in highs[1:]:
        high = np.maximum(high, other)
    return _Groups(low, high)


def _places(attr: list[int]) -> NDArray[np.int64]:
    """Return the flat index of every element of a view with attributes {rank, shape.., strides.., offset, size}."""
    rank = attr[0]
    places = np.full(attr[1 : 1 + rank], attr[1 + 2 * rank], np.int64)
    for axis, stride in enumerate(attr[1 + rank : 1 + 2 * rank]):
        places += stride * np.arange(attr[1 + axis]).reshape((-1,) + (1,) * (rank - 1 - axis))
    return places.ravel()


class _Analysis:
    """Groups of all nodes between a variable and the cost, for one way to group its elements."""

    def __init__(self, problem: StochasticGraph, variable: Variable, groups: NDArray[np.int32]) -> None:
        self.problem = problem
        self.graph = problem.graph
        self.below: dict[int, _Groups] = {variable.node: _Groups(groups.ravel(), groups.ravel())}
        roots = {problem.cost, *(p for v in problem.variables for p in v.parameters.values())}
        roots |= {v.node for v in problem.variables}
        for node in sorted(self.graph.ancestors(sorted(roots))):
            if node not in self.below:
                found = self._groups(node)
                if found is not None:
                    self.below[node] = found

    def _groups(self, node: int) -> _Groups | None:
        other = self.problem.by_node.get(node)
        inputs = list(other.parameters.values()) if other is not None else self.graph.inputs(node)
        if not any(i in self.below for i in inputs):
            return None
        if other is not None:
            return self._of_variable(other)
        rule = _RULES.get(self.graph.op(node), _elementwise)
        return rule(self, node, inputs)

    def of(self, node: int) -> _Groups:
        """Return the groups of a node, which may depend on none."""
        if node in self.below:
            return self.below[node]
        size = prod(self.graph.shape(node))
        return _Groups(np.full(size, _NONE, np.int32), np.full(size, -1, np.int32))

    def _of_variable(self, variable: Variable) -> _Groups:
        """A draw depends on what its parameters depend on, element by element."""
        parts = []
        for parameter, node in zip(
            variable.distribution.definition.parameters, variable.parameters.values(), strict=True
        ):
            shape = tuple(self.graph.shape(node))
            batch = shape[: len(shape) - parameter.rank]
            axes = tuple(range(len(batch), len(shape)))
            low, high = self.of(node).reduce(shape, axes) if axes else self.of(node)
            batch += (1,) * variable.distribution.definition.event_rank
            parts.append(_Groups(low.reshape(batch), high.reshape(batch)).spread(variable.shape))
        return _join(parts)


def _elementwise(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    return _join(a.of(i) for i in inputs)


def _view(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    return a.of(inputs[0]).at(_places(a.graph.attributes(node)))


def _sum_view(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    return _scattered(a.of(inputs[0]), _places(a.graph.attributes(node)), prod(a.graph.shape(node)))


def _scattered(groups: _Groups, places: NDArray[np.int64], size: int) -> _Groups:
    low, high = np.full(size, _NONE, np.int32), np.full(size, -1, np.int32)
    np.minimum.at(low, places, groups.low)
    np.maximum.at(high, places, groups.high)
    return _Groups(low, high)


def _take(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    return a.of(inputs[0]).at(np.asarray(a.graph.attributes(node)[2:], np.int64))


def _concatenate(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    parts = [a.of(i) for i in inputs]
    return _Groups(np.concatenate([p.low for p in parts]), np.concatenate([p.high for p in parts]))


def _gather(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    source, index = a.of(inputs[0]), a.of(inputs[1])
    return _join([index, source.reduce((source.low.size,), (0,)).spread((index.low.size,))])


def _contract(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    batch, m, n, k, *s = a.graph.attributes(node)
    left = a.of(inputs[0]).at(_places([3, batch, m, k, s[1], s[2], s[3], s[0], 0])).reduce((batch, m, k), (2,))
    right = a.of(inputs[1]).at(_places([3, batch, k, n, s[5], s[6], s[7], s[4], 0])).reduce((batch, k, n), (1,))
    shape = (batch, m, n)
    return _join([left.spread(shape), right.spread(shape)])


def _cumsum(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    outer, n, inner, reverse = a.graph.attributes(node)
    step = -1 if reverse else 1
    low, high = (x.reshape(outer, n, inner)[:, ::step] for x in a.of(inputs[0]))
    low, high = np.minimum.accumulate(low, axis=1), np.maximum.accumulate(high, axis=1)
    return _Groups(low[:, ::step].ravel(), high[:, ::step].ravel())


def _extreme(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    outer, n, inner = a.graph.attributes(node)[:3]
    return a.of(inputs[0]).reduce((outer, n, inner), (1,)).spread((outer, 1, inner))


def _mixed(a: _Analysis, node: int, inputs: list[int]) -> _Groups:
    """Every element depends on every element of every input."""
    parts = [p.reduce((p.low.size,), (0,)) for p in (a.of(i) for i in inputs)]
    return _join(parts).spread((prod(a.graph.shape(node)),))


_RULES: dict[str, Callable[[_Analysis, int, list[int]], _Groups]] = {
    "view": _view,
    "sum_view": _sum_view,
    "take": _take,
    "concatenate": _concatenate,
    "gather": _gather,
    "contract": _contract,
    "cumsum": _cumsum,
    "amax": _extreme,
    "amin": _extreme,
    "argmax": _extreme,
    "argmin": _extreme,
    "put": _mixed,
    "scatter": _mixed,
    "cholesky": _mixed,
    "solve_triangular": _mixed,
}


# ---------------------------------------------------------------------------------------------- the cost as a sum


class _Summand(NamedTuple):
    """The sum over all elements of node * factor; no factor means 1."""

    node: int
    factor: int | None


def _summands(a: _Analysis, s: _Summand) -> tuple[list[_Summand], bool] | None:
    """Split until every element depends on one group; also say whether independent summands were left out."""
    if s.node not in a.below:
        return [], True
    aligned = a.below[s.node].aligned
    found: list[_Summand] = []
    dropped = False
    for part in _split(a, s):
        below = _summands(a, part)
        if below is None:
            return ([s], False) if aligned else None
        found += below[0]
        dropped |= below[1]
    if aligned and not dropped:
        return [s], False
    return (found, dropped) if found else None


def _split(a: _Analysis, s: _Summand) -> Iterator[_Summand]:
    g = a.graph
    op, inputs = g.op(s.node), g.inputs(s.node)
    if op in ("add", "sub"):
        yield _Summand(inputs[0], s.factor)
        yield _Summand(inputs[1], s.factor if op == "add" else _times(g, s, _constant(g, -1.0)))
    elif op == "neg":
        yield _Summand(inputs[0], _times(g, s, _constant(g, -1.0)))
    elif op == "mul" and inputs[0] not in a.below:
        yield _Summand(inputs[1], _times(g, s, inputs[0]))
    elif op == "mul" and inputs[1] not in a.below:
        yield _Summand(inputs[0], _times(g, s, inputs[1]))
    elif op == "div" and inputs[1] not in a.below:
        yield _Summand(inputs[0], _times(g, s, g.apply("reciprocal", [inputs[1]])))
    elif op == "reshape":
        yield _Summand(inputs[0], None if s.factor is None else g.reshape(s.factor, g.shape(inputs[0])))
    elif op == "sum_view":
        rank, *rest = g.attributes(s.node)
        shape, strides, offset = rest[:rank], rest[rank : 2 * rank], rest[2 * rank]
        yield _Summand(inputs[0], None if s.factor is None else g.view(s.factor, shape, strides, offset))


def _constant(g: Graph, value: float) -> int:
    return g.constant(np.asarray(value))


def _times(g: Graph, s: _Summand, factor: int) -> int:
    factor = g.broadcast_to(factor, g.shape(s.node))
    return factor if s.factor is None else g.apply("mul", [s.factor, factor])


def _per_group(a: _Analysis, s: _Summand, count: int) -> int:
    """Return the node of shape (count,) that sums the elements of each group."""
    g = a.graph
    node = s.node if s.factor is None else g.apply("mul", [s.node, s.factor])
    shape = tuple(g.shape(node))
    groups = a.below[s.node].high.reshape(shape)
    if np.all(groups >= 0):
        same = tuple(k for k in range(len(shape)) if np.all(groups == groups.take([0], axis=k)))
        node, groups = g.sum(node, same), groups[tuple(0 if k in same else slice(None) for k in range(len(shape)))]
        if groups.size == count and np.array_equal(groups.ravel(), np.arange(count)):
            return g.reshape(node, (count,))
    # Any other pattern: a table of the elements of each group, filled up with a zero.
    members = [np.flatnonzero(groups.ravel() == k) for k in range(count)]
    table = np.full((count, max(1, *(m.size for m in members))), groups.size, np.int64)
    for row, m in zip(table, members, strict=True):
        row[: m.size] = m
    padded = g.concatenate([g.reshape(node, (groups.size,)), g.constant(np.zeros(1))], 0)
    return g.sum(g.take(padded, table), (1,))


def _groupings(shape: tuple[int, ...], rank: int) -> Iterator[tuple[tuple[int, ...], NDArray[np.int32]]]:
    """Yield ways to group the elements, the finest first: by the first `rank` axes, ..., all together."""
    long = [k for k, n in enumerate(shape[:rank]) if n > 1]
    for length in range(len(long), -1, -1):
        for axes in combinations(long, length):
            kept = tuple(n if k in axes else 1 for k, n in enumerate(shape))
            numbers = np.arange(prod(kept), dtype=np.int32).reshape(kept)
            yield kept, np.broadcast_to(numbers, shape)


def aligned_cost(problem: StochasticGraph, variable: Variable) -> AlignedCost | None:
    """Return the cost that each element of a variable has a part in, or None if no cost depends on the variable.

    Parameters
    ----------
    problem : StochasticGraph
    variable : Variable

    Returns
    -------
    AlignedCost or None
        Made of placeholders, like the cost itself.
    """
    g = problem.graph
    if variable not in problem.depends(problem.cost):
        return None
    work = sum(prod(g.shape(node)) for node in g.ancestors([problem.cost]))
    batch = len(variable.shape) - variable.distribution.definition.event_rank
    for kept, groups in _groupings(variable.shape, batch):
        if work > LIMIT or prod(variable.shape[:batch]) == 1:  # a single element has no group to be told from
            break
        analysis = _Analysis(problem, variable, groups)
        found = _summands(analysis, _Summand(problem.cost, None))
        if found is None:
            continue
        total: int | None = None
        for summand in found[0]:
            part = _per_group(analysis, summand, prod(kept))
            total = part if total is None else g.apply("add", [total, part])
        if total is None:
            return None
        return AlignedCost(g.reshape(total, kept[:batch]), tuple(s.node for s in found[0]))
    node = problem.downstream_cost(variable)
    return None if node is None else AlignedCost(node, (node,))
