"""PyTorch's randn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from harness import Task


def make(task: Task, threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one new tensor of draws."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    return lambda: torch.randn(task.samples, dtype=getattr(torch, dtype))
