"""JAX: one jitted value_and_grad; the key goes in and its successor comes out, so a call is one dispatch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from harness import Task

jax.config.update("jax_enable_x64", True)


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: the warm compiled function, waited for. The default generator is the fastest on a CPU."""
    kind = jnp.dtype(dtype)

    def loss(theta: dict[str, Any], key: Any) -> Any:
        x = theta["loc"] + theta["scale"] * jax.random.normal(key, (task.samples,), kind)
        return jnp.mean((x - task.data.k) ** 2)

    @jax.jit
    def step(theta: dict[str, Any], key: Any) -> Any:
        following, key = jax.random.split(key)
        return jax.value_and_grad(loss)(theta, key), following

    theta = {"loc": jnp.asarray(task.data.loc, kind), "scale": jnp.asarray(task.data.scale, kind)}
    key = jax.random.key(0)

    def run() -> Any:
        nonlocal key
        (value, gradient), key = jax.block_until_ready(step(theta, key))
        return value, (gradient["loc"], gradient["scale"])

    return run
