"""NumPy's ziggurat over its default bit generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one new array of draws."""
    rng = np.random.default_rng(0)
    return lambda: rng.standard_normal(task.samples, dtype=np.dtype(dtype))
