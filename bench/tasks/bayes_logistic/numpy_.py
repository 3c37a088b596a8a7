"""NumPy by hand: derivatives worked out on paper, one exp a logit, products by BLAS, blocks in the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from harness import Task

BLOCK = 256  # samples; 64 to 512 take the same time, 2048 at once a fifth more (measured)


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: z, logits = z x^T, softplus and sigmoid from one exp, (sigmoid - y) x."""
    kind = np.dtype(dtype)
    x, y, loc, log_scale = (np.asarray(a, kind) for a in
                            (task.data.x, task.data.y, task.data.loc, task.data.log_scale))  # fmt: skip
    x_t, y_x = np.ascontiguousarray(x.T), y @ x
    rng = np.random.default_rng(0)
    n = task.samples

    def run() -> Any:
        scale = np.exp(log_scale)
        value, by_loc, by_scale = 0.0, np.zeros_like(loc), np.zeros_like(loc)
        for begin in range(0, n, BLOCK):
            noise = scale * rng.standard_normal((min(BLOCK, n - begin), loc.size), dtype=kind)
            z = loc + noise
            logits = z @ x_t
            e = np.exp(-np.abs(logits))
            value += np.sum(np.maximum(logits, 0)) + np.sum(np.log1p(e)) - np.sum(z @ y_x)
            by_z = (np.where(logits >= 0, 1, e) / (1 + e)) @ x - y_x
            by_loc += by_z.sum(axis=0)
            by_scale += np.einsum("ij,ij->j", by_z, noise)
        kl = 0.5 * np.sum(scale**2 + loc**2 - 1 - 2 * log_scale)
        return value / n + kl, (by_loc / n + loc, by_scale / n + scale**2 - 1)

    return run
