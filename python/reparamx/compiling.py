"""From a loss to programs: trace, let the estimators build the surrogate, differentiate, compile."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from .errors import ShapeError, TracingError
from .options import Options
from .stochastic import Choice, StochasticGraph
from .structure import Key, builder, leaf_keys, leaf_kind, leaf_names, unflatten
from .trace import Traced, tracing
from .trace.convert import lift, to_kind

if TYPE_CHECKING:
    from ._core import Graph, Program

_KINDS = {"f": "real", "i": "integer", "b": "boolean"}


class Reading:
    """The arguments of one call, flattened."""

    __slots__ = ("args", "key", "kwargs", "leaves", "static")

    def __init__(
        self, key: Key, leaves: list[Any], args: tuple[Any, ...], kwargs: dict[str, Any], static: dict[str, Any]
    ) -> None:
        self.key = key
        self.leaves = leaves
        self.args = args
        self.kwargs = kwargs
        self.static = static

    def argument_keys(self) -> list[Key]:
        """Keys of the arguments: the positional ones, then those by name."""
        if self.static:
            return list(self.key[0])
        return [*self.key[0], *self.key[2]] if self.kwargs else list(self.key)


@dataclass(eq=False)
class Compiled:
    """A traced loss, and the programs made of it so far."""

    graph: Graph
    value: int
    outputs: list[tuple[int, str]]
    """Nodes and names of the derivatives that are not zero."""
    slots: list[int | None]
    """For each differentiated leaf the place of its derivative among the outputs; None where it is zero."""
    shapes: list[tuple[int, ...]]
    """Shapes of the differentiated leaves."""
    keys: list[Key]
    """Keys of the differentiated arguments."""
    single: bool
    random: bool
    choices: list[Choice]
    stochastic: StochasticGraph
    program: Program | None = None
    value_program: Program | None = None
    samples_program: Program | None = None
    names: list[str] = field(default_factory=list)

    @cached_property
    def gradient(self) -> Callable[[list[Any]], Any]:
        """Function from the results of a run to the gradient, in the structure of the arguments."""
        return self._builder(0)

    @cached_property
    def gradient_stderr(self) -> Callable[[list[Any]], Any]:
        """Function from the results of a run to the standard errors of the gradient."""
        return self._builder(1)

    def _builder(self, which: int) -> Callable[[list[Any]], Any]:
        getters = iter([_getter(slot, which, shape) for slot, shape in zip(self.slots, self.shapes, strict=True)])
        return builder(self.keys[0] if self.single else (tuple, None, tuple(self.keys)), getters)

    def sample_gradient(self, results: list[Any], samples: int) -> Any:
        """Return the gradients of all samples in the structure of the arguments."""
        leaves = iter(
            np.zeros((samples, *shape)) if slot is None else self.spread(results[slot][0], samples, shape)
            for slot, shape in zip(self.slots, self.shapes, strict=True)
        )
        return unflatten(self.keys[0] if self.single else (tuple, None, tuple(self.keys)), leaves)

    @staticmethod
    def spread(values: Any, samples: int, shape: tuple[int, ...]) -> Any:
        """Give what does not vary from sample to sample its axis of samples."""
        array = np.asarray(values)
        full = (samples, *shape)
        return array if array.shape == full else np.broadcast_to(array, full).copy()


def _getter(slot: int | None, which: int, shape: tuple[int, ...]) -> Callable[[list[Any]], Any]:
    """Return the function that takes one derivative, or its standard error, from the results of a run."""
    if slot is not None:
        return lambda results: results[slot][which]
    if shape:
        return lambda results: np.zeros(shape)
    return lambda results: 0.0


def trace_loss(
    function: Callable[..., Any], signature: inspect.Signature, reading: Reading, options: Options, name: str
) -> Compiled:
    """Run a loss on traced arguments, and build and differentiate its surrogate."""
    graph = _core.Graph()
    labels, differentiated = _arguments(signature, reading, options, name)
    params, wrt = _declare(graph, reading, labels, differentiated)
    traced = iter([Traced(graph, node, kind) for node, kind in params])
    rebuilt = [unflatten(key, traced) for key in reading.argument_keys()]
    args = rebuilt[: len(reading.args)]
    kwargs = dict(zip(reading.kwargs, rebuilt[len(args) :], strict=True))
    with tracing(graph) as session:
        if reading.static:
            result = _call_with_static(function, signature, kwargs, reading.static)
        else:
            result = function(*args, **kwargs)
        cost = _cost(result, graph, name)

    nodes = [node for leaves in wrt for node, _, _ in leaves]
    stochastic = StochasticGraph(graph, session.variables, cost.node, nodes, options.estimator)
    if session.variables:
        from . import estimators

        value, surrogate, _checks, choices = estimators.build(stochastic)
    else:
        value, surrogate, choices = cost.node, cost.node, []
    derivatives = graph.gradient(surrogate, nodes) if nodes else []
    leaf_labels = [label for leaves in wrt for _, label, _ in leaves]
    outputs: list[tuple[int, str]] = []
    slots: list[int | None] = []
    for derivative, label in zip(derivatives, leaf_labels, strict=True):
        if derivative is not None:
            outputs.append((derivative, f"gradient of {label}"))
        slots.append(None if derivative is None else len(outputs))
    return Compiled(
        graph=graph,
        value=value,
        outputs=outputs,
        slots=slots,
        shapes=[shape for leaves in wrt for _, _, shape in leaves],
        keys=[reading.argument_keys()[k] for k in differentiated],
        single=options.single,
        random=bool(session.variables),
        choices=list(choices),
        stochastic=stochastic,
        names=leaf_labels,
    )


def compile_loss(compiled: Compiled, which: str, options: Options) -> None:
    """Compile one of the programs of a traced loss."""
    kind = "samples" if which == "samples_program" else "mean"
    requests = [(kind, compiled.value, "value")]
    if which != "value_program":
        requests += [(kind, node, name) for node, name in compiled.outputs]
    program = compiled.graph.compile(requests, options.dtype, [0] if options.check_finite else [])
    setattr(compiled, which, program)


def _arguments(
    signature: inspect.Signature, reading: Reading, options: Options, name: str
) -> tuple[list[str], list[int]]:
    """Return the name of each argument, and the places of those to differentiate."""
    if reading.static:
        labels = list(reading.kwargs)
    else:
        try:
            signature.bind(*reading.args, **reading.kwargs)
        except TypeError as error:
            hint = "; the number of samples is samples=" if str(error).startswith("too many") else ""
            raise TypeError(f"{name}: {error}{hint}") from None
        labels = positional_labels(signature, len(reading.args)) + list(reading.kwargs)
    parameters = list(signature.parameters.values())
    differentiated = []
    for number in options.argnums:
        label = labels[number] if number < len(reading.args) else None
        if label is None and number < len(parameters):
            label = parameters[number].name
        if label not in labels:
            raise TracingError(
                f"{name}: argnums={number}, but the loss was called without argument {label or number}; "
                f"write argnums=() to differentiate nothing"
            )
        differentiated.append(labels.index(label))
    return labels, differentiated


def positional_labels(signature: inspect.Signature, count: int) -> list[str]:
    """Return the name of each positional argument; those of ``*args`` are numbered."""
    labels: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            labels += [f"{parameter.name}[{k}]" for k in range(count - len(labels))]
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            labels.append(parameter.name)
    return labels[:count]


def _declare(
    graph: Graph, reading: Reading, labels: list[str], differentiated: list[int]
) -> tuple[list[tuple[int, str]], list[list[tuple[int, str, tuple[int, ...]]]]]:
    """Make a parameter of the graph for every leaf; return all, and per differentiated argument (node, name, shape)."""
    params: list[tuple[int, str]] = []
    by_place: dict[int, list[tuple[int, str, tuple[int, ...]]]] = {}
    for place, (key, label) in enumerate(zip(reading.argument_keys(), labels, strict=True)):
        for leaf, leaf_label in zip(leaf_keys(key), leaf_names(key, label), strict=True):
            letter, shape = leaf_kind(leaf)
            kind = _KINDS[letter]
            if place in differentiated:
                if kind == "boolean":
                    raise TracingError(
                        f"{leaf_label}: a boolean cannot be differentiated; set argnums= to other arguments"
                    )
                kind = "real"
            node = graph.param(leaf_label, shape, kind)
            params.append((node, kind))
            by_place.setdefault(place, []).append((node, leaf_label, shape))
    return params, [by_place.get(place, []) for place in differentiated]


def _call_with_static(
    function: Callable[..., Any], signature: inspect.Signature, traced: dict[str, Any], static: dict[str, Any]
) -> Any:
    bound = inspect.BoundArguments(signature, {name: {**traced, **static}[name] for name in signature.parameters})
    return function(*bound.args, **bound.kwargs)


def _cost(result: Any, graph: Graph, name: str) -> Traced:
    """Check that a loss returned one number."""
    if result is None:
        raise TracingError(f"{name} returned None: is its return statement missing?")
    if isinstance(result, (dict, list, tuple)):
        raise TracingError(f"{name} must return one number, got a {type(result).__name__}: return their sum")
    try:
        cost = lift(result, graph)
    except TracingError as error:
        raise TracingError(f"{name} must return one number: {error}") from None
    if cost.shape != ():
        raise ShapeError(f"{name} must return one number, got shape {cost.shape}: write np.sum(...) or np.mean(...)")
    return to_kind(cost, "real")
