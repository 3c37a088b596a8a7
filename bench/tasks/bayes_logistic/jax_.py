"""JAX: all samples in one matrix product, log_sigmoid, one jitted value_and_grad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from harness import Task

jax.config.update("jax_enable_x64", True)


def make(task: Task, _threads: int, dtype: str, log_sigmoid: Any = jax.nn.log_sigmoid) -> Callable[[], Any]:
    """A run: the warm compiled function, waited for. XLA takes as many threads as there are CPUs."""
    kind = jnp.dtype(dtype)
    signed_x = jnp.asarray((2 * task.data.y - 1)[:, None] * task.data.x, kind)  # p(y | m) = sigmoid((2 y - 1) m)
    n = task.samples

    def negative_elbo(theta: Any, key: Any) -> Any:
        loc, log_scale = theta
        scale = jnp.exp(log_scale)
        z = loc + scale * jax.random.normal(key, (n, loc.size), kind)
        kl = 0.5 * jnp.sum(scale**2 + loc**2 - 1 - 2 * log_scale)
        return kl - jnp.sum(log_sigmoid(z @ signed_x.T)) / n

    @jax.jit
    def step(theta: Any, key: Any) -> Any:
        following, key = jax.random.split(key)
        return jax.value_and_grad(negative_elbo)(theta, key), following

    theta = (jnp.asarray(task.data.loc, kind), jnp.asarray(task.data.log_scale, kind))
    key = jax.random.key(0)

    def run() -> Any:
        nonlocal key
        (value, gradient), key = jax.block_until_ready(step(theta, key))
        return value, gradient

    return run
