"""Distributions defined in Python: noises, one-liner and log-density in NumPy, traced where others have C++."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..ops import OPS
from ._definition import Definition, Noise, Parameter, Shape

if TYPE_CHECKING:
    from .._core import Graph

__all__ = ["CustomDefinition", "custom", "draws_fit", "reached_smoothly", "smooth", "trace"]


@dataclass(frozen=True)
class CustomDefinition(Definition):
    """A definition whose one-liner and log-density are static methods of a class.

    Attributes
    ----------
    law : type
        The class.
    static : tuple of (str, object)
        Further arguments of its methods, by name: what is no array, such as a number of dimensions.
    """

    law: Any
    static: tuple[tuple[str, Any], ...] = ()

    @property
    def straight_through(self) -> bool:
        """Whether draws have a derivative that is not that of their law."""
        return bool(getattr(self.law, "straight_through", False))

    def event_shape(self, own: Sequence[Shape]) -> Shape:
        """Shape of one variable."""
        if hasattr(self.law, "shape_of_event"):
            return tuple(self.law.shape_of_event(*own, **dict(self.static)))
        return super().event_shape(own)

    def noise_shapes(self, own: Sequence[Shape]) -> list[Shape]:
        """Shape of each noise of one variable."""
        if hasattr(self.law, "shapes_of_noise"):
            return [tuple(shape) for shape in self.law.shapes_of_noise(*own, **dict(self.static))]
        return super().noise_shapes(own)

    def fits(self, own: tuple[Shape, ...]) -> bool:
        """Whether the parameters' own shapes go together: draws have the shape of an event, densities that of none."""
        return draws_fit(self, own)

    def sample(self, graph: Graph, parameters: Sequence[int], noises: Sequence[int]) -> int:
        """Add ``g(*noises, *parameters)`` to the graph."""
        return trace(graph, self.law.g, [*noises, *parameters], self.static)

    def log_prob(self, graph: Graph, x: int, parameters: Sequence[int]) -> int:
        """Add the log-density to the graph."""
        return trace(graph, self.law.log_density, [x, *parameters], self.static)


def trace(
    graph: Graph, function: Callable[..., Any], nodes: Sequence[int], static: tuple[tuple[str, Any], ...] = ()
) -> int:
    """Add a function written in NumPy to a graph."""
    from ..trace.convert import lift
    from ..trace.traced import Traced

    traced = [Traced(graph, node, graph.kind(node)) for node in nodes]
    return lift(function(*traced, **dict(static)), graph).node


@lru_cache(512)
def draws_fit(definition: Definition, own: tuple[Shape, ...]) -> bool:
    """Whether draws have the shape of an event at own shapes of the parameters, and densities that of none."""
    from .._core import Graph

    try:
        graph = Graph()
        parameters = [graph.param(p.name, shape) for p, shape in zip(definition.parameters, own, strict=True)]
        event = definition.event_shape(own)
        drawn = definition.sample(graph, parameters, definition.add_noises(graph, parameters, (), "x"))
        density = definition.log_prob(graph, graph.param("x", event), parameters)
    except (ValueError, IndexError, StopIteration):
        return False
    return tuple(graph.shape(drawn)) == event and graph.shape(density) == ()


@lru_cache(512)
def smooth(definition: Definition, own: tuple[Shape, ...]) -> bool:
    """Return whether no parameter, of these shapes, reaches a draw through a jump."""
    from .._core import Graph

    graph = Graph()
    parameters = [graph.param(p.name, shape, "real") for p, shape in zip(definition.parameters, own, strict=True)]
    return reached_smoothly(graph, definition.draw(graph, parameters, (), "noise"), parameters)


def reached_smoothly(
    graph: Graph, result: int, parameters: Sequence[int], harmless: frozenset[str] = frozenset()
) -> bool:
    """Return whether no parameter reaches a node through a jump, such as a comparison or ``np.floor``.

    Ops that are `harmless` may jump.
    """
    moving = set(parameters)
    for node in sorted(graph.ancestors([result])):  # inputs come before what reads them
        if graph.op(node) != "stop_gradient" and moving.intersection(graph.inputs(node)):
            moving.add(node)
    return not any(
        not graph.differentiable(node) or (graph.op(node) in OPS and OPS[graph.op(node)].cut)
        for node in moving.difference(parameters)
        if graph.op(node) not in harmless
    )


def _parameters(constraints: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Parameters from ``{"name": "positive"}``, or ``{"name": ("positive", rank)}``."""
    return tuple(
        Parameter(name, *((given, 0) if isinstance(given, str) else given)) for name, given in constraints.items()
    )


def _noises(given: Any) -> tuple[Noise, ...]:
    """Noises from ``"normal"``, or from a tuple of ``"normal"`` and ``("normal", rank)``."""
    listed = (given,) if isinstance(given, str) else given
    return tuple(Noise(n) if isinstance(n, str) else Noise(*n) for n in listed)


def custom(distribution: Any, names: Sequence[str]) -> CustomDefinition:
    """Make the definition of a distribution that has ``noise``, ``constraints``, ``g`` and ``log_density``."""
    law = type(distribution)
    missing = [part for part in ("constraints", "g", "log_density") if not hasattr(distribution, part)]
    if missing:
        raise ParameterError(f"{law.__name__} defines noise, so it must also define {', '.join(missing)}")
    constraints = distribution.constraints
    if list(names) != list(constraints):
        listed = ", ".join(constraints)
        raise ParameterError(f"{law.__name__}: the parameters must be ({listed}), got ({', '.join(names)})")
    discrete = bool(getattr(law, "discrete", False))

    def make(reparametrised: bool) -> CustomDefinition:
        return CustomDefinition(
            name=law.__name__,
            parameters=_parameters(constraints),
            noises=_noises(distribution.noise),
            event_rank=int(getattr(law, "event_rank", 0)),
            reparametrised=reparametrised,
            discrete=discrete,
            support_depends=frozenset(getattr(law, "support_depends", ())),
            law=law,
            static=tuple(dict(getattr(distribution, "static", {})).items()),
        )

    if hasattr(law, "reparametrised"):
        return make(bool(law.reparametrised))
    plain = make(False)
    return make(not discrete and smooth(plain, tuple((2,) * p.rank for p in plain.parameters)))
