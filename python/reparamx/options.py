"""The options of an expectation, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from .errors import ParameterError


@dataclass(frozen=True)
class Options:
    """What `expectation` was asked for.

    Parameters
    ----------
    argnums : tuple of int
        Places of the differentiated arguments.
    single : bool
        Whether one place was given, not a tuple: then the gradient is not a tuple either.
    estimator : object
        For random variables that do not say their own.
    dtype : str
        ``"float64"`` or ``"float32"``.
    stderr, check_finite : bool
        Whether to compute standard errors, and to look for samples that are not finite.
    static_argnames : tuple of str
        Arguments that are not traced.
    """

    argnums: tuple[int, ...]
    single: bool
    estimator: Any
    dtype: str
    stderr: bool
    check_finite: bool
    static_argnames: tuple[str, ...]


def read_options(
    argnums: int | Sequence[int],
    estimator: Any,
    dtype: DTypeLike,
    stderr: bool,
    check_finite: bool,
    static_argnames: str | Sequence[str],
) -> Options:
    """Return the options of `expectation` in one form, or raise what is wrong with them."""
    return Options(
        argnums=_argnums(argnums),
        single=isinstance(argnums, (int, np.integer)),
        estimator=estimator,
        dtype=_dtype(dtype),
        stderr=bool(stderr),
        check_finite=bool(check_finite),
        static_argnames=(static_argnames,) if isinstance(static_argnames, str) else tuple(static_argnames),
    )


def _argnums(argnums: Any) -> tuple[int, ...]:
    try:
        numbers = (argnums,) if isinstance(argnums, (int, np.integer)) else tuple(argnums)
    except TypeError:
        raise TypeError(f"argnums must be an integer or a tuple of integers, got {argnums!r:.40}") from None
    if not all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 0 for n in numbers):
        raise ParameterError(f"argnums must be places of arguments, counted from 0; got {argnums!r}")
    if len(set(numbers)) != len(numbers):
        raise ParameterError(f"argnums names an argument twice: {argnums!r}")
    return tuple(int(n) for n in numbers)


def _dtype(dtype: DTypeLike) -> str:
    try:
        name = np.dtype(dtype).name
    except TypeError:
        name = str(dtype)
    if name not in ("float64", "float32"):
        raise TypeError(f"dtype must be float64 or float32, got {name}")
    return name
