"""The text of ``loss.explain(...)``: every random variable, its estimator, why, and the costs its score multiplies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .stochastic import Choice, StochasticGraph

if TYPE_CHECKING:
    from ._core import Graph
    from .compiling import Compiled

#: Levels of nested calls that a formula spells out, and the length at which it is cut.
_DEPTH, _LENGTH = 5, 90

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "less": "<", "less_equal": "<=", "equal": "=="}
_NAMES = {"sum_view": "sum", "contract": "matmul"}
_SILENT = {"reshape", "view", "stop_gradient"}


def explanation(compiled: Compiled, name: str) -> str:
    """Return one paragraph per random variable, and what has no derivative at all.

    Parameters
    ----------
    compiled : Compiled
        A traced loss.
    name : str
        Name of the loss.

    Returns
    -------
    str
    """
    count = len(compiled.choices)
    lines = [f"{name}: {count} random variable{'' if count == 1 else 's'}"]
    for choice in compiled.choices:
        lines += _paragraph(compiled.stochastic, choice)
    if not count:
        lines.append("it draws nothing: its value is exact, and all standard errors are 0")
    zero = [leaf for leaf, slot in zip(compiled.names, compiled.slots, strict=True) if slot is None]
    if zero:
        lines.append(f"the derivative is zero with respect to {', '.join(zero)}")
    return "\n".join(lines)


def _paragraph(stochastic: StochasticGraph, choice: Choice) -> list[str]:
    graph, variable = stochastic.graph, choice.variable
    parameters = ", ".join(f"{key}={formula(graph, node)}" for key, node in variable.parameters.items())
    shape = f" of shape {variable.shape}" if variable.shape else ""
    lines = [f"{variable.name} ~ {variable.distribution.name}({parameters}){shape}: {choice.estimator}"]
    lines.append(f"    because {choice.reason}")
    upstream = {v.name for node in variable.parameters.values() for v in stochastic.depends(node)}
    if upstream:
        lines.append(f"    its law depends on {', '.join(v.name for v in stochastic.variables if v.name in upstream)}")
    if choice.terms:
        of = "cost" if len(choice.terms) == 1 else f"{len(choice.terms)} costs"
        lines.append(f"    its score multiplies the {of} {'; '.join(formula(graph, node) for node in choice.terms)}")
    return lines


def formula(graph: Graph, node: int) -> str:
    """Return a short formula of a node in terms of arguments and random variables.

    Parameters
    ----------
    graph : Graph
        The graph.
    node : int
        One of its nodes.

    Returns
    -------
    str
        Deep parts, and what is too long, are cut to ``...``.
    """
    text = _spelled(graph, node, _DEPTH)
    return text if len(text) <= _LENGTH else text[: _LENGTH - 3] + "..."


def _spelled(graph: Graph, node: int, depth: int) -> str:
    op = graph.op(node)
    if op in ("param", "random_variable", "noise"):
        return graph.name(node)
    value = graph.constant_value(node)
    if value is not None:
        return f"{np.asarray(value).flat[0]:.6g}" if np.size(value) == 1 else f"array{np.shape(value)}"
    inputs = graph.inputs(node)
    if op in _SILENT:
        return _spelled(graph, inputs[0], depth)
    if depth == 0:
        return "..."
    parts = [_spelled(graph, i, depth - 1) for i in inputs]
    if op in _INFIX:
        return f"({parts[0]} {_INFIX[op]} {parts[1]})"
    return f"{_NAMES.get(op, op)}({', '.join(parts)})"
