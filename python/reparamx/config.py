"""What this installation runs on."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import _core

__all__ = ["show_config", "threads_from_environment"]

#: Most threads that a call may ask for.
MAX_THREADS = 4096


def threads_from_environment(threads: Any = None) -> int:
    """Return the number of threads of a call: the argument, else ``REPARAMX_NUM_THREADS``, else 0 for all cores."""
    if threads is None:
        text = os.environ.get("REPARAMX_NUM_THREADS")
        if text is None:
            return 0
        name, given = "REPARAMX_NUM_THREADS", int(text) if text.strip().isdigit() else text
    else:
        name, given = "threads", threads
    if type(given) is int or isinstance(given, np.integer):
        if 1 <= given <= MAX_THREADS:
            return int(given)
        raise ValueError(f"{name} must be between 1 and {MAX_THREADS}, got {given}")
    raise (ValueError if threads is None else TypeError)(f"{name} must be a positive integer, got {given!r}")


def show_config() -> dict[str, Any]:
    """Print and return versions, instruction sets and threads.

    Returns
    -------
    dict
        ``version``, ``numpy``, ``isa`` (the instruction set in use), ``isas`` (those this machine can run), ``threads`` (of a call
        that does not say), ``dtypes``, ``compiler``.

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
    config = {
        "version": reparamx.__version__,
        "numpy": np.__version__,
        "isa": _core.active_isa(),
        "isas": list(isas),
        "threads": threads_from_environment() or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "dtypes": ["float64", "float32"],
        "compiler": getattr(_core, "compiler", "unknown"),
    }
    print(f"reparamx {config['version']}, NumPy {config['numpy']}")
    print(f"instruction set: {config['isa']} ({isas.get(str(config['isa']), '')}); available: {', '.join(isas)}")
    print(f"threads: {config['threads']}; dtypes: {', '.join(config['dtypes'])}; compiler: {config['compiler']}")
    return config
