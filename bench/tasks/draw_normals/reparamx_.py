"""Eager drawing: a distribution by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

import reparamx as rx


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one array of draws."""
    normal = rx.Normal(0.0, 1.0)
    rng = np.random.default_rng(0)
    return lambda: normal.sample(task.samples, rng=rng, threads=threads, dtype=dtype)
