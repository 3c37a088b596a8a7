"""The hand-written limit: generator and Box-Muller in one loop, stored (bench/micro/limit.cpp)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness import Task
from micro.limit import Limit


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one new array of draws."""
    limit = Limit()
    seeds = iter(range(1 << 62))
    return lambda: limit.draw_normals(task.samples, next(seeds), threads, dtype)
