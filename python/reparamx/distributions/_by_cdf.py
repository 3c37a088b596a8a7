"""Laws defined by their distribution function: draws by its inversion, the density by its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError
from ..special import stop_gradient
from ._implicit import invert

__all__ = ["complete"]


def complete(law: type) -> None:
    """Give a class with a ``distribution_function`` what it has not: noise, g, log_density, cdf and icdf."""
    if "distribution_function" not in vars(law):
        return
    if getattr(law, "discrete", False) or getattr(law, "event_rank", 0):
        raise ParameterError(f"{law.__name__}: distribution_function is for continuous laws of numbers")
    made: Any = law
    if not hasattr(law, "log_density"):
        made.log_density = staticmethod(_log_density(law))
    if not hasattr(law, "g"):
        # F is continuous, and so is its inverse: comparisons in it choose between formulas that agree.
        made.noise, made.g, made.reparametrised = "uniform", staticmethod(_g(law)), True
    for name, method in (("cdf", _cdf), ("icdf", _icdf)):
        if name not in vars(law):
            setattr(law, name, method)


def _support(law: Any, parameters: Any, static: Any) -> tuple[Any, Any]:
    """Support at some parameters."""
    made = law.__new__(law)
    made.parameters, made.static = dict(zip(law.constraints, parameters, strict=True)), static
    return tuple(made.support)


def _inside(law: Any, x: Any, parameters: Any, static: Any) -> tuple[Any, Any]:
    """Whether x lies in the support, and x or else a number that does."""
    low, high = (stop_gradient(end) for end in _support(law, parameters, static))
    left, right = np.isfinite(low), np.isfinite(high)
    middle = np.where(left, np.where(right, 0.5 * low + 0.5 * high, low + 1.0), np.where(right, high - 1.0, 0.0))
    value = stop_gradient(x)
    inside = (value >= low) & (value <= high) & np.isfinite(value)
    return inside, np.where(inside, x, middle)


def _log_density(law: Any) -> Any:
    def log_density(x: Any, *parameters: Any, **static: Any) -> Any:
        from ..trace.traced import Traced

        graph = x.graph
        inside, safe = _inside(law, x, parameters, static)
        # The derivative in x alone, whatever else x may be made of.
        point = graph.random_variable("argument of a distribution function", safe.shape)
        level = law.distribution_function(Traced(graph, point), *parameters, **static)
        (slope,) = graph.gradient(graph.sum(level.node, tuple(range(level.ndim))), [point])
        if slope is None:
            raise ParameterError(f"{law.__name__}: distribution_function has no derivative in x")
        density = Traced(graph, graph.substitute([slope], {point: safe.node})[0])
        positive = stop_gradient(density) > 0.0
        value = np.where(positive, np.log(np.where(positive, density, 1.0)), -np.inf)
        return np.where(inside, value, np.where(np.isnan(x), np.nan, -np.inf))

    return log_density


def _g(law: Any) -> Any:
    def g(u: Any, *parameters: Any, **static: Any) -> Any:
        return invert(
            lambda x: law.distribution_function(x, *parameters, **static),
            lambda x: np.exp(law.log_density(x, *parameters, **static)),
            u,
            _support(law, parameters, static),
        )

    return g


def _call(self: Any, function: Any, value: Any) -> Any:
    """Call a function of traced arguments; arrays become constants of a graph of their own."""
    from .._core import Graph
    from ..trace.convert import graph_of, is_traced, lift

    given = [value, *self.parameters.values()]
    static = getattr(self, "static", {})
    if any(is_traced(a) for a in given):
        graph = graph_of(given)
        return function(*(lift(a, graph) for a in given), **static)
    graph = Graph()
    result = lift(function(*(lift(a, graph) for a in given), **static), graph)
    (found,) = graph.compile([("mean", result.node, "value")], self._dtype(np.asarray(value))).run(
        [], samples=1, seed=(0, 0), stderr=False, check_finite=False
    )
    return np.asarray(found[0], self._dtype(np.asarray(value)))[()]


def _cdf(self: Any, x: Any) -> Any:
    """Probability of a value at most x."""
    law = type(self)

    def level(x: Any, *parameters: Any, **static: Any) -> Any:
        low, high = _support(law, parameters, static)
        inside, safe = _inside(law, x, parameters, static)
        value = law.distribution_function(safe, *parameters, **static)
        outside = np.where(x < low, 0.0, np.where(x > high, 1.0, np.where(np.isnan(x), np.nan, 1.0 * (x > 0.0))))
        return np.where(inside, value, outside)

    return _call(self, level, x)


def _icdf(self: Any, q: Any) -> Any:
    """Quantile: the value x with ``cdf(x) = q``."""
    law = type(self)

    def quantile(q: Any, *parameters: Any, **static: Any) -> Any:
        low, high = _support(law, parameters, static)
        level = stop_gradient(q)
        x = _g(law)(np.where((level > 0.0) & (level < 1.0), q, 0.5), *parameters, **static)
        ends = np.where(level == 0.0, low, np.where(level == 1.0, high, np.nan))
        return np.where((level > 0.0) & (level < 1.0), x, ends)

    return _call(self, quantile, q)
