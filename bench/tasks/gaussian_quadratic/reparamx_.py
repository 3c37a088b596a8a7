"""The loss as a user writes it; everything else is reparamx's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

import reparamx as rx


def loss(theta: dict[str, Any], k: float) -> Any:
    """(x - k)^2 at one sample."""
    x = rx.sample(rx.Normal(theta["loc"], theta["scale"]))
    return (x - k) ** 2


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one estimate, its noise seeded from a generator held here."""
    expectation = rx.expectation(loss, dtype=np.dtype(dtype))
    theta = {"loc": task.data.loc, "scale": task.data.scale}
    rng = np.random.default_rng(0)

    def run() -> Any:
        estimate = expectation(theta, task.data.k, samples=task.samples, rng=rng, threads=threads)
        return estimate.value, (estimate.grad["loc"], estimate.grad["scale"])

    return run
