"""JAX: jit(value_and_grad(surrogate)).lower(...).compile() of a new function every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from harness import Task

jax.config.update("jax_enable_x64", True)


def new_surrogate(x: Any, y: Any, n: int) -> Callable[..., Any]:
    """Mean loss plus the score-function term with the leave-one-out baseline, as a new function object."""

    def surrogate(weights: Any, key: Any) -> Any:
        w0, w1, w2 = weights
        z1 = w1 @ jax.nn.sigmoid(w0 @ x)
        a1 = jax.random.bernoulli(key, jax.lax.stop_gradient(jax.nn.sigmoid(z1)), (n, z1.size)).astype(z1.dtype)
        cost = 0.5 * jnp.sum((y - a1 @ w2.T) ** 2, axis=1)
        log_p = jnp.sum(a1 * jax.nn.log_sigmoid(z1) + (1 - a1) * jax.nn.log_sigmoid(-z1), axis=1)
        value = jnp.mean(cost)
        advantage = jax.lax.stop_gradient(cost - value) * (n / (n - 1))
        return value + jnp.mean(advantage * (log_p - jax.lax.stop_gradient(log_p)))

    return surrogate


def make(task: Task, _threads: int, dtype: str) -> Callable[[], Any]:
    """A run: one compilation; what it returns evaluates the compiled program."""
    kind = jnp.dtype(dtype)
    data = task.data
    weights = tuple(jnp.asarray(w, kind) for w in (data.w0, data.w1, data.w2))
    x, y = jnp.asarray(data.x, kind), jnp.asarray(data.y, kind)
    keys = iter(jax.random.split(jax.random.key(0), 64))
    key = jax.random.key(1)

    def run() -> Any:
        step = jax.jit(jax.value_and_grad(new_surrogate(x, y, task.samples))).lower(weights, key).compile()
        return lambda: step(weights, next(keys))

    return run
