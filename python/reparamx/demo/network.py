"""The slides' stochastic network: z0 = W0 x, a0 = s(z0), z1 = W1 a0, t = s(z1), a1 ~ p(a | t), L = |y - W2 a1|^2 / 2.

The hidden layer a1 is either Bernoulli(t), exact by summing over its 2^3 states, or Normal(t, 1/2), exact because L is
quadratic in a1: E[L] = |y - W2 t|^2 / 2 + sigma^2 |W2|^2 / 2.
"""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import reparamx as rx

from .report import Line, line, timed

Array = NDArray[np.float64]

SIGMA = 0.5
X = np.array([0.5, -1.0, 2.0])
Y = np.array([1.0, -0.5])
WEIGHTS = {
    "W0": np.array([[0.3, -0.2, 0.5], [-0.4, 0.1, 0.2], [0.6, 0.5, -0.3], [-0.1, -0.7, 0.4]]),
    "W1": np.array([[0.8, -0.5, 0.3, -0.2], [-0.6, 0.9, 0.1, 0.4], [0.2, 0.3, -0.7, 0.5]]),
    "W2": np.array([[0.7, -0.4, 0.2], [-0.3, 0.8, 0.5]]),
}


def hidden(weights: Any, x: Any) -> Any:
    """Parameters theta of the sampled layer; NumPy in, NumPy out, and traced alike."""
    a0 = rx.sigmoid(weights["W0"] @ x)
    return rx.sigmoid(weights["W1"] @ a0)


@rx.expectation
def bernoulli(weights: Any, x: Any, y: Any) -> Any:
    """Loss with a layer of coins."""
    a1 = rx.sample(rx.Bernoulli(probs=hidden(weights, x)), estimator="score_function")
    return 0.5 * np.sum((y - weights["W2"] @ a1) ** 2)


@rx.expectation
def normal(weights: Any, x: Any, y: Any) -> Any:
    """Loss with a layer of Gaussians."""
    a1 = rx.sample(rx.Normal(hidden(weights, x), SIGMA))
    return 0.5 * np.sum((y - weights["W2"] @ a1) ** 2)


def backward(weights: dict[str, Array], by_theta: Array, by_w2: Array) -> dict[str, Array]:
    """Backpropagation below the sampled layer, delta_l = (W_{l+1}' delta_{l+1}) * s'(z_l), in NumPy by hand."""
    a0 = 1 / (1 + np.exp(-weights["W0"] @ X))
    theta = 1 / (1 + np.exp(-weights["W1"] @ a0))
    delta1 = by_theta * theta * (1 - theta)
    delta0 = (weights["W1"].T @ delta1) * a0 * (1 - a0)
    return {"W0": np.outer(delta0, X), "W1": np.outer(delta1, a0), "W2": by_w2}


def exact_bernoulli(weights: dict[str, Array]) -> tuple[float, dict[str, Array]]:
    """E[L] and its gradient, summed over all states of the layer."""
    theta = 1 / (1 + np.exp(-weights["W1"] @ (1 / (1 + np.exp(-weights["W0"] @ X)))))
    value, by_theta, by_w2 = 0.0, np.zeros_like(theta), np.zeros_like(weights["W2"])
    for state in itertools.product((0.0, 1.0), repeat=len(theta)):
        a1 = np.array(state)
        p = float(np.prod(np.where(a1 == 1, theta, 1 - theta)))
        delta2 = weights["W2"] @ a1 - Y
        loss = 0.5 * float(delta2 @ delta2)
        value += p * loss
        by_theta += p * loss * np.where(a1 == 1, 1 / theta, -1 / (1 - theta))
        by_w2 += p * np.outer(delta2, a1)
    return value, backward(weights, by_theta, by_w2)


def exact_normal(weights: dict[str, Array]) -> tuple[float, dict[str, Array]]:
    """E[L] and its gradient in closed form."""
    w2 = weights["W2"]
    theta = 1 / (1 + np.exp(-weights["W1"] @ (1 / (1 + np.exp(-weights["W0"] @ X)))))
    delta2 = w2 @ theta - Y
    value = 0.5 * float(delta2 @ delta2) + 0.5 * SIGMA**2 * float(np.sum(w2**2))
    return value, backward(weights, w2.T @ delta2, np.outer(delta2, theta) + SIGMA**2 * w2)


def lines(samples: int, seed: int) -> list[Line]:
    """Value and the gradient of every weight, with coins and with Gaussians.

    Parameters
    ----------
    samples : int
        Number of samples of each estimate.
    seed : int
        Seed.

    Returns
    -------
    list of Line
    """
    result = []
    layers = (("Bernoulli", bernoulli, exact_bernoulli), ("Normal", normal, exact_normal))
    for name, loss, exact in layers:
        value, gradient = exact(WEIGHTS)
        est, rate = timed(partial(loss, WEIGHTS, X, Y, rng=seed), samples)
        result.append(line(f"{name}: E[L]", est.value, est.value_stderr, value, rate))
        for key, expected in gradient.items():
            result.append(line(f"d/d{key}", est.grad[key], est.grad_stderr[key], expected, rate))
    return result
