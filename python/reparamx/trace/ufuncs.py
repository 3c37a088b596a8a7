"""Ufuncs on traced values: the op table, and what is written with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import tracing_error
from ..ops import UFUNCS
from . import composites, emit
from .convert import astype, lift
from .traced import DTYPES, KINDS, Traced

if TYPE_CHECKING:
    from .._core import Graph


def _key(ufunc: np.ufunc) -> str:
    """Return "add" for a ufunc of NumPy, "special.expit" for one of SciPy."""
    name = ufunc.__name__
    if getattr(np, name, None) is ufunc:
        return name
    special = sys.modules.get("scipy.special")
    if special is not None and getattr(special, name, None) is ufunc:
        return f"special.{name}"
    return f"{type(ufunc).__module__}.{name}"


#: Ops by the name that the ufunc itself has: np.true_divide calls itself "divide".
_OPS = {getattr(getattr(np, name, None), "__name__", name): op for name, op in UFUNCS.items()}

#: On booleans, arithmetic means logic.
_BOOLEAN = {
    "add": "logical_or",
    "maximum": "logical_or",
    "multiply": "logical_and",
    "minimum": "logical_and",
    "bitwise_and": "logical_and",
    "bitwise_or": "logical_or",
    "bitwise_xor": "logical_xor",
    "invert": "logical_not",
}

#: Ufuncs whose arguments change places.
_SWAPPED = {"greater": "less", "greater_equal": "less_equal"}

_REDUCE = {
    "add": "sum",
    "multiply": "prod",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "all",
    "logical_or": "any",
}
_ACCUMULATE = {"add": "cumsum", "multiply": "cumprod"}


def dispatch(graph: Graph, ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Trace a call of a ufunc or of one of its methods."""
    name = ufunc.__name__
    if kwargs.pop("out", None) is not None:
        raise tracing_error(
            f"np.{name} cannot write a traced value into an array: instead of `a += x` or out=a write a = a + x"
        )
    rule = {"__call__": _call, "reduce": _reduce, "accumulate": _accumulate, "outer": _outer}.get(method)
    if rule is None:
        raise tracing_error(f"np.{name}.{method} cannot be traced")
    return rule(graph, ufunc, inputs, kwargs)


def _call(graph: Graph, ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    dtype = kwargs.pop("dtype", None)
    for option in ("casting", "order", "subok"):
        kwargs.pop(option, None)
    if kwargs.pop("where", True) is not True:
        raise tracing_error(f"np.{ufunc.__name__}: where= cannot be traced; write np.where(mask, a, b)")
    if kwargs:
        raise tracing_error(f"np.{ufunc.__name__}: the option {next(iter(kwargs))}= cannot be traced; leave it out")
    operands = [lift(value, graph) for value in inputs]
    result = _apply(ufunc, operands)
    return result if dtype is None else astype(result, dtype)


def _apply(ufunc: np.ufunc, operands: list[Traced]) -> Any:
    key = _key(ufunc)
    name = key.rpartition(".")[2]
    if key in composites.REWRITES:
        return composites.REWRITES[key](*operands)
    kind = _result_kind(ufunc, operands)
    if all(a.kind == "boolean" for a in operands) and name in _BOOLEAN:
        return emit.apply(_BOOLEAN[name], *operands, kind="boolean")
    if name in _SWAPPED:
        return emit.apply(_SWAPPED[name], *operands[::-1], kind=kind)
    op = _OPS.get(key)
    if op is None and key in composites.UFUNCS:
        return composites.UFUNCS[key](*operands)
    op = op or _OPS.get(name)  # scipy.special.expm1 is numpy.expm1
    if op is None:
        raise tracing_error(
            f"{'np' if key == name else 'scipy'}.{key} cannot be traced; the ufuncs that can are {_known()}"
        )
    return emit.apply(op, *operands, kind=kind)


def _result_kind(ufunc: np.ufunc, operands: list[Traced]) -> str:
    """Return the kind of the result by NumPy's own rules; its errors name the user's line."""
    if ufunc.nout != 1:
        return "real"
    try:
        dtype = ufunc.resolve_dtypes((*(DTYPES[a.kind] for a in operands), None))[-1]
    except TypeError as error:
        raise tracing_error(f"np.{ufunc.__name__}: {error}") from None
    return KINDS.get(dtype.kind, "real")


def _known() -> str:
    names = {*_OPS, *_SWAPPED, *_BOOLEAN, *composites.REWRITES, *composites.UFUNCS}
    return ", ".join(sorted(names))


def _method(kinds: dict[str, str], ufunc: np.ufunc, method: str) -> Callable[..., Any]:
    name = kinds.get(ufunc.__name__)
    if name is None:
        raise tracing_error(f"np.{ufunc.__name__}.{method} cannot be traced; only {', '.join(kinds)} can")
    function: Callable[..., Any] = getattr(np, name)
    return function


def _reduce(graph: Graph, ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    function = _method(_REDUCE, ufunc, "reduce")
    given = {k: v for k, v in kwargs.items() if (v is not None and v is not np._NoValue) or k == "axis"}
    if given.pop("where", True) is not True:
        raise tracing_error(f"np.{ufunc.__name__}.reduce: where= cannot be traced; write np.where(mask, a, b)")
    return function(lift(inputs[0], graph), **{"axis": 0, **given})


def _accumulate(graph: Graph, ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    function = _method(_ACCUMULATE, ufunc, "accumulate")
    return function(lift(inputs[0], graph), **{"axis": 0, **kwargs})


def _outer(graph: Graph, ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    a, b = (lift(value, graph) for value in inputs)
    return _call(graph, ufunc, (emit.reshape(a, a.shape + (1,) * b.ndim), b), kwargs)
