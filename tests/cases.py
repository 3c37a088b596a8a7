"""Losses whose results are pinned bit by bit: one for each way the engine can go.

Every number here is written out or made by + - * / alone, so that no library function of this machine comes in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

import reparamx as rx


def grid(*shape: int) -> np.ndarray:
    """Numbers in [-1, 1] that repeat after 97, of a shape."""
    return ((np.arange(np.prod(shape)) * 37 % 97) / 48.0 - 1.0).reshape(shape)


@dataclass(frozen=True)
class Case:
    """A loss and its arguments."""

    loss: Any
    theta: Any
    data: tuple[Any, ...] = ()
    most_samples: int = 100_000


def quadratic(theta, k):
    x = rx.sample(rx.Normal(theta["loc"], theta["scale"]))
    return (x - k) ** 2


def reinforce(theta, costs):
    k = rx.sample(rx.Categorical(logits=theta["logits"]), estimator="score_function")
    return costs[k] ** 2


def coins(theta, y):
    a = rx.sample(rx.Bernoulli(probs=rx.sigmoid(theta["w1"])), estimator="score_function")
    return 0.5 * np.sum((y - theta["w2"] @ a) ** 2)


def logistic(theta, x, t):
    z = rx.sample(rx.Normal(theta["loc"], np.exp(theta["log_scale"])))
    return -np.mean(rx.log_sigmoid(t * (x @ z)))


def mixed(theta):
    u = rx.sample(rx.Uniform(theta["low"], theta["low"] + 2.0))
    e = rx.sample(rx.Exponential(theta["rate"]))
    a = rx.sample(rx.Laplace(u, theta["scale"]))
    g = rx.sample(rx.Gumbel(a, theta["scale"]))
    return np.tanh(g) + np.sqrt(e) * np.cos(u)


CASES = {
    "quadratic": Case(quadratic, {"loc": 0.25, "scale": 1.5}, (0.75,)),
    "reinforce": Case(reinforce, {"logits": grid(10)}, (grid(10) + 2.0,)),
    "coins": Case(coins, {"w1": grid(3), "w2": grid(2, 3)}, (grid(2),)),
    "logistic": Case(
        logistic,
        {"loc": grid(31), "log_scale": grid(31) - 2.0},
        (grid(64, 31), np.where(grid(64) > 0, 1.0, -1.0)),
        most_samples=2_000,
    ),
    "mixed": Case(mixed, {"low": 0.5, "rate": 1.25, "scale": 0.75}),
}

#: The tails of blocks (256 samples) and of rows of lanes (8 or 16), and enough blocks for many threads.
COUNTS = (1, 7, 8, 9, 255, 256, 257, 511, 100_000)


def evaluate(name: str, samples: int, dtype: str = "float64", threads: int | None = None, rng: Any = 12345) -> Any:
    """Estimate of a case, with at most `most_samples` samples."""
    case = CASES[name]
    expectation = rx.expectation(case.loss, dtype=np.dtype(dtype).type)
    return expectation(case.theta, *case.data, samples=min(samples, case.most_samples), rng=rng, threads=threads)


def numbers(est: Any) -> bytes:
    """Every bit of an estimate: value, gradient and their standard errors; every NaN as the same one."""
    parts = [est.value, est.value_stderr]
    for tree in (est.grad, est.grad_stderr):
        parts += [tree[key] for key in sorted(tree)]
    flat = np.concatenate([np.ravel(np.asarray(part, np.float64)) for part in parts])
    flat[np.isnan(flat)] = np.nan
    return flat.astype("<f8").tobytes()


def digest(name: str, samples: int, dtype: str = "float64", threads: int | None = None) -> str:
    """Sixteen hexadecimal digits that stand for `numbers`."""
    return hashlib.sha256(numbers(evaluate(name, samples, dtype, threads))).hexdigest()[:16]
