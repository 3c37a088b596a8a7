"""The hand-written limit: noise, x, loss and both derivatives in one loop (bench/micro/limit.cpp)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness import Task
from micro.limit import Limit


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: the fused loop on `threads` threads, compiled for the instruction set reparamx runs with."""
    limit = Limit()
    seeds = iter(range(1 << 62))

    def run() -> Any:
        return limit.gaussian_quadratic(
            task.data.loc, task.data.scale, task.data.k, task.samples, next(seeds), threads, dtype
        )

    return run
