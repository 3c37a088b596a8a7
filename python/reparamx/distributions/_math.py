"""The functions that moments and distribution functions are written with, on arrays and on traced values alike.

NumPy has most of them; those it lacks are kernels of the op table.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _core

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["EULER", "gauss", "log_gamma_ratio", "log_prob_of", "number", "one_liner", "op", "ratio"]

#: Euler's constant.
EULER = 0.5772156649015328606


@cache
def gauss(count: int) -> list[tuple[float, float]]:
    """Nodes and weights of Gauss and Legendre's rule on (0, 1); made when asked for, since that starts BLAS threads."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return [(float(0.5 + 0.5 * t), float(0.5 * w)) for t, w in zip(nodes, weights, strict=True)]


def number(value: Any) -> Any:
    """Return an argument as an array, unless it is traced."""
    from ..trace.convert import graph_of, is_traced, lift

    return lift(value, graph_of([value])) if is_traced(value) else np.asarray(value)[()]


def op(name: str, *values: Any) -> Any:
    """Apply an elementwise op by its name."""
    from ..trace import emit
    from ..trace.convert import graph_of, is_traced, lift

    if any(is_traced(value) for value in values):
        graph = graph_of(values)
        return emit.apply(name, *(lift(value, graph) for value in values))
    arrays = np.broadcast_arrays(*(np.asarray(value) for value in values))
    dtype = "float32" if all(a.dtype == np.float32 for a in arrays) else "float64"
    flat = [np.ascontiguousarray(a, dtype).ravel() for a in arrays]
    return _core.evaluate(name, flat, dtype).reshape(arrays[0].shape)[()]


def log_prob_of(definition: str, x: Any, *parameters: Any) -> Any:
    """Return the log-density of a law of the table at traced values."""
    from ..trace.convert import graph_of, lift
    from ..trace.traced import Traced
    from ._definition import definitions

    graph = graph_of([x, *parameters])
    shape = np.broadcast_shapes(*(np.shape(value) for value in (x, *parameters)))
    at, *nodes = (lift(value, graph).node for value in (x, *parameters))
    return Traced(graph, definitions()[definition].log_prob(graph, graph.broadcast_to(at, shape), nodes))


def one_liner(distribution: Distribution, noise: Any) -> Any:
    """Return g(noise, parameters): the quantile function, for an increasing g of uniform noise."""
    from ..trace.convert import graph_of, is_traced, lift
    from ..trace.traced import Traced
    from . import _programs

    values, definition = [*distribution.parameters.values(), noise], distribution.definition
    shape = np.broadcast_shapes(np.shape(noise), distribution.batch_shape)
    if any(is_traced(value) for value in values):
        graph = graph_of(values)
        *nodes, u = (lift(value, graph).node for value in values)
        return Traced(graph, definition.sample(graph, nodes, [graph.broadcast_to(u, shape)]))
    dtype = distribution._dtype(noise)
    array = np.asarray(noise, dtype)
    (x,) = _programs.run_elements(definition, "sample", distribution._arrays(dtype), shape, x=array, dtype=dtype)
    return x.astype(dtype, copy=False)[()]


def log_gamma_ratio(a: Any, b: Any) -> Any:
    """Return log(gamma(a + b) / gamma(a)) without the cancellation at large a."""
    return op("lgamma", b) - op("lbeta", a, b)


def ratio(name: str, value: Any) -> Any:
    """Return f(value) / value for an op f with f(0) = 0 and slope 1 there: 1 at 0."""
    zero = np.equal(value, 0.0)
    safe = np.where(zero, 1.0, value)
    return np.where(zero, 1.0, op(name, safe) / safe)[()]
