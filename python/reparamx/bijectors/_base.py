"""The base class of bijectors, their composition and inversion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from ..distributions import _programs
from ..distributions._arguments import real_array, short
from ..distributions._definition import Condition, Definition, Parameter, Shape
from ..errors import ParameterError, ShapeError, user_line
from ._sets import SETS

__all__ = ["Bijector", "BijectorDefinition", "Compose", "Inverse", "Value"]

#: An array, a number or a traced value.
Value = Any


@dataclass(frozen=True)
class BijectorDefinition(Definition):
    """The structure of a bijector: its class, its parameters without their values, and what is no array."""

    law: Any
    static: tuple[tuple[str, Any], ...] = ()


class Bijector:
    """An invertible, differentiable function y = f(x) between two sets of numbers, vectors or matrices.

    A class of your own names its ``domain`` and ``codomain`` ("real", "positive", "unit" (0, 1), "symmetric" (-1, 1),
    "vector", "simplex", "cholesky", "correlation_cholesky", "covariance"), the ``constraints`` of its parameters, and
    defines ``_forward(x)``, ``_inverse(y)`` and ``_log_det(x)`` in NumPy, with the parameters as attributes. In the
    logarithm of the Jacobian a point of the simplex counts as its first K - 1 entries, a lower triangle as its
    entries, without the diagonal if that follows from them.

    Attributes
    ----------
    parameters : dict
        Parameters by name; read-only arrays, or traced values inside of a loss.

    Examples
    --------
    >>> import reparamx as rx
    >>> class Cube(rx.bijectors.Bijector):
    ...     domain = codomain = "positive"
    ...     def _forward(self, x):
    ...         return x**3
    ...     def _inverse(self, y):
    ...         return np.cbrt(y)
    ...     def _log_det(self, x):
    ...         return np.log(3.0) + 2.0 * np.log(x)
    >>> rx.Transformed(rx.Exponential(1.0), Cube()).log_prob([8.0])
    array([-4.48490665])
    """

    domain: ClassVar[str] = "real"
    codomain: ClassVar[str] = "real"
    constraints: ClassVar[Mapping[str, Any]] = {}
    conditions: ClassVar[tuple[Condition, ...]] = ()

    parameters: dict[str, Value]
    definition: BijectorDefinition

    def __init__(self, *, static: Mapping[str, Any] | None = None, **parameters: ArrayLike | Value) -> None:
        self._hold(_parameters(self.constraints), parameters, static or {})

    def _hold(self, described: tuple[Parameter, ...], given: Mapping[str, Value], static: Mapping[str, Any]) -> None:
        """Keep parameters, and check them."""
        from ..trace.convert import graph_of, is_traced, lift

        name = type(self).__name__
        self.definition = BijectorDefinition(
            name, described, (), 0, True, False, frozenset(), type(self), tuple(static.items())
        )
        if any(is_traced(value) for value in given.values()):
            graph = graph_of(given.values())
            self.parameters = {key: lift(value, graph) for key, value in given.items()}
        else:
            self.parameters = {key: real_array(f"{name}: {key}", value)[()] for key, value in given.items()}
        for p in described:
            shape = np.shape(self.parameters[p.name])
            if len(shape) < p.rank:
                axes = "1 axis" if p.rank == 1 else f"{p.rank} axes"
                raise ShapeError(f"{name}: {p.name} needs at least {axes}, got shape {shape}{user_line()}")
        self._checked: set[str] = set()
        if any(is_traced(value) for value in self.parameters.values()):
            nodes = [value.node for value in self.parameters.values()]
            _programs.add_checks(graph, name, self.definition, nodes, self.conditions)
        else:
            self._check("float64")

    def _check(self, dtype: str) -> None:
        if dtype in self._checked or not self.parameters:
            return
        arrays = [np.asarray(value, dtype) for value in self.parameters.values()]
        shapes = tuple(a.shape for a in arrays)
        if all(a.size for a in arrays):
            program = _programs.check_program(
                self.definition.name, self.definition, tuple(self.conditions), shapes, dtype
            )
            _programs.run_checks(program, arrays)
        self._checked.add(dtype)

    def option(self, name: str) -> Any:
        """Return what is no array: a number of dimensions, a choice."""
        return dict(self.definition.static)[name]

    def __getattr__(self, name: str) -> Value:
        parameters = self.__dict__.get("parameters", {})
        if name in parameters:
            return parameters[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        listed = [f"{name}={short(value)}" for name, value in self.parameters.items()]
        return f"{type(self).__name__}({', '.join(listed)})"

    @property
    def rank_in(self) -> int:
        """Number of axes of one x."""
        return SETS[self.domain].rank

    @property
    def rank_out(self) -> int:
        """Number of axes of one y."""
        return SETS[self.codomain].rank

    @property
    def steps(self) -> tuple[tuple[Bijector, bool], ...]:
        """The bijectors it is made of, in the order in which they are applied, and whether each is inverted."""
        return ((self, False),)

    # ----------------------------------------------------------------------------------------------------- to be used

    def forward(self, x: ArrayLike | Value) -> Value:
        """Return y = f(x).

        Parameters
        ----------
        x : array_like or traced
            Its last axes are those of one point; the others broadcast against the parameters.
        """
        return self._each(x, inverted=False)

    def inverse(self, y: ArrayLike | Value) -> Value:
        """Return the x with f(x) = y."""
        return self._each(y, inverted=True)

    def log_abs_det_jacobian(self, x: ArrayLike | Value) -> Value:
        """Return log |det df/dx| at x: one number for each point."""
        with np.errstate(all="ignore"):
            x = _number(x)
            # Axes of x beyond those of each step's points belong to one point of the whole.
            total: Any = 0.0
            points = np.ndim(x) - self.rank_in
            for bijector, inverted in self.steps:
                x, slope = bijector.step(x, inverted)
                total = total + np.sum(slope, axis=tuple(range(points, np.ndim(slope))))
            return total[()] if isinstance(total, np.ndarray) else total

    def _each(self, x: Value, *, inverted: bool) -> Value:
        steps = [(b, was != inverted) for b, was in (reversed(self.steps) if inverted else self.steps)]
        with np.errstate(all="ignore"):
            x = _number(x)
            for bijector, backwards in steps:
                x = bijector._inverse(x) if backwards else bijector._forward(x)
        return x[()] if isinstance(x, np.ndarray) else x

    def step(self, x: Value, inverted: bool) -> tuple[Value, Value]:
        """Return y and log |det dy/dx|, of f or of its inverse, one number for each point."""
        y = self._inverse(x) if inverted else self._forward(x)
        slope = -self._log_det(y) if inverted else self._log_det(x)
        rank = self.rank_out if inverted else self.rank_in
        shape = np.shape(x)[: np.ndim(x) - rank]
        return y, np.broadcast_to(slope, np.broadcast_shapes(np.shape(slope), shape))

    # --------------------------------------------------------------------------------------------------- to be defined

    def _forward(self, x: Value) -> Value:
        raise NotImplementedError

    def _inverse(self, y: Value) -> Value:
        raise NotImplementedError

    def _log_det(self, x: Value) -> Value:
        raise NotImplementedError

    def _sign(self) -> Value:
        """1 if the function increases, -1 if it decreases: of functions of numbers."""
        return 1.0

    @staticmethod
    def moves(low: Any, high: Any) -> Iterable[str]:
        """Names of parameters that move the ends of an interval."""
        return ()

    @staticmethod
    def shape_out(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """Shape of one y."""
        return shape

    @staticmethod
    def shape_in(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """Shape of one x."""
        return shape


def _parameters(constraints: Mapping[str, Any]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, *((c, 0) if isinstance(c, str) else c)) for name, c in constraints.items())


def _number(x: Any) -> Any:
    from ..trace.convert import graph_of, is_traced, lift

    if is_traced(x):
        return lift(x, graph_of([x]))
    array = np.asarray(x)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


class Compose(Bijector):
    """Several bijectors, the first one first.

    Parameters
    ----------
    bijectors : sequence of Bijector

    Examples
    --------
    >>> import reparamx as rx
    >>> f = rx.bijectors.Compose([rx.bijectors.Affine(1.0, 2.0), rx.bijectors.Exp()])
    >>> f.forward([-0.5]), f.log_abs_det_jacobian([-0.5])
    (array([1.]), array([0.69314718]))
    """

    def __init__(self, bijectors: Iterable[Bijector]) -> None:
        self.bijectors = tuple(bijectors)
        if not self.bijectors:
            raise ParameterError(f"Compose: give at least one bijector{user_line()}")
        self._steps = tuple(step for b in self.bijectors for step in require_bijector("Compose", b).steps)
        self._hold((), {}, {})

    def __repr__(self) -> str:
        return f"Compose([{', '.join(map(repr, self.bijectors))}])"

    @property
    def steps(self) -> tuple[tuple[Bijector, bool], ...]:
        """The bijectors it is made of."""
        return self._steps

    @property
    def rank_in(self) -> int:
        """Number of axes of one x: what the step with most axes needs."""
        rank = most = 0
        for bijector, inverted in self.steps:
            start, end = bijector.rank_in, bijector.rank_out
            if inverted:
                start, end = end, start
            most = max(most, start - rank)
            rank += end - start
        return most

    @property
    def rank_out(self) -> int:
        """Number of axes of one y."""
        change = sum((b.rank_in - b.rank_out) if inverted else (b.rank_out - b.rank_in) for b, inverted in self.steps)
        return self.rank_in + change


class Inverse(Compose):
    """The inverse of a bijector.

    Parameters
    ----------
    bijector : Bijector

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Inverse(rx.bijectors.Exp()).forward([1.0])
    array([0.])
    """

    def __init__(self, bijector: Bijector) -> None:
        super().__init__([bijector])
        self._steps = tuple((b, not inverted) for b, inverted in reversed(self._steps))

    def __repr__(self) -> str:
        return f"Inverse({self.bijectors[0]!r})"


def require_bijector(owner: str, given: Any) -> Bijector:
    """Refuse what is no bijector."""
    if not isinstance(given, Bijector):
        raise ParameterError(f"{owner}: {short(given)} is no bijector{user_line()}")
    return given
