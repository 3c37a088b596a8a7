"""Distributions: one module each, collected here. ``__init__.pyi`` lists them for type checkers."""

from importlib import import_module as _import_module
from pkgutil import iter_modules as _iter_modules

from ._base import Distribution

__all__ = ["Distribution"]

for _module in _iter_modules(__path__):
    if not _module.name.startswith("_"):
        _found = _import_module(f"{__name__}.{_module.name}")
        for _name, _value in vars(_found).items():
            if isinstance(_value, type) and issubclass(_value, Distribution) and _value.__module__ == _found.__name__:
                globals()[_name] = _value
                __all__.append(_name)
__all__.sort()
