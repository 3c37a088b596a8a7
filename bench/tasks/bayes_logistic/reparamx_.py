"""-ELBO as a user writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

import reparamx as rx


def loss(theta: dict[str, Any], x: Any, y: Any) -> Any:
    """-log p(y | x, z) at one sample z, plus KL(q || prior)."""
    loc, scale = theta["loc"], np.exp(theta["log_scale"])
    logits = x @ rx.sample(rx.Normal(loc, scale))
    kl = 0.5 * np.sum(scale**2 + loc**2 - 1 - 2 * theta["log_scale"])
    return np.sum(rx.softplus(logits) - y * logits) + kl


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one estimate."""
    data = task.data
    expectation = rx.expectation(loss, dtype=np.dtype(dtype))
    theta = {"loc": data.loc, "log_scale": data.log_scale}
    rng = np.random.default_rng(0)

    def run() -> Any:
        estimate = expectation(theta, data.x, data.y, samples=task.samples, rng=rng, threads=threads)
        return estimate.value, (estimate.grad["loc"], estimate.grad["log_scale"])

    return run
