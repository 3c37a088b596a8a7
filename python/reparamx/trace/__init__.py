"""Tracing: a loss written in NumPy becomes a graph.

`Traced` values answer to NumPy's protocols; ``ufuncs``, ``reductions``, ``shaping``, ``linalg`` and ``indexing`` say
what each function writes into the graph; ``composites`` holds the functions that are written with others.

Examples
--------
>>> from reparamx.trace import supported
>>> "np.einsum" in supported()
True
"""

from __future__ import annotations

from . import linalg, reductions, shaping  # noqa: F401 (they fill the registry)
from .registry import supported
from .session import Session, current, tracing
from .traced import Traced

__all__ = ["Session", "Traced", "current", "supported", "tracing"]
