"""The C++ table of distributions as Python sees it: one `Definition` per parametrisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .. import _core
from .._core import Graph
from ..errors import ParameterError

__all__ = ["Condition", "Definition", "Parameter", "definitions"]


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
class Definition:
    """One C++ definition: what estimators and eager functions need of a distribution.

    Attributes
    ----------
    name : str
        The C++ struct: ``"Normal"``, ``"BernoulliLogits"``.
    parameters : tuple of Parameter
    noise : str
        Base noise of the one-liner ``x = g(noise, parameters)``.
    reparametrised : bool
        Whether ``g`` is differentiable in the parameters.
    discrete : bool
    support_depends : frozenset of str
        Parameters that move the support: the score function is wrong for them.
    """

    name: str
    parameters: tuple[Parameter, ...]
    noise: str
    reparametrised: bool
    discrete: bool
    support_depends: frozenset[str]

    @property
    def kind(self) -> str:
        """Kind of a variable in the graph."""
        return "integer" if self.discrete else "real"

    def sample(self, graph: Graph, parameters: Sequence[int], noise: int) -> int:
        """Add ``g(noise, parameters)`` to the graph; its shape is that of `noise`."""
        return graph.sample(self.name, list(parameters), noise)

    def log_prob(self, graph: Graph, x: int, parameters: Sequence[int]) -> int:
        """Add the elementwise log-density to the graph."""
        return graph.log_prob(self.name, x, list(parameters))


@cache
def definitions() -> dict[str, Definition]:
    """All definitions by name."""
    table = {}
    for row in _core.distributions():
        table[row["name"]] = Definition(
            name=row["name"],
            parameters=tuple(Parameter(p["name"], p["constraint"], p["rank"]) for p in row["parameters"]),
            noise=row["noise"],
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
