"""A loss that is a method of a class: bound to instances as functions are, its programs kept for each."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from .compiling import Compiled

__all__ = ["Method"]


class Method:
    """What makes an `Expectation` a method, if its function was defined in the body of the class that holds it."""

    _function: Callable[..., Any]
    _signature: inspect.Signature
    _cache: dict[Any, Compiled]
    #: Of each instance that the loss was bound to: its attributes then, and its programs.
    _instances: dict[int, tuple[weakref.ref[Any], dict[str, Any], dict[Any, Compiled]]]
    _is_method = False
    #: To what it is bound.
    _instance: Any = None

    def __set_name__(self, owner: type, name: str) -> None:
        home = getattr(self._function, "__qualname__", "").rpartition(".")[0]
        self._is_method = isinstance(self._function, FunctionType) and home == owner.__qualname__

    def __get__(self, instance: Any, owner: type | None = None) -> Self:
        if instance is None or not self._is_method:
            return self
        bound = object.__new__(type(self))
        bound.__dict__.update(self.__dict__)
        bound._function = self._function.__get__(instance)
        bound._signature = self._signature.replace(parameters=list(self._signature.parameters.values())[1:])
        bound._cache, bound._is_method, bound._instance = self._programs_of(instance), False, instance
        return bound

    def _programs_of(self, instance: Any) -> dict[Any, Compiled]:
        """Programs of an instance, as long as it is there and its attributes are the same objects."""
        key, state = id(instance), dict(getattr(instance, "__dict__", {}))
        kept = self._instances.get(key)
        if kept is not None and kept[0]() is instance:
            before, programs = kept[1:]
            if before.keys() == state.keys() and all(before[name] is state[name] for name in state):
                return programs
        programs = {}
        try:
            reference = weakref.ref(instance, lambda _: self._instances.pop(key, None))
        except TypeError:  # slots: traced at every access
            return programs
        self._instances[key] = (reference, state, programs)
        return programs
