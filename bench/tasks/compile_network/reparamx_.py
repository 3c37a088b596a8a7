"""A new function every time: its first call traces, differentiates and compiles, and runs one block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

import reparamx as rx


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def new_loss() -> Callable[..., Any]:
    """The network as a function object nobody has seen."""

    def loss(theta: dict[str, Any], x: Any, y: Any) -> Any:
        a0 = sigmoid(theta["w0"] @ x)
        a1 = rx.sample(rx.Bernoulli(probs=sigmoid(theta["w1"] @ a0)))
        z2 = theta["w2"] @ a1
        return 0.5 * np.sum((y - z2) ** 2)

    return loss


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one first call; what it returns evaluates the compiled program at the task's samples."""
    data = task.data
    weights = {"w0": data.w0, "w1": data.w1, "w2": data.w2}
    rng = np.random.default_rng(0)

    def run() -> Any:
        expectation = rx.expectation(new_loss(), estimator="score_function", dtype=np.dtype(dtype))
        expectation(weights, data.x, data.y, samples=256, rng=rng, threads=threads)

        def evaluate() -> Any:
            estimate = expectation(weights, data.x, data.y, samples=task.samples, rng=rng, threads=threads)
            return estimate.value, [estimate.grad[name] for name in weights]

        return evaluate

    return run
