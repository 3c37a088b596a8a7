"""JAX: random.categorical, the surrogate (f - b) log p, one jitted value_and_grad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from harness import Task

jax.config.update("jax_enable_x64", True)


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: the warm compiled function, waited for."""
    n = task.samples

    def surrogate(logits: Any, key: Any) -> Any:
        log_p = jax.nn.log_softmax(logits)
        k = jax.random.categorical(key, jax.lax.stop_gradient(logits), shape=(n,))
        cost = (k - task.data.target) ** 2
        value = jnp.mean(cost)
        return jnp.mean((cost - value) * (n / (n - 1)) * log_p[k]), value

    @jax.jit
    def step(logits: Any, key: Any) -> Any:
        following, key = jax.random.split(key)
        gradient, value = jax.grad(surrogate, has_aux=True)(logits, key)
        return value, gradient, following

    logits = jnp.asarray(task.data.logits, jnp.dtype(dtype))
    key = jax.random.key(0)

    def run() -> Any:
        nonlocal key
        value, gradient, key = jax.block_until_ready(step(logits, key))
        return value, (gradient,)

    return run
