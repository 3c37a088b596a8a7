"""PyTorch: reparametrised noise in one tensor, autograd for the gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from harness import Task


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: draw, x = loc + scale e, mean loss, autograd."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    kind = getattr(torch, dtype)
    loc = torch.tensor(task.data.loc, dtype=kind, requires_grad=True)
    scale = torch.tensor(task.data.scale, dtype=kind, requires_grad=True)

    def run() -> Any:
        x = loc + scale * torch.randn(task.samples, dtype=kind)
        value = ((x - task.data.k) ** 2).mean()
        return value.detach(), torch.autograd.grad(value, (loc, scale))

    return run
