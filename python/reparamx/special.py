"""Functions that NumPy does not have: on traced values inside of a loss, and on plain arrays.

On plain arrays the elementwise functions run the very kernels that losses run, so their bits are the same on every
machine.

Examples
--------
>>> import reparamx as rx
>>> rx.sigmoid(0.0)
0.5
>>> rx.softmax([0.0, 0.0])
array([0.5, 0.5])
"""

from __future__ import annotations

import inspect
import re
from typing import Any, Protocol

import numpy as np

from . import _core
from .errors import ShapeError
from .ops import OPS
from .trace import composites, emit
from .trace.convert import constant_array, graph_of, is_traced, lift

__all__ = [
    "betainc",
    "betaincinv",
    "cholesky",
    "cospi",
    "digamma",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "lbeta",
    "lgamma",
    "log1mexp",
    "log_ndtr",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "ndtr",
    "ndtri",
    "sigmoid",
    "sinpi",
    "softmax",
    "softplus",
    "solve_triangular",
    "stop_gradient",
    "take",
    "trigamma",
]


class _Elementwise(Protocol):
    def __call__(self, x: Any, /) -> Any: ...


class _Elementwise2(Protocol):
    def __call__(self, a: Any, x: Any, /) -> Any: ...


class _Elementwise3(Protocol):
    def __call__(self, a: Any, b: Any, x: Any, /) -> Any: ...


def _evaluate(op: str, *values: Any) -> Any:
    arrays = np.broadcast_arrays(*(constant_array(value) for value in values))
    shape = arrays[0].shape
    dtype = "float32" if all(a.dtype in (np.float32, np.float16) for a in arrays) else "float64"
    if arrays[0].size == 0:
        return np.zeros(shape, dtype)
    flat = [np.ascontiguousarray(a, dtype=dtype).ravel() for a in arrays]
    result = np.asarray(_core.evaluate(op, flat, dtype)).reshape(shape)
    return result if shape else float(result) if dtype == "float64" else result[()]


def _function(name: str, *arguments: str) -> Any:
    """Make the public function of an op from its row in the table; only its arguments' names are chosen here."""
    row = OPS[name]
    meaning = re.sub(r"\b[xyz]\b", lambda letter: arguments["xyz".index(letter[0])], row.doc)

    def function(*values: Any) -> Any:
        if len(values) != len(arguments):
            raise TypeError(f"{name}() takes {len(arguments)} positional arguments, {len(values)} were given")
        if any(is_traced(value) for value in values):
            graph = graph_of(values)
            return emit.apply(name, *(lift(value, graph) for value in values))
        return _evaluate(name, *values)

    function.__name__ = function.__qualname__ = name
    kind = inspect.Parameter.POSITIONAL_ONLY
    signature = inspect.Signature([inspect.Parameter(argument, kind) for argument in arguments])
    vars(function)["__signature__"] = signature
    many = len(arguments) > 1
    function.__doc__ = f"""Return {meaning}.

    Parameters
    ----------
    {", ".join(arguments)} : array_like or traced value
        Real numbers, {"broadcast against each other" if many else "of any shape"}.

    Returns
    -------
    ndarray, float or traced value
        Of the {"common shape" if many else f"shape of ``{arguments[0]}``"}; within {row.ulp[0]:g} units in the last
        place in float64.
    """
    return function


def _elementwise(name: str) -> _Elementwise:
    function: _Elementwise = _function(name, "x")
    return function


def _elementwise2(name: str, a: str, x: str) -> _Elementwise2:
    function: _Elementwise2 = _function(name, a, x)
    return function


def _elementwise3(name: str, a: str, b: str, x: str) -> _Elementwise3:
    function: _Elementwise3 = _function(name, a, b, x)
    return function


betainc = _elementwise3("betainc", "a", "b", "x")
betaincinv = _elementwise3("betaincinv", "a", "b", "p")
cospi = _elementwise("cospi")
digamma = _elementwise("digamma")
erf = _elementwise("erf")
erfc = _elementwise("erfc")
erfcx = _elementwise("erfcx")
erfinv = _elementwise("erfinv")
gammainc = _elementwise2("gammainc", "a", "x")
gammaincc = _elementwise2("gammaincc", "a", "x")
gammainccinv = _elementwise2("gammainccinv", "a", "q")
gammaincinv = _elementwise2("gammaincinv", "a", "p")
lbeta = _elementwise2("lbeta", "a", "b")
lgamma = _elementwise("lgamma")
log1mexp = _elementwise("log1mexp")
log_ndtr = _elementwise("log_ndtr")
log_sigmoid = _elementwise("log_sigmoid")
ndtr = _elementwise("ndtr")
ndtri = _elementwise("ndtri")
sigmoid = _elementwise("sigmoid")
sinpi = _elementwise("sinpi")
softplus = _elementwise("softplus")
trigamma = _elementwise("trigamma")


def _value(x: Any) -> Any:
    """Return a traced value, or an array of floats."""
    if is_traced(x):
        return lift(x, graph_of([x]))
    array = constant_array(x)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def logsumexp(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return log(sum(exp(a))) along axes, without overflow.

    Parameters
    ----------
    a : array_like or traced value
        Real numbers.
    axis : int or tuple of int, optional
        All axes by default.
    keepdims : bool
        Whether to keep the axes, with length one.

    Returns
    -------
    ndarray or traced value
        -inf, with derivative zero, where all elements are -inf.
    """
    with np.errstate(divide="ignore"):
        return composites.logsumexp(_value(a), axis, keepdims)


def softmax(x: Any, axis: Any = None) -> Any:
    """Return exp(x) / sum(exp(x)) along axes, without overflow.

    Parameters
    ----------
    x : array_like or traced value
        Real numbers.
    axis : int or tuple of int, optional
        All axes by default.

    Returns
    -------
    ndarray or traced value
        Of the shape of ``x``, with sum 1 along the axes.
    """
    return composites.softmax(_value(x), axis)


def log_softmax(x: Any, axis: Any = None) -> Any:
    """Return log(softmax(x)) along axes, accurate also for small probabilities.

    Parameters
    ----------
    x : array_like or traced value
        Real numbers.
    axis : int or tuple of int, optional
        All axes by default.

    Returns
    -------
    ndarray or traced value
        Of the shape of ``x``.
    """
    with np.errstate(divide="ignore"):
        return composites.log_softmax(_value(x), axis)


def stop_gradient(x: Any) -> Any:
    """Return x, a constant for all derivatives.

    Parameters
    ----------
    x : array_like or traced value
        Anything; plain arrays are returned as they are.

    Returns
    -------
    array_like or traced value
        The same value.
    """
    return composites.stop_gradient(lift(x, graph_of([x])) if is_traced(x) else x)


def take(a: Any, indices: Any, axis: int | None = None) -> Any:
    """Return elements, or slices along an axis, of an array at indices; either may be traced.

    Parameters
    ----------
    a : array_like or traced value
        Where to look.
    indices : array_like of int or traced value
        Places; negative ones count from the end.
    axis : int, optional
        The flattened array by default.

    Returns
    -------
    ndarray or traced value
        In the shape of ``indices``, with the other axes of ``a`` around it.

    Raises
    ------
    IndexError, ValueError
        If an index is out of bounds: at once if it is a constant, when the loss runs if it is traced.
    """
    if not is_traced(a) and not is_traced(indices):
        return np.take(a, indices, axis)
    graph = graph_of([a, indices])
    return np.take(lift(a, graph), lift(indices, graph) if is_traced(indices) else indices, axis)


def cholesky(a: Any) -> Any:
    """Return the lower Cholesky factors of symmetric positive definite matrices.

    Parameters
    ----------
    a : array_like or traced value, shape (..., n, n)
        Only the lower triangle is read.

    Returns
    -------
    ndarray or traced value, shape (..., n, n)
        Lower triangular L with L @ L.T equal to ``a``.

    Raises
    ------
    numpy.linalg.LinAlgError, ValueError
        If a matrix is not positive definite.
    """
    return np.linalg.cholesky(_value(a))


def solve_triangular(a: Any, b: Any, lower: bool = True, transposed: bool = False) -> Any:
    """Solve a x = b, or a.T x = b, with triangular matrices.

    Parameters
    ----------
    a : array_like or traced value, shape (..., n, n)
        Triangular; the other triangle is not read.
    b : array_like or traced value, shape (n,) or (..., n, m)
        Right-hand sides.
    lower : bool
        Whether ``a`` is lower triangular.
    transposed : bool
        Whether to solve with the transposed matrix.

    Returns
    -------
    ndarray or traced value
        In the shape of ``b``, broadcast.

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    """
    if not is_traced(a) and not is_traced(b):
        matrix, right = _value(a), _value(b)
        if (
            matrix.ndim < 2
            or matrix.shape[-1] != matrix.shape[-2]
            or right.shape[-1 if right.ndim == 1 else -2] != matrix.shape[-1]
        ):
            raise ShapeError(f"solve_triangular: shapes {matrix.shape} and {right.shape} do not fit")
        triangle = np.tril(matrix) if lower else np.triu(matrix)
        triangle = np.swapaxes(triangle, -1, -2) if transposed else triangle
        return (
            np.linalg.solve(triangle, right[:, None])[..., 0] if right.ndim == 1 else np.linalg.solve(triangle, right)
        )
    graph = graph_of([a, b])
    matrix, right = lift(a, graph), lift(b, graph)
    if right.ndim != 1:
        return emit.solve_triangular(matrix, right, lower, transposed)
    solved = emit.solve_triangular(matrix, emit.reshape(right, (right.size, 1)), lower, transposed)
    return emit.reshape(solved, solved.shape[:-1])
