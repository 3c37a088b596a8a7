"""The options of an expectation, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from .errors import ParameterError
from .structure import short_integer


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


#: Sample numbers are exact in float64 up to here.
MAX_SAMPLES = 2**53


def check_samples(samples: Any, random: bool, name: str) -> int:
    """Return the number of samples of a call; a loss that draws nothing needs none."""
    if samples is None:
        if random:
            raise TypeError(f"{name}: samples= is missing: say how many samples to draw")
        return 1
    if isinstance(samples, (bool, np.bool_)) or not isinstance(samples, (int, np.integer)):
        hint = f"; write samples={int(samples)}" if isinstance(samples, float) and samples.is_integer() else ""
        raise TypeError(f"samples must be an integer, got {samples!r:.40}{hint}")
    number = int(samples)
    if number < 1:
        raise ParameterError(f"samples must be positive, got {short_integer(number)}")
    if number > MAX_SAMPLES:
        raise ParameterError(f"samples must be at most 2**53, got {short_integer(number)}")
    return number


def check_hooks(noise: Any, words: Any) -> tuple[dict[str, Any] | None, Any]:
    """Return ``noise=`` and ``words=`` of a call as arrays of numbers; shapes and names are checked by the engine."""
    if noise is not None:
        if not isinstance(noise, Mapping) or not all(isinstance(name, str) for name in noise):
            raise TypeError(f"noise must map names of random variables to arrays, got {noise!r:.60}")
        noise = {name: np.asarray(values) for name, values in noise.items()}
        for name, values in noise.items():
            if values.dtype.kind not in "fiub":
                raise TypeError(f"noise[{name!r}]: must be real numbers, got dtype {values.dtype}")
    if words is not None:
        words = np.asarray(words)
        if words.size and (words.dtype.kind not in "iu" or words.min() < 0):
            raise TypeError(f"words must be unsigned integers of 64 bits, got dtype {words.dtype}")
        words = words.astype(np.uint64)
    return noise, words


def static_mark(value: Any) -> Any:
    """Return what is equal for two static arguments only if a loss cannot tell them apart.

    Examples
    --------
    >>> static_mark((1, 0.0)) == static_mark((True, 0.0)) or static_mark(0.0) == static_mark(-0.0)
    False
    """
    kind = type(value)
    if kind is float:
        return kind, value.hex()
    if kind in (tuple, frozenset):
        return kind, kind(static_mark(part) for part in value)
    return kind, value
