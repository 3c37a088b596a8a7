"""Programs behind the eager functions: small graphs compiled once and kept.

Every element of a result is one sample of a program, so that large arrays run fused and threaded: arrays that vary from
element to element are fed through the hook by which tests feed noise, scalars are parameters.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import Graph, Program
from ..config import threads_from_environment
from ._definition import Condition, Definition, Shape

Shapes = tuple[Shape, ...]
_CACHE = 512  # programs kept per function; a program of one density is a few KB


Array = NDArray[np.floating[Any]]


def _parameters(graph: Graph, definition: Definition, shapes: Shapes) -> list[int]:
    return [graph.param(p.name, shape) for p, shape in zip(definition.parameters, shapes, strict=True)]


def add_checks(
    graph: Graph, family: str, definition: Definition, nodes: list[int], conditions: tuple[Condition, ...]
) -> None:
    """Add the constraints of parameters and their relations to the graph."""
    for parameter, node in zip(definition.parameters, nodes, strict=True):
        graph.check(node, parameter.constraint, f"{family}: {parameter.name}")
    named = {p.name: node for p, node in zip(definition.parameters, nodes, strict=True)}
    for condition in conditions:
        graph.check(condition.node(graph, named), condition.constraint, f"{family}: {condition.text}")


@lru_cache(_CACHE)
def check_program(
    family: str, definition: Definition, conditions: tuple[Condition, ...], shapes: Shapes, dtype: str
) -> Program:
    """Fail with the offending value unless the parameters satisfy their constraints."""
    graph = Graph()
    nodes = _parameters(graph, definition, shapes)
    add_checks(graph, family, definition, nodes, conditions)
    return graph.compile([("mean", graph.constant(np.zeros(())), "nothing")], dtype)


@lru_cache(_CACHE)
def element_program(
    definition: Definition, what: str, shapes: Shapes, varying: tuple[bool, ...], dtype: str
) -> Program:
    """Compile a function of one variable: "log_prob" and "score" of x, or "sample" and "sample_and_grad".

    Parameters
    ----------
    definition : Definition
    what : str
    shapes : tuple of tuple of int
        Shape of each parameter of one variable: (), (K,), ...
    varying : tuple of bool
        Whether x and each parameter vary from element to element.
    dtype : str
    """
    graph = Graph()
    parameters = [
        graph.noise("uniform", shape, p.name) if varies else graph.param(p.name, shape)
        for p, shape, varies in zip(definition.parameters, shapes, varying[1:], strict=True)
    ]
    event = definition.event_shape(shapes)
    if what in ("log_prob", "score"):
        x = graph.noise("uniform", event, "x") if varying[0] else graph.param("x", event)
        value = definition.log_prob(graph, x, parameters)
    else:
        value = definition.draw(graph, parameters, (), "x")
    outputs = [] if what == "score" else [("samples", value, "value")]
    if what == "score":
        outputs += _slopes(graph, definition, value, parameters)
    if what == "sample_and_grad":
        outputs += _jacobians(graph, definition, value, parameters)
    return graph.compile(outputs, dtype)


@lru_cache(_CACHE)
def draw_program(definition: Definition, shape: Shape, shapes: Shapes, dtype: str, grad: bool) -> Program:
    """Compile independent draws of a batch of variables, and dx / d parameter, parameters given in full shape."""
    graph = Graph()
    parameters = _parameters(graph, definition, shapes)
    x = definition.draw(graph, parameters, shape, "x")
    outputs = [("samples", x, "x")]
    if grad:
        outputs += _jacobians(graph, definition, x, parameters)
    return graph.compile(outputs, dtype)


_Outputs = list[tuple[str, int, str]]


def _slopes(graph: Graph, definition: Definition, value: int, parameters: list[int]) -> _Outputs:
    """Request the derivative of every element with respect to its own parameters."""
    total = graph.sum(value, tuple(range(len(graph.shape(value)))))
    slopes = graph.gradient(total, parameters)
    return [
        ("samples", graph.constant(np.zeros(graph.shape(node))) if slope is None else slope, p.name)
        for p, node, slope in zip(definition.parameters, parameters, slopes, strict=True)
    ]


def _jacobians(graph: Graph, definition: Definition, value: int, parameters: list[int]) -> _Outputs:
    """Request the derivative of every element of every event, along its axes, with respect to the own parameters."""
    if definition.event_rank == 0:
        return _slopes(graph, definition, value, parameters)
    shape = tuple(graph.shape(value))
    split = len(shape) - definition.event_rank
    batch, event = shape[:split], shape[split:]
    strides = [prod(shape[k + 1 :]) for k in range(split)]
    rows = [
        _slopes(graph, definition, graph.view(value, batch, strides, entry), parameters) for entry in range(prod(event))
    ]
    stacked = []
    for column in zip(*rows, strict=True):
        own = tuple(graph.shape(column[0][1]))[split:]
        parts = [graph.reshape(slope, (*batch, 1, *own)) for _, slope, _ in column]
        whole = graph.concatenate(parts, split)
        stacked.append(("samples", graph.reshape(whole, (*batch, *event, *own)), column[0][2]))
    return stacked


def run_elements(
    definition: Definition,
    what: str,
    arrays: list[Array],
    shape: Shape,
    *,
    x: Array | None = None,
    seed: tuple[int, int] = (0, 0),
    threads: int | None = None,
    dtype: str,
) -> list[Array]:
    """Compute a function of every variable of an array of variables.

    Parameters
    ----------
    definition, what, dtype
        As in `element_program`.
    arrays : list of ndarray
        Parameters, which broadcast to `shape` before their own axes.
    shape : tuple of int
        One variable for each element.
    x : ndarray, optional
        Argument of the density, or noise instead of random noise.
    seed
        Of draws.
    threads
        By default as many as the environment says.

    Returns
    -------
    list of ndarray
        The outputs: of `shape`, then the axes of one variable, then those of a parameter, as the output has them.
    """
    count = prod(shape)
    rank = -1 if x is None else x.ndim
    own, event, varying, program, inners = _element_plan(definition, what, tuple(a.shape for a in arrays), rank, dtype)
    named = [(p.name, a, s) for p, a, s in zip(definition.parameters, arrays, own, strict=True)]
    streams, params = {}, []
    for (name, array, inner), varies in zip((*named, ("x", x, event)), varying, strict=True):
        if array is None:
            continue
        if varies:
            full = (*shape, *inner)
            streams[name] = (array if array.shape == full else np.broadcast_to(array, full)).reshape((count, *inner))
        else:
            params.append(array.reshape(inner))
    known = program.sites
    results = program.run(
        params,
        samples=count,
        seed=seed,
        threads=threads_from_environment() if threads is None else threads,
        stderr=False,
        check_finite=False,
        noise={name: stream for name, stream in streams.items() if name in known},
    )
    return [
        spread(value, count, inner).reshape((*shape, *inner)) for (value, _), inner in zip(results, inners, strict=True)
    ]


@lru_cache(_CACHE)
def _element_plan(
    definition: Definition, what: str, shapes: Shapes, rank: int, dtype: str
) -> tuple[Shapes, Shape, tuple[bool, ...], Program, Shapes]:
    """What calls with arguments of these shapes have in common; x has `rank` axes, or -1: there is none.

    Own shapes of the parameters and of one variable, what varies (x last), the program, and own shapes of the outputs.
    """
    own = tuple(definition.own_shapes(shapes))
    event = definition.event_shape(own)
    density = what in ("log_prob", "score")
    moving = tuple(prod(whole) > prod(inner) for whole, inner in zip(shapes, own, strict=True))
    program = element_program(definition, what, own, (rank > len(event), *moving), dtype)
    inners = [] if what == "score" else [() if density else event]
    if what in ("score", "sample_and_grad"):
        inners += [(*(() if density else event), *s) for s in own]
    return own, event, (*moving, rank > len(event) or not density), program, tuple(inners)


def spread(value: Any, count: int, inner: Shape) -> Array:
    """Give an output that does not vary from sample to sample, such as dx / d loc = 1, its axis of samples."""
    array = np.asarray(value)
    full = (count, *inner)
    return array if array.shape == full else np.broadcast_to(array, full).copy()


def run_checks(program: Program, arrays: list[Array]) -> None:
    """Run a program that only checks."""
    program.run(arrays, samples=1, seed=(0, 0), stderr=False, check_finite=False)


def draw(
    definition: Definition,
    batch: Shape,
    arrays: list[Array],
    count: int,
    *,
    seed: tuple[int, int],
    threads: int,
    dtype: str,
    grad: bool,
) -> list[Array]:
    """Draw `count` batches: x of shape ``(count, *batch, *event)``, then dx / d parameter if `grad`.

    Samples are computed in blocks of 256. A few draws of a large batch are better done element by element.
    """
    if batch and count < 256:
        what = "sample_and_grad" if grad else "sample"
        return run_elements(definition, what, arrays, (count, *batch), seed=seed, threads=threads, dtype=dtype)
    program = draw_program(definition, batch, tuple(a.shape for a in arrays), dtype, grad)
    results = program.run(arrays, samples=count, seed=seed, threads=threads, stderr=False, check_finite=False)
    own = definition.own_shapes([a.shape for a in arrays])
    full = (*batch, *definition.event_shape(own))
    shapes = [full, *((*full, *s) for s in own)] if grad else [full]
    return [spread(value, count, shape) for (value, _), shape in zip(results, shapes, strict=True)]
