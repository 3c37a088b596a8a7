"""JAX's normal, jitted; the key goes in and its successor comes out, so a call is one dispatch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from harness import Task

jax.config.update("jax_enable_x64", True)


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one new array of draws, waited for."""

    @jax.jit
    def draw(key: Any) -> Any:
        following, key = jax.random.split(key)
        return jax.random.normal(key, (task.samples,), jnp.dtype(dtype)), following

    key = jax.random.key(0)

    def run() -> Any:
        nonlocal key
        array, key = jax.block_until_ready(draw(key))
        return array

    return run
