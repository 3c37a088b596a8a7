"""Losses with their exact expectations, and the one test that compares an estimator with them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.stats
from chance import assert_unbiased
from scipy.special import expit

import reparamx as rx

Theta = dict[str, Any]
HERMITE = tuple(
    a / s for a, s in zip(np.polynomial.hermite_e.hermegauss(64), (1.0, math.sqrt(2 * math.pi)), strict=True)
)


@dataclass(frozen=True)
class Problem:
    """A loss with its exact expectation as a function of the parameters."""

    name: str
    loss: Callable[[Theta], Any]
    exact: Callable[[Theta], float]
    theta: Theta
    samples: int = 2**18

    def gradient(self) -> Theta:
        """The exact gradient, by difference quotients of fourth order of the exact expectation: error about 1e-9."""
        grad = {}
        for name, value in self.theta.items():
            array = np.asarray(value, float)
            slope = np.zeros(array.shape)
            for index in np.ndindex(array.shape):
                f = []
                for k in (-2, -1, 1, 2):
                    moved = array.copy()
                    moved[index] += 1e-3 * k
                    f.append(self.exact({**self.theta, name: moved[()]}))
                slope[index] = (8 * (f[2] - f[1]) - (f[3] - f[0])) / 12e-3
            grad[name] = slope
        return grad


def check(problem: Problem, estimator: Any, samples: int | None = None, **options: Any) -> rx.Estimate:
    """The one test that right estimators pass and planted wrong ones fail: value and every derivative, |z| <= 6.3.

    The seed is a function of the names, so that tests are independent of each other and nobody picks one.
    """
    expectation = rx.expectation(problem.loss, estimator=estimator, **options)
    seed = zlib.crc32(f"{problem.name} {estimator!r} {options}".encode())
    est = expectation(problem.theta, samples=samples or problem.samples, rng=seed)
    assert_unbiased(est.value, est.value_stderr, problem.exact(problem.theta), f"{problem.name} value")
    for name, truth in problem.gradient().items():
        # 1e-8 for the difference quotient
        stderr = np.hypot(est.grad_stderr[name], 1e-8)
        assert_unbiased(est.grad[name], stderr, truth, f"{problem.name} gradient of {name}")
    return est


def normal_expectation(f: Callable[[np.ndarray], Any], mean: Any, scale: Any) -> Any:
    nodes, weights = HERMITE
    return sum(w * f(mean + scale * n) for n, w in zip(nodes, weights, strict=True))


def mixed_loss(t: Theta) -> Any:
    k = rx.sample(rx.Bernoulli(logits=t["a"]))
    x = rx.sample(rx.Normal(t["b"] + 1.5 * k, t["s"]))
    return (x - 0.4) ** 2 + 0.7 * k * t["b"]


def mixed_exact(t: Theta) -> float:
    p = expit(t["a"])
    return float(
        sum(q * ((t["b"] + 1.5 * k - 0.4) ** 2 + t["s"] ** 2 + 0.7 * k * t["b"]) for k, q in ((1, p), (0, 1 - p)))
    )


def gate_loss(t: Theta) -> Any:
    z = rx.sample(rx.Normal(t["m"], t["s"]))
    k = rx.sample(rx.Bernoulli(logits=2.0 * z))
    return np.where(k == 1, np.sin(z), z * t["c"])


def gate_exact(t: Theta) -> float:
    return float(normal_expectation(lambda z: expit(2 * z) * np.sin(z) + expit(-2 * z) * z * t["c"], t["m"], t["s"]))


TABLE = np.array([[0.2, -1.0], [1.3, 0.4], [-0.6, 2.0]])


def chain_loss(t: Theta) -> Any:
    j = rx.sample(rx.Categorical(logits=t["l"]))
    k = rx.sample(rx.Bernoulli(probs=rx.take(t["p"], j)))
    return rx.take(TABLE.ravel(), 2 * j + k) + 0.1 * rx.take(t["p"], j)


def chain_exact(t: Theta) -> float:
    w = np.exp(t["l"]) / np.sum(np.exp(t["l"]))
    return float(np.sum(w * ((1 - t["p"]) * TABLE[:, 0] + t["p"] * TABLE[:, 1] + 0.1 * t["p"])))


TARGETS = np.linspace(-1.0, 1.0, 12)


def rows_loss(t: Theta) -> Any:
    h = rx.sample(rx.Bernoulli(logits=t["l"]))
    return np.sum((h - TARGETS) ** 2 * np.exp(t["c"] * h)) + t["c"]


def rows_exact(t: Theta) -> float:
    p = expit(t["l"])
    return float(np.sum(p * (1 - TARGETS) ** 2 * np.exp(t["c"]) + (1 - p) * TARGETS**2) + t["c"])


DATA = np.random.default_rng(3).normal(size=(5, 3))
WEIGHTS = np.array([0.8, -1.1])


def layer_loss(t: Theta) -> Any:
    h = rx.sample(rx.Bernoulli(logits=DATA @ t["w"]))
    return np.mean(np.square(np.tanh(h @ WEIGHTS + t["b"]) - 0.2))


def layer_exact(t: Theta) -> float:
    p = expit(DATA @ t["w"])
    total = 0.0
    for h in np.ndindex(2, 2):
        probability = np.prod(np.where(np.array(h) == 1, p, 1 - p), axis=1)
        total += float(np.sum(probability * (np.tanh(np.dot(h, WEIGHTS) + t["b"]) - 0.2) ** 2))
    return total / len(DATA)


def two_loss(t: Theta) -> Any:
    j = rx.sample(rx.Bernoulli(logits=t["a"]))
    k = rx.sample(rx.Bernoulli(logits=t["b"]))
    return 3.0 * j + 100.0 * (k + 2.0) ** 2


def two_exact(t: Theta) -> float:
    return float(3.0 * expit(t["a"]) + 100.0 * (expit(t["b"]) * 9.0 + expit(-t["b"]) * 4.0))


def step_loss(t: Theta) -> Any:
    x = rx.sample(rx.Normal(t["m"], t["s"]))
    return np.where(x > 0.5, 2.0, 0.0) * t["c"] + np.maximum(x, 0.0)


def step_exact(t: Theta) -> float:
    law = scipy.stats.norm(t["m"], t["s"])
    return float(2.0 * t["c"] * law.sf(0.5) + t["m"] * law.sf(0.0) + t["s"] ** 2 * law.pdf(0.0))


def blocked_loss(t: Theta) -> Any:
    z = rx.sample(rx.Normal(t["m"], 1.0))
    k = rx.sample(rx.Bernoulli(logits=np.floor(z)))
    return np.cos(z) + k


def blocked_exact(t: Theta) -> float:
    f = np.arange(-40, 40)
    mass = scipy.stats.norm.cdf(f + 1 - t["m"]) - scipy.stats.norm.cdf(f - t["m"])
    return float(math.cos(t["m"]) * math.exp(-0.5) + np.sum(mass * expit(f)))


GRAPHS = [
    Problem("mixed", mixed_loss, mixed_exact, {"a": 0.3, "b": -0.5, "s": 0.8}),
    Problem("gate", gate_loss, gate_exact, {"m": 0.2, "s": 0.9, "c": -1.5}),
    Problem("chain", chain_loss, chain_exact, {"l": np.array([0.1, -0.4, 0.6]), "p": np.array([0.2, 0.5, 0.9])}),
    Problem("rows", rows_loss, rows_exact, {"l": np.linspace(-1.0, 2.0, 12), "c": 0.3}),
    Problem("layer", layer_loss, layer_exact, {"w": np.array([[0.5, -1.0], [0.3, 0.2], [-0.7, 0.4]]), "b": 0.1}),
    Problem("two", two_loss, two_exact, {"a": 0.2, "b": -1.0}),
    Problem("step", step_loss, step_exact, {"m": 0.3, "s": 1.1, "c": 0.7}),
    Problem("blocked", blocked_loss, blocked_exact, {"m": 0.4}),
]
BY_NAME = {p.name: p for p in GRAPHS}

QUADRATIC = Problem(
    "quadratic",
    lambda t: (rx.sample(rx.Normal(t["m"], t["s"])) - 0.5) ** 2,
    lambda t: (t["m"] - 0.5) ** 2 + t["s"] ** 2,
    {"m": 2.5, "s": 0.6},
    samples=2**20,
)
COIN = Problem(
    "coin",
    lambda t: (rx.sample(rx.Bernoulli(logits=t["l"])) - 0.3) ** 2 + 0.2 * t["l"],
    lambda t: float(expit(t["l"]) * 0.7**2 + expit(-t["l"]) * 0.3**2 + 0.2 * t["l"]),
    {"l": 0.2},
    samples=2**20,
)
