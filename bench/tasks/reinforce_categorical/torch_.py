"""PyTorch: Categorical's sample and log_prob, the surrogate (f - b) log p, autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from harness import Task


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: draw, surrogate with the leave-one-out baseline, autograd."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    logits = torch.tensor(task.data.logits, dtype=getattr(torch, dtype), requires_grad=True)
    n = task.samples

    def run() -> Any:
        log_p = torch.log_softmax(logits, 0)
        k = torch.multinomial(log_p.detach().exp(), n, replacement=True)
        cost = (k - task.data.target) ** 2
        value = cost.mean()
        advantage = (cost - value) * (n / (n - 1))
        surrogate = (advantage * log_p[k]).mean()
        return value, torch.autograd.grad(surrogate, (logits,))

    return run
