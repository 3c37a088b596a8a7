"""Distributions defined in Python: noise, one-liner and log-density in NumPy, traced where others have C++."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..errors import ParameterError
from ..ops import OPS
from ._definition import Definition, Parameter

if TYPE_CHECKING:
    from .._core import Graph

__all__ = ["CustomDefinition", "custom"]


@dataclass(frozen=True)
class CustomDefinition(Definition):
    """A definition whose one-liner and log-density are static methods of a class."""

    law: type

    def sample(self, graph: Graph, parameters: Sequence[int], noise: int) -> int:
        """Add ``g(noise, parameters)`` to the graph."""
        return _trace(graph, self.law.g, [noise, *parameters])  # type: ignore[attr-defined]

    def log_prob(self, graph: Graph, x: int, parameters: Sequence[int]) -> int:
        """Add the log-density to the graph."""
        return _trace(graph, self.law.log_density, [x, *parameters])  # type: ignore[attr-defined]


def _trace(graph: Graph, function: Callable[..., Any], nodes: Sequence[int]) -> int:
    from ..trace.convert import lift
    from ..trace.traced import Traced

    return lift(function(*(Traced(graph, node, graph.kind(node)) for node in nodes)), graph).node


#: Whether g of a class has a derivative in the parameters.
_SMOOTH: WeakKeyDictionary[type, bool] = WeakKeyDictionary()


def _smooth(law: Any) -> bool:
    """Return whether no parameter reaches the result of g through a jump, such as a comparison or ``np.floor``."""
    if law not in _SMOOTH:
        from .._core import Graph

        graph = Graph()
        parameters = [graph.param(name, (), "real") for name in law.constraints]
        result = _trace(graph, law.g, [graph.noise(law.noise, (), "noise"), *parameters])
        moving = set(parameters)
        for node in sorted(graph.ancestors([result])):  # inputs come before what reads them
            if graph.op(node) != "stop_gradient" and moving.intersection(graph.inputs(node)):
                moving.add(node)
        _SMOOTH[law] = not any(
            not graph.differentiable(node) or (graph.op(node) in OPS and OPS[graph.op(node)].cut)
            for node in moving.difference(parameters)
        )
    return _SMOOTH[law]


def custom(law: Any, names: Sequence[str]) -> CustomDefinition:
    """Make the definition of a class that has ``noise``, ``constraints``, ``g`` and ``log_density``."""
    missing = [part for part in ("constraints", "g", "log_density") if not hasattr(law, part)]
    if missing:
        raise ParameterError(f"{law.__name__} defines noise, so it must also define {', '.join(missing)}")
    if list(names) != list(law.constraints):
        listed = ", ".join(law.constraints)
        raise ParameterError(f"{law.__name__}: the parameters must be ({listed}), got ({', '.join(names)})")
    discrete = bool(getattr(law, "discrete", False))
    return CustomDefinition(
        name=law.__name__,
        parameters=tuple(Parameter(name, constraint, 0) for name, constraint in law.constraints.items()),
        noise=law.noise,
        reparametrised=bool(law.reparametrised if hasattr(law, "reparametrised") else not discrete and _smooth(law)),
        discrete=discrete,
        support_depends=frozenset(getattr(law, "support_depends", ())),
        law=law,
    )
