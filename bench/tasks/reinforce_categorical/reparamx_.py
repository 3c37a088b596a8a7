"""The score function asked for by name; left to itself, reparamx would enumerate ten classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

import reparamx as rx


def loss(logits: Any, target: float) -> Any:
    """(k - target)^2 at one sample."""
    k = rx.sample(rx.Categorical(logits=logits))
    return (k - target) ** 2


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one estimate by REINFORCE with a leave-one-out baseline."""
    expectation = rx.expectation(loss, estimator="score_function", dtype=np.dtype(dtype))
    rng = np.random.default_rng(0)

    def run() -> Any:
        estimate = expectation(task.data.logits, task.data.target, samples=task.samples, rng=rng, threads=threads)
        return estimate.value, (estimate.grad,)

    return run
