"""Programs behind the eager functions: small graphs compiled once per definition, shapes and dtype.

None of them has anything to average over: densities are computed once per call, draws are per-sample outputs.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .._core import Graph, Program
from ._definition import Condition, Definition

Shape = tuple[int, ...]
Shapes = tuple[Shape, ...]
_CACHE = 512  # programs kept per function; a program of one density is a few KB


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
def log_prob_program(definition: Definition, x: Shape, shapes: Shapes, shape: Shape, dtype: str) -> Program:
    """Compile log p(x), of shape `shape`; the first array of a call is x."""
    graph = Graph()
    node = graph.broadcast_to(graph.param("x", x), shape)
    value = definition.log_prob(graph, node, _parameters(graph, definition, shapes))
    return graph.compile([("mean", graph.broadcast_to(value, shape), "log_prob")], dtype)


@lru_cache(_CACHE)
def score_program(definition: Definition, x: Shape, shapes: Shapes, dtype: str) -> Program:
    """Compile d log p(x) / d parameter, parameters given in the full shape of the result."""
    graph = Graph()
    node = graph.param("x", x)
    parameters = _parameters(graph, definition, shapes)
    value = definition.log_prob(graph, node, parameters)
    total = graph.sum(value, tuple(range(len(graph.shape(value)))))
    return _gradients(graph, definition, total, parameters, [], "mean", dtype)


@lru_cache(_CACHE)
def draw_program(definition: Definition, shape: Shape, shapes: Shapes, dtype: str, grad: bool) -> Program:
    """Compile independent draws of a batch of variables, and dx / d parameter, parameters given in full shape."""
    graph = Graph()
    parameters = _parameters(graph, definition, shapes)
    noise = graph.noise(definition.noise, shape, "x")
    return _drawn(graph, definition, parameters, noise, "samples", dtype, grad)


@lru_cache(_CACHE)
def noise_program(noise: str, dtype: str) -> Program:
    """Compile draws of one standard noise."""
    graph = Graph()
    return graph.compile([("samples", graph.noise(noise, (), "x"), "x")], dtype)


@lru_cache(_CACHE)
def transform_program(definition: Definition, shape: Shape, shapes: Shapes, dtype: str, grad: bool) -> Program:
    """Compile g(noise, parameters) of noise that is given as the last array of a call."""
    graph = Graph()
    parameters = _parameters(graph, definition, shapes)
    noise = graph.param("noise", shape)
    return _drawn(graph, definition, parameters, noise, "mean", dtype, grad)


def _drawn(
    graph: Graph, definition: Definition, parameters: list[int], noise: int, kind: str, dtype: str, grad: bool
) -> Program:
    x = definition.sample(graph, parameters, noise)
    outputs = [(kind, x, "x")]
    if not grad:
        return graph.compile(outputs, dtype)
    total = graph.sum(x, tuple(range(len(graph.shape(x)))))
    return _gradients(graph, definition, total, parameters, outputs, kind, dtype)


def _gradients(
    graph: Graph,
    definition: Definition,
    total: int,
    parameters: list[int],
    outputs: list[tuple[str, int, str]],
    kind: str,
    dtype: str,
) -> Program:
    for parameter, node, slope in zip(
        definition.parameters, parameters, graph.gradient(total, parameters), strict=True
    ):
        if slope is None:
            slope = graph.constant(np.zeros(graph.shape(node)))
        outputs.append((kind, slope, parameter.name))
    return graph.compile(outputs, dtype)


def run_exact(program: Program, arrays: list[NDArray[np.floating]]) -> list[NDArray[np.floating]]:
    """Run a program without randomness and return its outputs as arrays."""
    results = program.run(arrays, samples=1, seed=(0, 0), stderr=False, check_finite=False)
    return [np.asarray(value) for value, _ in results]


def draw(
    definition: Definition,
    batch: Shape,
    arrays: list[NDArray[np.floating]],
    count: int,
    *,
    seed: tuple[int, int],
    threads: int,
    dtype: str,
    grad: bool,
) -> list[NDArray[np.floating]]:
    """Draw `count` batches: x of shape ``(count, *batch)``, then dx / d parameter if `grad`.

    A program computes whole blocks of 256 samples. For a few draws of a large batch that would be waste: then the noise
    of the whole result is drawn as one long row, and g is applied to it once.
    """
    if batch and count < 256:
        shape = (count, *batch)
        noise = noise_program(definition.noise, dtype).run(
            [], samples=max(1, count * math.prod(batch)), seed=seed, threads=threads, stderr=False
        )[0][0]
        noise = np.asarray(noise)[: count * math.prod(batch)].reshape(shape)
        full = [
            np.ascontiguousarray(np.broadcast_to(a, (*shape, *a.shape[a.ndim - p.rank :]))) if grad else a
            for p, a in zip(definition.parameters, arrays, strict=True)
        ]
        program = transform_program(definition, shape, tuple(a.shape for a in full), dtype, grad)
        return run_exact(program, [*full, noise])
    if count == 0:
        x = np.empty((0, *batch), dtype)
        return [x, *(np.empty((0, *a.shape), dtype) for a in arrays)] if grad else [x]
    program = draw_program(definition, batch, tuple(a.shape for a in arrays), dtype, grad)
    results = program.run(arrays, samples=count, seed=seed, threads=threads, stderr=False, check_finite=False)
    # What does not vary from draw to draw, such as dx / d loc = 1, comes once.
    shapes = [batch, *(a.shape for a in arrays)] if grad else [batch]
    outputs = []
    for (value, _), shape in zip(results, shapes, strict=True):
        array = np.asarray(value)
        outputs.append(array if array.shape == (count, *shape) else np.broadcast_to(array, (count, *shape)).copy())
    return outputs
