"""The table of NumPy functions that can be traced, and the errors for those that cannot."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from ..errors import TracingError, tracing_error
from .convert import graph_of, lift
from .traced import Traced

_F = TypeVar("_F", bound=Callable[..., Any])

FUNCTIONS: dict[Any, Callable[..., Any]] = {}

#: What to write instead of functions that cannot be traced.
INSTEAD = {
    "sort": "sorting has no smooth derivative; np.max, np.min and np.argmax can be traced",
    "argsort": "sorting has no smooth derivative; np.argmax and np.argmin can be traced",
    "partition": "sorting has no smooth derivative; np.max and np.min can be traced",
    "median": "it sorts, which cannot be traced",
    "percentile": "it sorts, which cannot be traced",
    "quantile": "it sorts, which cannot be traced",
    "unique": "its size depends on numbers",
    "nonzero": "its size depends on numbers: write np.where(c, a, b) with three arguments",
    "piecewise": "write nested np.where(c, a, b)",
    "select": "write nested np.where(c, a, b)",
    "array_equal": "write np.all(a == b)",
    "isclose": "write np.abs(a - b) <= tolerance",
    "allclose": "write np.all(np.abs(a - b) <= tolerance)",
    "copyto": "traced values cannot be written into: write np.where(mask, new, old)",
    "put": "traced values cannot be written into: write np.where(mask, new, old)",
    "nansum": "write np.sum(np.where(np.isnan(x), 0.0, x))",
    "solve": "for a symmetric positive definite matrix write l = np.linalg.cholesky(a), then "
    "rx.solve_triangular(l, rx.solve_triangular(l, b), transposed=True)",
    "inv": "for a symmetric positive definite matrix solve with l = np.linalg.cholesky(a) and "
    "rx.solve_triangular(l, b)",
    "det": "for a symmetric positive definite matrix write "
    "np.prod(np.diagonal(np.linalg.cholesky(a), axis1=-2, axis2=-1), axis=-1) ** 2",
    "slogdet": "for a symmetric positive definite matrix write 2 * np.sum(np.log(np.diagonal(np.linalg.cholesky(a), "
    "axis1=-2, axis2=-1)), axis=-1)",
    "save": "traced values have no numbers yet",
    "array2string": "traced values have no numbers yet",
}


def implements(*functions: Any) -> Callable[[_F], _F]:
    """Register how NumPy functions are traced."""

    def register(implementation: _F) -> _F:
        for function in functions:
            if function in FUNCTIONS:
                raise ValueError(f"{name_of(function)} is implemented twice")
            FUNCTIONS[function] = implementation
        return implementation

    return register


def name_of(function: Any) -> str:
    """Return the name under which users know a function: ``np.linalg.norm``."""
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{getattr(function, '__name__', function)}".replace("numpy", "np", 1)


def supported() -> list[str]:
    """Return the names of all functions, besides ufuncs, that can be traced."""
    return sorted({name_of(function) for function in FUNCTIONS})


def dispatch(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Trace a call of a NumPy function."""
    name = name_of(function)
    implementation = FUNCTIONS.get(function)
    if implementation is None:
        short = name.rpartition(".")[2]
        hint = INSTEAD.get(short)
        if hint is None:
            close = difflib.get_close_matches(name, supported(), 3, 0.75)  # below that they are unlike
            hint = (f"the closest that can be are {', '.join(close)}; " if close else "") + (
                "reparamx.trace.supported() lists all"
            )
        raise tracing_error(f"{name} cannot be traced: {hint}")
    given = {key: value for key, value in kwargs.items() if value is not np._NoValue}
    try:
        return implementation(*(None if a is np._NoValue else a for a in args), **given)
    except TypeError as error:
        if isinstance(error, TracingError) or error.__traceback__ is None or error.__traceback__.tb_next is not None:
            raise
        raise tracing_error(f"{name}: {str(error).partition('() ')[2] or error} while it is traced") from None


def lift_all(*values: Any) -> tuple[Traced, ...]:
    """Return all values as traced values of the graph that one of them has."""
    graph = graph_of(values)
    return tuple(lift(value, graph) for value in values)


def lift_one(value: Any) -> Traced:
    """Return a traced value, or a list with traced values stacked."""
    return value if isinstance(value, Traced) else lift(value, graph_of([value]))


def refuse(function: str, **options: Any) -> None:
    """Raise if an option that cannot be traced is given."""
    for option, value in options.items():
        if value is not None:
            raise tracing_error(f"{function}: the option {option}= cannot be traced; leave it out")
