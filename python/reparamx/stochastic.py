"""The stochastic graph: which random variables a loss has, what they depend on, and which costs lie downstream.

`sample` puts a placeholder into the graph of the loss. The estimators read a `StochasticGraph` and replace every
placeholder: `reparamx.estimators.build(stochastic_graph)` returns ``(value, surrogate, checks, choices)``, where
``value`` is the node of the cost, ``surrogate`` a scalar node whose ordinary derivative is the gradient estimate,
``checks`` the nodes of checks to carry along and ``choices`` one `Choice` per random variable, for `explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, Protocol

from .errors import ParameterError, tracing_error

if TYPE_CHECKING:
    from ._core import Graph
    from .trace.traced import Traced


class Distribution(Protocol):
    """What `sample` and the estimators need of a distribution; parameters may be arrays or traced values."""

    @property
    def name(self) -> str:
        """Name in messages and in the table of distributions: ``"Normal"``."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters by name, in the order of the C++ definition."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one draw: the broadcast shape of the parameters, then that of one event."""

    @property
    def kind(self) -> str:
        """``"real"``, ``"integer"`` or ``"boolean"``: what one draw is."""

    @property
    def constraints(self) -> Mapping[str, str]:
        """Constraint of each parameter, by name of the constraint."""


@dataclass(frozen=True, eq=False)
class Variable:
    """One random variable of a loss.

    Parameters
    ----------
    name : str
        Unique within the loss; the address of its noise.
    distribution : Distribution
        As passed to `sample`.
    node : int
        Placeholder in the graph.
    parameters : dict of str to int
        Node of each parameter, in the order of the distribution.
    shape : tuple of int
        Shape of one draw.
    request : object
        The estimator asked for at the `sample` statement: a name, an estimator or None.
    """

    name: str
    distribution: Any
    node: int
    parameters: dict[str, int]
    shape: tuple[int, ...]
    request: Any = None


@dataclass(frozen=True)
class Choice:
    """The estimator chosen for one random variable, and why: one row of `explain`."""

    variable: Variable
    estimator: str
    reason: str
    terms: tuple[int, ...] = ()
    """Nodes of the cost terms that the variable's gradient multiplies; empty for a pathwise gradient."""


@dataclass(eq=False)
class StochasticGraph:
    """A traced loss.

    Parameters
    ----------
    graph : Graph
        The graph, with one placeholder per random variable.
    variables : list of Variable
        In the order of the `sample` statements, so every variable comes after those it depends on.
    cost : int
        Scalar node of the loss.
    params : list of int
        Nodes that are differentiated.
    request : object
        The ``estimator=`` of the expectation, for variables which do not say their own.
    """

    graph: Graph
    variables: list[Variable]
    cost: int
    params: list[int]
    request: Any = "auto"
    _above: dict[int, frozenset[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def by_node(self) -> dict[int, Variable]:
        """Variables by placeholder."""
        return {v.node: v for v in self.variables}

    @cached_property
    def _params(self) -> frozenset[int]:
        return frozenset(self.params)

    def _sources(self, node: int) -> frozenset[int]:
        """Placeholders and differentiated parameters above a node, also through parameters of random variables."""
        if node not in self._above:
            sources = set[int]()
            for ancestor in self.graph.ancestors([node]):
                if ancestor in self._params:
                    sources.add(ancestor)
                elif ancestor in self.by_node:
                    sources.add(ancestor)
                    for parameter in self.by_node[ancestor].parameters.values():
                        sources |= self._sources(parameter)
            self._above[node] = frozenset(sources)
        return self._above[node]

    def depends(self, node: int) -> set[Variable]:
        """Return the random variables that a node depends on, directly or through other random variables."""
        return {self.by_node[s] for s in self._sources(node) if s in self.by_node}

    def needs_gradient(self, variable: Variable) -> bool:
        """Return whether the law of a variable depends on a differentiated parameter, directly or through others."""
        return any(not self._params.isdisjoint(self._sources(p)) for p in variable.parameters.values())

    def cost_terms(self) -> list[tuple[int, set[Variable]]]:
        """Split the cost into a sum of scalar nodes, each with the random variables that it depends on.

        The split goes through sums, differences, axis sums, views, and factors that are not random. Terms which
        depend on the same variables are kept together, so most losses stay whole.
        """
        return [(node, {self.by_node[s] for s in key}) for key, node in self._terms(self.cost).items()]

    def downstream_cost(self, variable: Variable) -> int | None:
        """Return the sum of the cost terms that depend on a variable, or None if none does."""
        nodes = [node for node, variables in self.cost_terms() if variable in variables]
        return _total(self.graph, nodes) if nodes else None

    def _key(self, node: int) -> frozenset[int]:
        return frozenset(s for s in self._sources(node) if s in self.by_node)

    def _terms(self, node: int) -> dict[frozenset[int], int]:
        key = self._key(node)
        split = _LINEAR.get(self.graph.op(node)) if key else None
        parts = split(self, node) if split else None
        return {key: node} if parts is None or len(parts) == 1 else parts

    def differentiable_path(self, variable: Variable) -> tuple[bool, str]:
        """Return whether every path from a variable to the cost is differentiable, and if not the reason.

        A path ends at the cost or at a parameter of another random variable, whose own estimator takes over from
        there. A path through ``stop_gradient`` does not count: its derivative is zero by request.
        """
        graph = self.graph
        sinks = {self.cost} | {p for v in self.variables for p in v.parameters.values()}
        below = {variable.node}
        live = sorted(graph.ancestors(sorted(sinks)))
        for node in live:
            if node in below or graph.op(node) == "stop_gradient":
                continue
            if below.isdisjoint(graph.inputs(node)):
                continue
            below.add(node)
            if not graph.differentiable(node):
                return False, f"the cost reaches {variable.name} through {graph.op(node)}, which has no derivative"
        return True, "every path to the cost is differentiable"


_Terms = dict[frozenset[int], int]


def _total(graph: Graph, nodes: Iterable[int]) -> int:
    total: int | None = None
    for node in nodes:
        total = node if total is None else graph.apply("add", [total, node])
    assert total is not None
    return total


def _broadcast(graph: Graph, node: int, shape: tuple[int, ...]) -> int:
    return node if tuple(graph.shape(node)) == shape else graph.broadcast_to(node, shape)


def _merge(sg: StochasticGraph, node: int, parts: Iterable[_Terms]) -> _Terms:
    shape = tuple(sg.graph.shape(node))
    merged: dict[frozenset[int], list[int]] = {}
    for part in parts:
        for key, term in part.items():
            merged.setdefault(key, []).append(_broadcast(sg.graph, term, shape))
    return {key: _total(sg.graph, nodes) for key, nodes in merged.items()}


def _map(parts: _Terms, rule: Callable[[int], int]) -> _Terms:
    return {key: rule(node) for key, node in parts.items()}


def _split_add(sg: StochasticGraph, node: int) -> _Terms:
    return _merge(sg, node, [sg._terms(a) for a in sg.graph.inputs(node)])


def _split_neg(sg: StochasticGraph, node: int) -> _Terms:
    return _map(sg._terms(sg.graph.inputs(node)[0]), lambda a: sg.graph.apply("neg", [a]))


def _split_sub(sg: StochasticGraph, node: int) -> _Terms:
    a, b = sg.graph.inputs(node)
    return _merge(sg, node, [sg._terms(a), _map(sg._terms(b), lambda t: sg.graph.apply("neg", [t]))])


def _split_mul(sg: StochasticGraph, node: int) -> _Terms | None:
    a, b = sg.graph.inputs(node)
    if sg._key(a):
        a, b = b, a
    if sg._key(a):
        return None
    return _map(sg._terms(b), lambda t: sg.graph.apply("mul", [a, t]))


def _split_div(sg: StochasticGraph, node: int) -> _Terms | None:
    a, b = sg.graph.inputs(node)
    return None if sg._key(b) else _map(sg._terms(a), lambda t: sg.graph.apply("div", [t, b]))


def _split_sum(sg: StochasticGraph, node: int) -> _Terms | None:
    """Split a sum over axes: a ``sum_view`` whose other axes keep their C order."""
    a = sg.graph.inputs(node)[0]
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
    return _map(sg._terms(a), lambda t: sg.graph.reshape(sg.graph.sum(t, axes), shape))


def _split_view(sg: StochasticGraph, node: int) -> _Terms:
    a = sg.graph.inputs(node)[0]
    rank, *rest = sg.graph.attributes(node)
    sizes, strides, offset = tuple(rest[:rank]), rest[rank : 2 * rank], rest[2 * rank]
    return _map(sg._terms(a), lambda t: sg.graph.view(t, sizes, strides, offset))


def _split_reshape(sg: StochasticGraph, node: int) -> _Terms:
    shape = tuple(sg.graph.shape(node))
    return _map(sg._terms(sg.graph.inputs(node)[0]), lambda t: sg.graph.reshape(t, shape))


_LINEAR: dict[str, Callable[[StochasticGraph, int], _Terms | None]] = {
    "add": _split_add,
    "sub": _split_sub,
    "neg": _split_neg,
    "mul": _split_mul,
    "div": _split_div,
    "sum_view": _split_sum,
    "view": _split_view,
    "reshape": _split_reshape,
}


def sample(dist: Any, name: str | None = None, estimator: Any = None) -> Traced:
    """Draw a random variable inside a loss.

    Parameters
    ----------
    dist : Distribution
        The law of the variable; its parameters may be traced values.
    name : str, optional
        Unique name within the loss, which fixes its random numbers. By default the distribution's name and a number.
    estimator : str or Estimator, optional
        Overrides the ``estimator=`` of the expectation for this variable.

    Returns
    -------
    Traced
        The draw, of shape ``dist.shape``.

    Raises
    ------
    TracingError
        Outside of a loss that `expectation` is tracing: there ``dist.sample(size, rng=...)`` draws numbers.
    ParameterError
        If the name is taken.

    Examples
    --------
    >>> import reparamx as rx
    >>> @rx.expectation
    ... def loss(scale):
    ...     return rx.sample(rx.Normal(0.0, scale)) ** 2
    >>> est = loss(2.0, samples=100_000, rng=0)
    >>> bool(abs(est.value - 4.0) < 5 * est.value_stderr)
    True
    """
    from .trace.session import current

    session = current()
    if session is None:
        raise tracing_error(
            "rx.sample() draws inside a loss that rx.expectation traces; to draw numbers, write "
            "dist.sample(size, rng=...)"
        )
    kind = getattr(dist, "kind", None)
    if not isinstance(kind, str):
        raise tracing_error(f"rx.sample() needs a distribution such as rx.Normal(0.0, 1.0), got {dist!r}")
    given: Any = name
    if name is None:
        name = f"{dist.name}_{len(session.variables)}"
    elif not isinstance(given, str) or not given:
        raise tracing_error(f"the name of a random variable must be a non-empty string, got {name!r}")
    if any(v.name == name for v in session.variables):
        raise ParameterError(f"two random variables are named {name!r}: their random numbers would be the same")
    return session.sample(dist, name, estimator)
