"""What this installation runs on."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import _core

__all__ = ["show_config", "threads_from_environment"]

#: Most threads that a call may ask for.
MAX_THREADS = 4096

_VARIABLE = "REPARAMX_NUM_THREADS"
# Reading os.environ takes a third of a microsecond, at every call; its table takes a tenth of that.
_TABLE: Any = getattr(os.environ, "_data", os.environ)
_KEY: Any = os.environ.encodekey(_VARIABLE) if hasattr(os.environ, "_data") else _VARIABLE


def threads_from_environment(threads: Any = None) -> int:
    """Return the number of threads of a call: the argument, else ``REPARAMX_NUM_THREADS``, else 0 for all cores."""
    if threads is None:
        if _KEY not in _TABLE:
            return 0
        text = os.environ[_VARIABLE]
        if not text.strip().isdecimal():
            raise ValueError(f"{_VARIABLE} must be a positive integer, got {text!r}")
        return _checked(_VARIABLE, int(text))
    if isinstance(threads, (bool, np.bool_)) or not isinstance(threads, (int, np.integer)):
        raise TypeError(f"threads must be a positive integer, got {threads!r:.40}")
    return _checked("threads", int(threads))


def _checked(name: str, threads: int) -> int:
    if not 1 <= threads <= MAX_THREADS:
        raise ValueError(f"{name} must be between 1 and {MAX_THREADS}, got {threads}")
    return threads


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def show_config() -> dict[str, Any]:
    """Print and return versions, instruction sets and threads.

    Returns
    -------
    dict
        ``version``, ``numpy``, ``isa`` (the instruction set in use), ``isas`` (those this machine can run),
        ``threads`` (of a call that does not say), ``dtypes``, ``compiler``.

    Examples
    --------
    >>> import reparamx as rx
    >>> config = rx.show_config()  # doctest: +ELLIPSIS
    reparamx ...
    >>> config["isa"] in config["isas"]
    True
    """
    import reparamx

    isas = {row["name"]: row["description"] for row in _core.isas() if row["available"]}
    config: dict[str, Any] = {
        "version": reparamx.__version__,
        "numpy": np.__version__,
        "isa": _core.active_isa(),
        "isas": list(isas),
        "threads": threads_from_environment() or _cores(),
        "dtypes": ["float64", "float32"],
        "compiler": _core.compiler,
    }
    print(f"reparamx {config['version']}, NumPy {config['numpy']}")
    print(f"instruction set: {config['isa']} ({isas.get(str(config['isa']), '')}); available: {', '.join(isas)}")
    print(f"threads: {config['threads']}; dtypes: {', '.join(config['dtypes'])}; compiler: {config['compiler']}")
    return config
