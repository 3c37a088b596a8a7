"""Nested dicts, lists, tuples and dataclasses of numbers and arrays: to a flat list and back.

A *key* describes everything but the numbers: containers, names, shapes and kinds. It is hashable, so compiled
programs are found by it. The key of a number or 0-d array is its kind, "f", "i" or "b"; of another array the pair of
kind and shape; of a container the triple of its type, its names and the keys of its parts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from .errors import ParameterError, ShapeError, TracingError

Key = Any

#: Largest integer below which all integers are exact in float64.
EXACT = 2**53

#: Largest array that a graph takes; checked before anything of that size is made.
MAX_ELEMENTS = 2**31

_NONE = type(None)


def flatten(tree: Any, leaves: list[Any]) -> Key:
    """Append the numbers and arrays of a structure to a list, and return the key of the structure.

    Parameters
    ----------
    tree : object
        Nested dicts, lists, tuples, named tuples and dataclasses; None is a structure without parts.
    leaves : list
        Receives a float for each number, and an ndarray for each array.

    Returns
    -------
    tuple or str
        Hashable description of everything but the numbers.

    Raises
    ------
    TypeError
        For what is not a real number; the message names the type, and `describe` adds the place.

    Examples
    --------
    >>> leaves = []
    >>> key = flatten({"loc": 1.5, "scale": [2.0, 3]}, leaves)
    >>> leaves
    [1.5, 2.0, 3.0]
    >>> unflatten(key, iter("abc"))
    {'loc': 'a', 'scale': ['b', 'c']}
    """
    kind = type(tree)
    if kind is float or kind is np.float64:
        leaves.append(tree)
        return "f"
    if kind is np.ndarray:
        letter = _ARRAY_KINDS.get(tree.dtype)
        if letter is None:
            return _other(tree, leaves)
        if letter == "f":
            leaves.append(tree)
        else:
            leaves.append(_whole(tree))
        return (letter, tree.shape) if tree.shape else letter
    if kind is dict:
        return dict, tuple(tree), _flatten_all(tree.values(), leaves)
    if kind is tuple or kind is list:
        return kind, None, _flatten_all(tree, leaves)
    return _other(tree, leaves)


def _flatten_all(parts: Iterable[Any], leaves: list[Any]) -> tuple[Key, ...]:
    keys = []
    for part in parts:
        if type(part) is float:  # the most common leaf, without a call
            leaves.append(part)
            keys.append("f")
        else:
            keys.append(flatten(part, leaves))
    return tuple(keys)


#: Native data types that need no conversion in Python, by kind.
_ARRAY_KINDS = {np.dtype(t): np.dtype(t).kind for t in ("f2", "f4", "f8", "b1", "i1", "i2", "i4", "i8")}
_ARRAY_KINDS.update({np.dtype(t): "i" for t in ("u1", "u2", "u4", "u8")})


def _whole(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return integers or booleans as floats; integers must be exact."""
    if array.size > MAX_ELEMENTS:
        raise ShapeError(f"shape {array.shape} has too many elements, at most 2**31 are supported")
    if array.dtype.itemsize == 8 and array.size and (array.max() > EXACT or array.min() < -EXACT):
        place = np.unravel_index(int(np.argmax((array > EXACT) | (array < -EXACT))), array.shape)
        where = f" at index {tuple(map(int, place))}" if array.ndim else ""
        raise ParameterError(f"integers must be at most 2**53 in size, got {array[place]}{where}")
    return array.astype(np.float64)


def _other(tree: Any, leaves: list[Any]) -> Key:
    kind = type(tree)
    if kind is bool:
        leaves.append(float(tree))
        return "b"
    if isinstance(tree, int):
        if not -EXACT <= tree <= EXACT:
            raise ParameterError(f"integers must be at most 2**53 in size, got {_short(tree)}")
        leaves.append(float(tree))
        return "i"
    if tree is None:
        return _NONE, None, ()
    if isinstance(tree, dict):
        return kind, tuple(tree), _flatten_all(tree.values(), leaves)
    if isinstance(tree, (tuple, list)):
        return kind, None, _flatten_all(tree, leaves)
    if hasattr(kind, "__dataclass_fields__"):
        names = tuple(f.name for f in fields(tree))
        return kind, names, tuple([flatten(getattr(tree, name), leaves) for name in names])
    return _leaf(tree, leaves)


def _leaf(tree: Any, leaves: list[Any]) -> Key:
    """Convert what is not a plain number or array: NumPy scalars, byte-swapped arrays, arrays of other libraries."""
    if isinstance(tree, np.ma.MaskedArray):
        raise TracingError(
            "masked arrays are not supported: pass the data and the mask, and write np.where(mask, a, b)"
        )
    if isinstance(tree, (str, bytes)):
        raise TracingError(f"{tree!r:.40} is not a number: pass options as static arguments, static_argnames=(...)")
    kind = type(tree)
    if kind.__name__ == "Traced" and kind.__module__.startswith("reparamx"):
        raise TracingError(
            "an expectation cannot be taken of a traced value: call its function inside of the loss instead"
        )
    known = isinstance(tree, (np.ndarray, np.generic, float, complex)) or any(
        hasattr(kind, name) for name in ("__array__", "__array_interface__", "__dlpack__", "__buffer__")
    )
    if not known and not isinstance(tree, (memoryview, bytearray)):
        if hasattr(kind, "__float__"):
            raise TracingError(f"{kind.__name__} is not a float: pass float(x), got {_short(tree)}")
        raise TracingError(
            f"{kind.__name__} is not a number, an array, or a dict, list, tuple or dataclass of them: {_short(tree)}"
        )
    try:
        array = np.asarray(tree)
    except Exception as error:
        raise TracingError(f"{kind.__name__} cannot become a NumPy array: {error}") from error
    if array.dtype.kind == "c":
        raise TracingError(f"complex numbers are not supported (dtype {array.dtype}): pass real and imaginary parts")
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8:
        hint = ": convert it with .astype(np.float64)" if array.dtype.kind == "f" else ""
        raise TracingError(f"dtype {array.dtype} is not supported{hint}")
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    leaves.append(_whole(array) if array.dtype.kind in "iub" else array)
    letter = "i" if array.dtype.kind == "u" else array.dtype.kind
    return (letter, array.shape) if array.shape else letter


def short_integer(value: int) -> str:
    """Return a short spelling; huge integers refuse to be printed."""
    return f"an integer of {value.bit_length()} bits" if value.bit_length() > 200 else str(value)


def _short(value: Any) -> str:
    return short_integer(value) if isinstance(value, int) else f"{value!r:.60}"


def is_leaf(key: Key) -> bool:
    """Return whether a key is that of a number or an array."""
    return type(key) is str or type(key[0]) is str


def leaf_kind(key: Key) -> tuple[str, tuple[int, ...]]:
    """Return the kind and shape of a leaf."""
    return (key, ()) if type(key) is str else key


def leaf_keys(key: Key) -> list[Key]:
    """Return the keys of all leaves, in order."""
    return [key] if is_leaf(key) else [leaf for part in key[2] for leaf in leaf_keys(part)]


def unflatten(key: Key, leaves: Iterator[Any]) -> Any:
    """Build the structure of a key from new leaves.

    Parameters
    ----------
    key : tuple or str
        From `flatten`.
    leaves : iterator
        New leaves, in order.

    Returns
    -------
    object
        The same containers with the new leaves. Dataclasses are filled without calling their ``__init__``.
    """
    if is_leaf(key):
        return next(leaves)
    kind, names, keys = key
    if kind is dict:
        return {name: unflatten(part, leaves) for name, part in zip(names, keys, strict=True)}
    parts = [unflatten(part, leaves) for part in keys]
    if kind is list:
        return parts
    if kind is tuple:
        return tuple(parts)
    if kind is _NONE:
        return None
    if issubclass(kind, dict):
        pairs = dict(zip(names, parts, strict=True))
        return (
            kind(pairs)
            if kind.__init__ is dict.__init__ or (kind.__module__ == "collections" and kind.__name__ == "OrderedDict")
            else pairs
        )
    if names is not None:
        made = object.__new__(kind)
        for name, part in zip(names, parts, strict=True):
            object.__setattr__(made, name, part)
        return made
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def builder(key: Key, getters: Iterator[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """Return a function that builds the structure of a key, each leaf made of the function's argument.

    Parameters
    ----------
    key : tuple or str
        From `flatten`.
    getters : iterator of callable
        For each leaf the function that makes it.

    Returns
    -------
    callable
        As ``unflatten(key, (getter(source) for getter in getters))``, but faster.
    """
    if is_leaf(key):
        return next(getters)
    kind, names, keys = key
    parts = [builder(part, getters) for part in keys]
    if kind is dict:
        pairs = list(zip(names, parts, strict=True))
        return lambda source: {name: part(source) for name, part in pairs}
    if kind is list:
        return lambda source: [part(source) for part in parts]
    if kind is tuple:
        return lambda source: tuple([part(source) for part in parts])
    marks: Key = (kind, names, ("f",) * len(keys))
    return lambda source: unflatten(marks, (part(source) for part in parts))


def leaf_names(key: Key, root: str) -> list[str]:
    """Return the names of all leaves, as the user would write them.

    Examples
    --------
    >>> leaf_names(flatten({"w": [1.0, 2.0]}, []), "theta")
    ["theta['w'][0]", "theta['w'][1]"]
    """
    if is_leaf(key):
        return [root]
    kind, names, keys = key
    if issubclass(kind, dict):
        roots = [f"{root}[{name!r}]" for name in names]
    elif names is not None:
        roots = [f"{root}.{name}" for name in names]
    elif hasattr(kind, "_fields"):
        roots = [f"{root}.{name}" for name in kind._fields]
    else:
        roots = [f"{root}[{k}]" for k in range(len(keys))]
    return [leaf for name, part in zip(roots, keys, strict=True) for leaf in leaf_names(part, name)]


def _parts(tree: Any) -> list[tuple[str, Any]] | None:
    """Return the parts of a container with their spelling, or None for a leaf."""
    if isinstance(tree, dict):
        return [(f"[{name!r}]", part) for name, part in tree.items()]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return [(f".{name}", part) for name, part in zip(tree._fields, tree, strict=True)]
    if isinstance(tree, (list, tuple)):
        return [(f"[{k}]", part) for k, part in enumerate(tree)]
    if hasattr(type(tree), "__dataclass_fields__"):
        return [(f".{f.name}", getattr(tree, f.name)) for f in fields(tree)]
    return None


def find_fault(tree: Any, root: str, depth: int = 0) -> Exception | None:
    """Return the error of the first bad leaf, naming the leaf; None if all are good."""
    if depth > min(200, sys.getrecursionlimit() // 4):
        return ParameterError(f"{root:.60}...: the structure is nested too deeply, or contains itself")
    parts = _parts(tree)
    if parts is None:
        try:
            flatten(tree, [])
        except (ParameterError, ShapeError, TracingError) as error:
            return type(error)(f"{root}: {error}")
        return None
    for spelling, part in parts:
        fault = find_fault(part, root + spelling, depth + 1)
        if fault is not None:
            return fault
    return None
