"""Trace, differentiate and compile a network with a layer of Bernoulli units.

z0 = W0 x, a0 = sigmoid(z0), z1 = W1 a0, theta = sigmoid(z1), a1 ~ Bernoulli(theta), z2 = W2 a1,
L = |y - z2|^2 / 2.
What is compiled is then run; its answer is compared with enumeration of the 2^6 hidden states.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from harness import Goal, Task, flatten

INPUTS, WIDTH, HIDDEN, OUTPUTS = 5, 8, 6, 3


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z))."""
    return 0.5 * (1 + np.tanh(z / 2))


def exact(w0: np.ndarray, w1: np.ndarray, w2: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[Any, Any]:
    """Exact (E L, dW0, dW1, dW2) and one sample's standard deviation, with the score function and baseline E L.

    d log p(a1) / dz1 = a1 - theta; from there back to W1 and W0 is the slides' delta = (W^T delta) * sigma'.
    """
    a0 = sigmoid(w0 @ x)
    theta = sigmoid(w1 @ a0)
    states = (np.arange(2**HIDDEN)[:, None] >> np.arange(HIDDEN) & 1).astype(float)
    p = np.prod(np.where(states == 1, theta, 1 - theta), axis=1)
    error = states @ w2.T - y
    cost = 0.5 * np.sum(error**2, axis=1)
    value = p @ cost
    delta1 = (cost - value)[:, None] * (states - theta)
    delta0 = (delta1 @ w1) * a0 * (1 - a0)
    by_w0 = delta0[:, :, None] * x
    by_w1 = delta1[:, :, None] * a0
    by_w2 = error[:, :, None] * states[:, None, :]
    samples = np.hstack([cost[:, None], *(g.reshape(len(p), -1) for g in (by_w0, by_w1, by_w2))])
    mean = p @ samples
    return mean, np.sqrt(p @ (samples - mean) ** 2)


def answer(evaluate: Callable[[], tuple[Any, Any]]) -> np.ndarray:
    """Run what was compiled."""
    return flatten(*evaluate())


def make_task(_quick: bool) -> Task:
    """One compilation; 2^14 samples to check it."""
    rng = np.random.default_rng(5)
    w0, w1, w2 = (rng.normal(size=shape) for shape in ((WIDTH, INPUTS), (HIDDEN, WIDTH), (OUTPUTS, HIDDEN)))
    x, y = rng.normal(size=INPUTS), rng.normal(size=OUTPUTS)
    mean, spread = exact(w0, w1, w2, x, y)
    return Task(
        name="compile_network",
        data=SimpleNamespace(w0=w0, w1=w1, w2=w2, x=x, y=y),
        samples=1 << 14,
        exact=mean,
        spread=spread,
        unit="ms/call",
        goals=(Goal(at_most=20),),
        answer=answer,
    )
