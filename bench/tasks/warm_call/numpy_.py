"""NumPy by hand for few samples: whole arrays, no blocks, a generator that is already there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task


def make(task: Task, _threads: int, _dtype: str) -> Callable[[], Any]:
    """A run: draw, residual, three dot products or sums."""
    rng = np.random.default_rng(0)
    n, scale, d = task.samples, task.data.scale, task.data.loc - task.data.k

    def run() -> Any:
        noise = rng.standard_normal(n)
        residual = d + scale * noise
        return residual @ residual / n, (2 * residual.sum() / n, 2 * (residual @ noise) / n)

    return run
