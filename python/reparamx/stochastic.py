"""The stochastic graph: which random variables a loss has, what they depend on, and which costs lie downstream.

`sample` puts a placeholder into the graph of the loss. The estimators read a `StochasticGraph` and replace every
placeholder: `reparamx.estimators.build(stochastic_graph)` returns ``(value, surrogate, checks, choices)``, where
``value`` is the node of the cost, ``surrogate`` a scalar node whose ordinary derivative is the gradient estimate,
``checks`` the nodes of checks to carry along and ``choices`` one `Choice` per random variable, for `explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ._linear import LINEAR
from .errors import ParameterError, tracing_error, user_line
from .ops import OPS

if TYPE_CHECKING:
    from ._core import Graph
    from .distributions._definition import Definition
    from .trace.traced import Traced


#: Nodes that splitting the cost may make; a cost with more of them stays whole.
MAX_WORK = 50_000


class _Wrap(NamedTuple):
    """A linear function around a summand, inside of other ones."""

    function: Callable[[int], int]
    outer: _Wrap | None
    depth: int


class Distribution(Protocol):
    """What `sample` and the estimators need of a distribution; parameters may be arrays or traced values."""

    @property
    def name(self) -> str:
        """Name in messages and in the table of distributions: ``"Normal"``."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters by name, in the order of the C++ definition."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the parameters: one variable for each element."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one draw: ``batch_shape``, then that of one variable."""

    @property
    def kind(self) -> str:
        """``"real"``, ``"integer"`` or ``"boolean"``: what one draw is."""

    @property
    def definition(self) -> Definition:
        """Its noises, one-liner and log-density."""


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
    _masks: dict[int, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for k, node in enumerate(self.params):
            self._masks[node] = 1 << (len(self.variables) + k)
        for k, variable in enumerate(self.variables):  # after those it depends on
            mask = 1 << k
            for parameter in variable.parameters.values():
                mask |= self._mask(parameter)
            self._masks[variable.node] = mask

    @cached_property
    def by_node(self) -> dict[int, Variable]:
        """Variables by placeholder."""
        return {v.node: v for v in self.variables}

    def _mask(self, node: int) -> int:
        """Bits of the variables, then of the parameters, above a node, also through parameters of variables."""
        if node not in self._masks:
            if not all(a in self._masks for a in self.graph.inputs(node)):
                for a in sorted(self.graph.ancestors([node]) - {node}):
                    if a not in self._masks:
                        self._masks[a] = self._union(a)
            self._masks[node] = self._union(node)
        return self._masks[node]

    def _union(self, node: int) -> int:
        mask = 0
        for a in self.graph.inputs(node):
            mask |= self._masks[a]
        return mask

    def key(self, node: int) -> int:
        """Bits of the variables above a node."""
        return self._mask(node) & ((1 << len(self.variables)) - 1)

    def _members(self, key: int) -> set[Variable]:
        return {variable for k, variable in enumerate(self.variables) if key >> k & 1}

    def depends(self, node: int) -> set[Variable]:
        """Return the random variables that a node depends on, directly or through other random variables."""
        return self._members(self.key(node))

    def needs_gradient(self, variable: Variable) -> bool:
        """Return whether the law of a variable depends on a differentiated parameter, directly or through others."""
        return any(self._mask(p) >> len(self.variables) for p in variable.parameters.values())

    def cost_terms(self) -> list[tuple[int, set[Variable]]]:
        """Split the cost into a sum of scalar nodes, each with the random variables that it depends on.

        The split goes through sums, differences, axis sums, views, and factors that are not random. Terms which
        depend on the same variables are kept together, so most losses stay whole.
        """
        return self._cost_terms

    @cached_property
    def _cost_terms(self) -> list[tuple[int, set[Variable]]]:
        summands = self._summands()
        if summands is None or len({self.key(node) for node, _ in summands}) == 1:
            return [(self.cost, self.depends(self.cost))]
        groups: dict[int, list[int]] = {}
        for node, wrap in summands:
            key = self.key(node)
            while wrap is not None:
                node, wrap = wrap.function(node), wrap.outer
            groups.setdefault(key, []).append(node)
        return [(_total(self.graph, nodes), self._members(key)) for key, nodes in groups.items()]

    def _summands(self) -> list[tuple[int, _Wrap | None]] | None:
        """Return nodes whose linear functions add up to the cost; None if they are too many."""
        found: list[tuple[int, _Wrap | None]] = []
        waiting: list[tuple[int, _Wrap | None]] = [(self.cost, None)]
        work = 0
        while waiting:
            node, wrap = waiting.pop()
            rule = LINEAR.get(self.graph.op(node)) if self.key(node) else None
            parts = rule(self, node) if rule else None
            if parts is None:
                work += 1 + (wrap.depth if wrap else 0)
                if work > MAX_WORK:
                    return None
                found.append((node, wrap))
                continue
            for child, function in reversed(parts):
                depth = wrap.depth if wrap else 0
                waiting.append((child, wrap if function is None else _Wrap(function, wrap, depth + 1)))
        return found

    def downstream_cost(self, variable: Variable) -> int | None:
        """Return the sum of the cost terms that depend on a variable, or None if none does."""
        nodes = [node for node, variables in self.cost_terms() if variable in variables]
        return _total(self.graph, nodes) if nodes else None

    @cached_property
    def _readers(self) -> dict[int, list[int]]:
        """Nodes that read a node, on the way to the cost and to the parameters of random variables."""
        sinks = {self.cost} | {p for v in self.variables for p in v.parameters.values()}
        readers: dict[int, list[int]] = {}
        for node in self.graph.ancestors(sorted(sinks)):
            for a in self.graph.inputs(node):
                readers.setdefault(a, []).append(node)
        return readers

    @cached_property
    def _obstacles(self) -> dict[int, int]:
        """For nodes that have one, the first node below which has no derivative, or jumps."""
        found: dict[int, int] = {}
        for node in sorted(self._readers, reverse=True):  # readers come after what they read
            firsts = []
            for reader in self._readers[node]:
                op = self.graph.op(reader)
                if op == "stop_gradient":
                    continue
                if not self.graph.differentiable(reader) or (op in OPS and OPS[op].cut):
                    firsts.append(reader)
                if reader in found:
                    firsts.append(found[reader])
            if firsts:
                found[node] = min(firsts)
        return found

    def differentiable_path(self, variable: Variable) -> tuple[bool, str]:
        """Return whether every path from a variable to the cost is differentiable, and if not the reason.

        A path ends at the cost or at a parameter of another random variable, whose own estimator takes over from
        there. A path through ``stop_gradient`` does not count: its derivative is zero by request.
        """
        node = self._obstacles.get(variable.node)
        if node is not None:
            step = self.graph.op(node)
            why = "has no derivative" if not self.graph.differentiable(node) else "jumps at its branch cut"
            return False, f"the cost reaches {variable.name} through {step}, which {why}"
        return True, "every path to the cost is differentiable"


def _total(graph: Graph, nodes: list[int]) -> int:
    total = nodes[0]
    for node in nodes[1:]:
        total = graph.apply("add", [total, node])
    return total


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
    taken = {v.name for v in session.variables}
    if name is None:
        name = next(free for k in count(len(taken)) if (free := f"{dist.name}_{k}") not in taken)
    elif not isinstance(given, str) or not given:
        raise tracing_error(f"the name of a random variable must be a non-empty string, got {name!r}")
    elif not given.isprintable():
        raise tracing_error(f"the name of a random variable must be printable, got {name!r}")
    if name in taken:
        raise ParameterError(
            f"two random variables are named {name!r}: their random numbers would be the same{user_line()}"
        )
    return session.sample(dist, name, estimator)
