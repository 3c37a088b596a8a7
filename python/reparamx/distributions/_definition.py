"""What estimators and eager functions know of a distribution: its `Definition`, most of them from the table of C++."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .. import _core
from .._core import Graph
from ..errors import ParameterError
from ..ops import OPS

__all__ = ["Condition", "Definition", "Noise", "Parameter", "Shape", "definitions"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, the constraint each element is under, and how many trailing axes one variable uses."""

    name: str
    constraint: str
    rank: int


@dataclass(frozen=True)
class Condition:
    """A constraint on several parameters or elements together.

    Parameters
    ----------
    text : str
        What is constrained, as the user knows it: ``"high - low"``.
    constraint : str
        Name of the constraint.
    node : callable
        ``node(graph, parameters)`` returns the node that is constrained; `parameters` maps names to nodes.
    """

    text: str
    constraint: str
    node: Callable[[Graph, Mapping[str, int]], int]


@dataclass(frozen=True)
class Noise:
    """One standard noise that draws are made from: for every variable, or (rank 1) for every entry of its row."""

    kind: str
    rank: int = 0


@dataclass(frozen=True)
class Definition:
    """One definition: parameters, noises, one-liner, log-density.

    Attributes
    ----------
    name : str
        The C++ struct: ``"Normal"``, ``"BernoulliLogits"``.
    parameters : tuple of Parameter
    noises : tuple of Noise
        Base noises of the one-liner ``x = g(noises, parameters)``.
    event_rank : int
        Number of axes of one variable.
    reparametrised : bool
        Whether ``g`` is differentiable in the parameters.
    discrete : bool
    support_depends : frozenset of str
        Parameters that move the support: the score function is wrong for them.
    """

    name: str
    parameters: tuple[Parameter, ...]
    noises: tuple[Noise, ...]
    event_rank: int
    reparametrised: bool
    discrete: bool
    support_depends: frozenset[str]

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def kind(self) -> str:
        """Kind of a variable in the graph."""
        return "integer" if self.discrete else "real"

    @property
    def straight_through(self) -> bool:
        """Whether draws have a derivative that is not that of their law: that of a relaxation instead."""
        return False

    @property
    def samplers(self) -> int:
        """How many samplers that reject a draw is made with: it moves with the parameters, but not at fixed noise."""
        return _samplers(self)

    @property
    def implicit(self) -> bool:
        """Whether draws move with the parameters so that their distribution function stays: not at fixed noise."""
        return self.samplers == 1 and len(self.noises) == 2 and self.event_rank == 0

    def event_shape(self, own: Sequence[Shape]) -> Shape:
        """Shape of one variable, from the trailing axes of each parameter that belong to it."""
        if self.event_rank == 0:
            return ()
        return next(s for p, s in zip(self.parameters, own, strict=True) if p.rank == self.event_rank)

    def noise_shapes(self, own: Sequence[Shape]) -> list[Shape]:
        """Shape of each noise of one variable."""
        event = self.event_shape(own)
        return [event if noise.rank else () for noise in self.noises]

    def fits(self, own: tuple[Shape, ...]) -> bool:
        """Whether the parameters' own shapes go together."""
        return True

    def own_shapes(self, shapes: Sequence[Shape]) -> list[Shape]:
        """Trailing axes of each parameter that belong to one variable."""
        return [tuple(s[len(s) - p.rank :]) for p, s in zip(self.parameters, shapes, strict=True)]

    def add_noises(self, graph: Graph, parameters: Sequence[int], batch: Shape, name: str) -> list[int]:
        """Add the noises of a batch of variables to the graph: ``name``, or ``name.0``, ``name.1``, ... if several."""
        own = self.own_shapes([graph.shape(node) for node in parameters])
        return [
            graph.noise(noise.kind, (*batch, *shape), name if len(self.noises) == 1 else f"{name}.{k}")
            for k, (noise, shape) in enumerate(zip(self.noises, self.noise_shapes(own), strict=True))
        ]

    def draw(self, graph: Graph, parameters: Sequence[int], batch: Shape, name: str) -> int:
        """Add a draw of a batch of variables, made from noises of this name."""
        noises = self.add_noises(graph, parameters, batch, name)
        own = self.own_shapes([graph.shape(node) for node in parameters])
        return graph.broadcast_to(self.sample(graph, parameters, noises), (*batch, *self.event_shape(own)))

    def sample(self, graph: Graph, parameters: Sequence[int], noises: Sequence[int]) -> int:
        """Add ``g(noises, parameters)`` to the graph."""
        return graph.sample(self.name, list(parameters), list(noises))

    def log_prob(self, graph: Graph, x: int, parameters: Sequence[int]) -> int:
        """Add the log-density of every variable to the graph."""
        return graph.log_prob(self.name, x, list(parameters))


@cache
def _samplers(definition: Definition) -> int:
    graph = Graph()
    parameters = [graph.param(p.name, (2,) * p.rank) for p in definition.parameters]
    try:
        drawn = definition.draw(graph, parameters, (), "noise")
    except ValueError:  # a class of a user's that needs other shapes
        return 0
    names = [graph.op(node) for node in graph.ancestors([drawn])]
    return sum(1 for name in names if name in OPS and OPS[name].implicit)


@cache
def definitions() -> dict[str, Definition]:
    """All definitions by name."""
    table = {}
    for row in _core.distributions():
        table[row["name"]] = Definition(
            name=row["name"],
            parameters=tuple(Parameter(p["name"], p["constraint"], p["rank"]) for p in row["parameters"]),
            noises=tuple(Noise(n["kind"], n["rank"]) for n in row["noises"]),
            event_rank=row["event_rank"],
            reparametrised=row["reparametrised"],
            discrete=row["discrete"],
            support_depends=frozenset(row["support_depends"]),
        )
    return table


def find(family: str, names: Sequence[str]) -> Definition:
    """The parametrisation of `family` by the parameters `names`: ``Bernoulli`` by ``logits`` is ``BernoulliLogits``."""
    table = definitions()
    suffix = "".join(part.capitalize() for name in names for part in name.split("_"))
    for name in (family, family + suffix):
        if name in table and [p.name for p in table[name].parameters] == list(names):
            return table[name]
    known = [d for d in table.values() if d.name.startswith(family)]
    listed = " or ".join("(" + ", ".join(p.name for p in d.parameters) + ")" for d in known)
    raise ParameterError(f"{family}: the parameters must be {listed}, got ({', '.join(names)})")
