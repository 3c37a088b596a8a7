"""Laws made of laws: the parameters and noises of the parts, and definitions that call those of the parts.

Parameter ``scale`` of part ``base`` is parameter ``base.scale`` of the whole. A `CombinedDefinition` holds no numbers,
only the structure, so that programs are compiled once for each structure; numbers enter as an *image*: the parts as
distributions again, whose parameters are nodes of the graph at hand.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .._core import Graph
from ..errors import ParameterError, ShapeError, TracingError, user_line
from ..ops import OPS
from ..ops.comparison import OPS as COMPARISONS
from ._arguments import real_array, short
from ._base import Distribution, Value
from ._custom import CustomDefinition, draws_fit, reached_smoothly, smooth
from ._definition import Condition, Definition, Noise, Parameter, Shape

__all__ = ["Combinator", "CombinedDefinition", "Part", "draw", "formula", "image", "require_law"]

#: Ops that jump. The functions of a continuous law are continuous: there they choose between formulas that agree.
_JUMPS = frozenset(op.name for op in COMPARISONS) | {name for name, op in OPS.items() if op.cut}


def image(law: Any, definition: Any, values: Sequence[Value]) -> Any:
    """Return the law with other parameters, unchecked: of what ``__init__`` may have set, only these and ``static``."""
    made = law.__new__(law)
    made.definition = definition
    made.parameters = dict(zip((p.name for p in definition.parameters), values, strict=True))
    if isinstance(definition, CustomDefinition):
        made.static = dict(definition.static)
    if isinstance(made, Distribution):
        shapes = [tuple(np.shape(value)) for value in values]
        batches = [s[: len(s) - p.rank] for p, s in zip(definition.parameters, shapes, strict=True)]
        made.batch_shape = tuple(np.broadcast_shapes(*batches))
        made.event_shape = definition.event_shape(definition.own_shapes(shapes))
        made._checked = {"float64", "float32"}
    return made


def draw(law: Distribution, noises: Sequence[Value]) -> Value:
    """Return ``g(noises, parameters)`` of a law with traced parameters."""
    from ..trace.traced import Traced

    nodes = [value.node for value in law.parameters.values()]
    graph = next(iter(law.parameters.values())).graph
    node = law.definition.sample(graph, nodes, [noise.node for noise in noises])
    return Traced(graph, node, law.kind)


@dataclass(frozen=True)
class Part:
    """A law, or a bijector, inside of another one.

    Attributes
    ----------
    name : str
        What its parameters are prefixed with.
    law : type
        Its class.
    definition : Definition
        Or that of a bijector.
    absorbed : int
        Number of axes of its batch, the last ones, that belong to one variable of the whole.
    ranks : tuple of int
        Rank of each parameter in the whole: its own, and those of the absorbed axes that it has.
    """

    name: str
    law: Any
    definition: Any
    absorbed: int
    ranks: tuple[int, ...]

    @classmethod
    def of(cls, name: str, given: Any, absorbed: int = 0) -> Part:
        """Describe a part."""
        ranks = tuple(
            p.rank + min(absorbed, np.ndim(value) - p.rank)
            for p, value in zip(given.definition.parameters, given.parameters.values(), strict=True)
        )
        return cls(name, type(given), given.definition, absorbed, ranks)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters, as parameters of the whole."""
        listed = zip(self.definition.parameters, self.ranks, strict=True)
        return tuple(Parameter(f"{self.name}.{p.name}", p.constraint, rank) for p, rank in listed)

    def values(self, parameters: Mapping[str, Value]) -> list[Value]:
        """Its parameters from those of the whole, with all absorbed axes, of length one if need be, behind a batch."""
        values = []
        for p, rank in zip(self.definition.parameters, self.ranks, strict=True):
            value = parameters[f"{self.name}.{p.name}"]
            missing = p.rank + self.absorbed - rank
            shape = np.shape(value)
            split = len(shape) - rank
            if missing and split:
                value = np.reshape(value, (*shape[:split], *(1,) * missing, *shape[split:]))
            values.append(value)
        return values

    def image(self, parameters: Mapping[str, Value]) -> Any:
        """The part itself, from the parameters of the whole."""
        return image(self.law, self.definition, self.values(parameters))

    def own(self, shapes: Mapping[str, Shape]) -> tuple[Shape, list[Shape]]:
        """Absorbed axes, and axes of each parameter that belong to one variable of the part."""
        absorbed, own = [], []
        for p, rank in zip(self.definition.parameters, self.ranks, strict=True):
            shape = shapes[f"{self.name}.{p.name}"]
            absorbed.append(shape[: rank - p.rank])
            own.append(shape[rank - p.rank :])
        joint = np.broadcast_shapes(*absorbed)
        return (1,) * (self.absorbed - len(joint)) + tuple(joint), own

    def event(self, shapes: Mapping[str, Shape]) -> Shape:
        """Shape of one variable of the whole, if it is all absorbed variables of the part."""
        absorbed, own = self.own(shapes)
        return (*absorbed, *self.definition.event_shape(own))

    def noises(self, shapes: Mapping[str, Shape], *, each: bool = True) -> list[Shape]:
        """Shape of the noises of all absorbed variables, or of one of them."""
        absorbed, own = self.own(shapes)
        return [(*(absorbed if each else ()), *shape) for shape in self.definition.noise_shapes(own)]


@dataclass(frozen=True)
class CombinedDefinition(Definition):
    """A definition composed of those of parts.

    Attributes
    ----------
    law : type
        The combinator, whose ``_made_of`` and ``_log_density`` are called on its image.
    parts : tuple of Part
    static : tuple of (str, object)
        What else makes the structure.
    """

    law: Any
    parts: tuple[Part, ...]
    static: tuple[tuple[str, Any], ...] = ()

    @property
    def straight_through(self) -> bool:
        """Whether the derivative of draws is not that of the law."""
        return any(getattr(part.definition, "straight_through", False) for part in self.parts)

    @property
    def samplers(self) -> int:
        """How many samplers that reject a draw is made with."""
        return sum(part.definition.samplers for part in self.parts if part.definition.noises)

    @property
    def implicit(self) -> bool:
        """Whether draws move so that their distribution function stays."""
        own = bool(self.law._implicit_draws) and self.reparametrised
        return own or any(part.definition.implicit for part in self.parts if part.definition.noises)

    def option(self, name: str) -> Any:
        """Return an entry of `static`."""
        return dict(self.static)[name]

    def shapes(self, own: Sequence[Shape]) -> dict[str, Shape]:
        """Axes of each parameter that belong to one variable, by name."""
        return {p.name: tuple(shape) for p, shape in zip(self.parameters, own, strict=True)}

    def event_shape(self, own: Sequence[Shape]) -> Shape:
        """Shape of one variable."""
        return tuple(self.law._event(self, self.shapes(own)))

    def noise_shapes(self, own: Sequence[Shape]) -> list[Shape]:
        """Shape of each noise of one variable."""
        return [tuple(shape) for shape in self.law._noises(self, self.shapes(own))]

    def fits(self, own: tuple[Shape, ...]) -> bool:
        """Whether the parameters' own shapes go together."""
        self.event_shape(own)  # says what is wrong, if it can
        return draws_fit(self, own) if self.law._to_be_tried else True

    def sample(self, graph: Graph, parameters: Sequence[int], noises: Sequence[int]) -> int:
        """Add ``g(noises, parameters)`` to the graph."""
        from ..trace.convert import lift

        whole, given = self._image(graph, parameters), [_traced(graph, node) for node in noises]
        return lift(whole._made_of(given), graph).node

    def log_prob(self, graph: Graph, x: int, parameters: Sequence[int]) -> int:
        """Add the log-density of every variable to the graph."""
        from ..trace.convert import lift

        return lift(self._image(graph, parameters)._log_density(_traced(graph, x)), graph).node

    def _image(self, graph: Graph, parameters: Sequence[int]) -> Any:
        return image(self.law, self, [_traced(graph, node) for node in parameters])


def _without_derivatives(definition: CombinedDefinition) -> CombinedDefinition:
    """The same law of the same draws, of which no implicit derivative is asked."""
    parts = tuple(
        replace(part, definition=_without_derivatives(part.definition))
        if isinstance(part.definition, CombinedDefinition)
        else part
        for part in definition.parts
    )
    return replace(definition, parts=parts, reparametrised=False)


def _traced(graph: Graph, node: int) -> Any:
    from ..trace.traced import Traced

    return Traced(graph, node, graph.kind(node))


class Combinator(Distribution):
    """A law made of other laws: the base class of those.

    Its parameters are those of the parts, ``base.loc`` for parameter ``loc`` of part ``base``, and its own.
    """

    definition: CombinedDefinition
    #: Whether derivatives of draws come from the implicit function theorem.
    _implicit_draws: ClassVar[bool] = False
    #: Whether only a trial tells if the shapes of parameters go together.
    _to_be_tried: ClassVar[bool] = False

    def __init__(self) -> None:
        raise TypeError(f"{type(self).__name__} is a base class")

    def _combine(
        self,
        parts: Mapping[str, tuple[Any, int]],
        own: Mapping[str, tuple[str, Value]] | None = None,
        *,
        noises: Sequence[Noise] = (),
        event_rank: int,
        discrete: bool,
        reparametrised: bool,
        check_smooth: bool = False,
        support_depends: Sequence[str] = (),
        static: Mapping[str, Any] | None = None,
        conditions: Callable[[CombinedDefinition], tuple[Condition, ...]] | None = None,
    ) -> None:
        """Do what ``__init__`` of other distributions does.

        Parameters
        ----------
        parts : dict of str to (Distribution or Bijector, int)
            The parts, and how many axes of their batches belong to one variable.
        own : dict of str to (str, array or traced)
            Constraint and value of further parameters, one number for each variable.
        noises, event_rank, discrete, reparametrised, support_depends, static
            Of the definition.
        check_smooth : bool
            Whether to see first if draws have jumps.
        conditions : callable
            Constraints on several parameters together, from the definition.
        """
        from ..trace.convert import graph_of, is_traced, lift

        own = {name: value for name, value in (own or {}).items() if value[1] is not None}
        described = tuple(Part.of(name, given, absorbed) for name, (given, absorbed) in parts.items())
        values: dict[str, Any] = {}
        for part, (given, _) in zip(described, parts.values(), strict=True):
            values |= dict(zip((p.name for p in part.parameters), given.parameters.values(), strict=True))
        parameters = tuple(p for part in described for p in part.parameters)
        parameters += tuple(Parameter(name, constraint, 0) for name, (constraint, _) in own.items())
        values |= {name: value for name, (_, value) in own.items()}
        self._given = tuple(given for given, _ in parts.values())
        self.definition = CombinedDefinition(
            name=type(self).__name__,
            parameters=parameters,
            noises=tuple(noises),
            event_rank=event_rank,
            reparametrised=reparametrised,
            discrete=discrete,
            support_depends=frozenset(support_depends),
            law=type(self),
            parts=described,
            static=tuple((static or {}).items()),
        )
        traced = any(is_traced(value) for value in values.values())
        if traced:
            graph = graph_of(values.values())
            self.parameters = {name: lift(value, graph) for name, value in values.items()}
        else:
            self.parameters = {name: real_array(f"{self.name}: {name}", value)[()] for name, value in values.items()}
        self.batch_shape, self.event_shape = self._shapes()
        if reparametrised and check_smooth:
            shapes = tuple(self.definition.own_shapes([np.shape(value) for value in self.parameters.values()]))
            self.definition = replace(self.definition, reparametrised=smooth(self.definition, shapes))
        self._checked = set()
        if conditions is not None:
            self.conditions = conditions(self.definition)
        if traced:
            named = {name: value.node for name, value in self.parameters.items()}
            for name, (constraint, _) in own.items():
                graph.check(named[name], constraint, f"{self.name}: {name}")
            for condition in self.conditions:
                graph.check(condition.node(graph, named), condition.constraint, f"{self.name}: {condition.text}")
        else:
            self._check(self._dtype())

    def _check(self, dtype: str) -> None:
        """Check the parameters in a precision: each part its own ones."""
        if dtype in self._checked:
            return
        # An image has no parts but images, which know less of what must hold.
        parts = self.definition.parts
        known = self.__dict__.get("_given") or tuple(part.image(self.parameters) for part in parts)
        for part, given in zip(parts, known, strict=True):
            now = copy.copy(given)
            names = [p.name for p in part.definition.parameters]
            now.parameters = dict(zip(names, part.values(self.parameters), strict=True))
            now._checked = set()
            now._check(dtype)
        super()._check(dtype)

    def _draw(
        self, size: Any, rng: Any, threads: int | None, dtype: DTypeLike | None, out: list[Any] | None, *, grad: bool
    ) -> list[NDArray[Any]]:
        plain = copy.copy(self)
        if not grad:  # the steps that only carry derivatives cost more than the draws
            plain.definition = _without_derivatives(self.definition)
        return super(Combinator, plain)._draw(size, rng, threads, dtype, out, grad=grad)

    def _part(self, name: str) -> Any:
        """Return a part."""
        return next(part for part in self.definition.parts if part.name == name).image(self.parameters)

    @property
    def base(self) -> Any:
        """The law that this one is made of."""
        return self._part("base")

    def __repr__(self) -> str:
        parts = [f"{p.name}={p.image(self.parameters)!r}" for p in self.definition.parts]
        inside = {p.name for part in self.definition.parts for p in part.parameters}
        own = [f"{name}={short(value)}" for name, value in self.parameters.items() if name not in inside]
        return f"{self.name}({', '.join([*parts, *own])})"

    # --------------------------------------------------------------------------- what combinators say of themselves

    @staticmethod
    def _event(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> Shape:
        """Shape of one variable, from the own axes of the parameters: by default that of the first part."""
        return definition.parts[0].event(shapes)

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        """Shapes of the noises of one variable: by default those of the first part."""
        return definition.parts[0].noises(shapes)

    def _made_of(self, noises: Sequence[Value]) -> Value:
        """Return a draw made of noises; all are traced."""
        raise NotImplementedError

    def _log_density(self, x: Value) -> Value:
        """Return the log-density of traced variables."""
        raise NotImplementedError


def require_law(owner: str, what: str, given: Any, *, event_rank: int | None = None) -> None:
    """Refuse a part that is no distribution, or whose variables have axes."""
    if not isinstance(given, Distribution):
        raise ParameterError(f"{owner}: {what} must be a distribution, got {short(given)}{user_line()}")
    if event_rank is not None and given.definition.event_rank != event_rank:
        raise ShapeError(
            f"{owner}: {what} must be a law of numbers, one variable of {given.name} has axes{user_line()}"
        )


def formula(given: Distribution, what: str) -> bool | None:
    """Whether a law of numbers has a formula of its cdf or icdf that can be traced, and (True) has a derivative."""
    own = given.definition.own_shapes([np.shape(value) for value in given.parameters.values()])
    law: Any = type(given)
    return _formula(law, given.definition, tuple(own), what)


@lru_cache(512)
def _formula(law: Any, definition: Definition, own: tuple[Shape, ...], what: str) -> bool | None:
    graph = Graph()
    nodes = [graph.param(p.name, shape) for p, shape in zip(definition.parameters, own, strict=True)]
    made = image(law, definition, [_traced(graph, node) for node in nodes])
    try:
        result = getattr(made, what)(_traced(graph, graph.random_variable("x", ())))
    except (NotImplementedError, TracingError):
        return None
    return reached_smoothly(graph, result.node, nodes, _JUMPS) if hasattr(result, "node") else True
