"""Mean-field Bayesian logistic regression on the breast-cancer data: p(y | x, z) = sigmoid(+-x.z), z ~ q = Normal.

ELBO = E_q[sum log sigmoid(t x.z)] - KL(q || Normal(0, 1)), t = +-1. Under q each x.z is Gaussian, so every
expectation here is a one-dimensional integral, and quadrature gives it to rounding.
"""

from __future__ import annotations

import importlib.resources
import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import reparamx as rx

from .report import Line, line, progress, timed

Array = NDArray[np.float64]

STEPS = 600
SAMPLES_PER_STEP = 128
# The trapezoidal rule against the normal density, exp(-2 pi d / h) off for poles at distance d (Trefethen and
# Weideman 2014). Here d = pi / deviation of x.z, down to 0.3, and h = 0.02. 128 nodes of Gauss-Hermite are off by 1e-4.
NODES = np.linspace(-10, 10, 1001)
WEIGHTS = np.exp(-0.5 * NODES**2)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@dataclass
class Fit:
    """A fitted posterior and the way to it.

    Parameters
    ----------
    names : list of str
        Of the features, shape (31,).
    x, t : ndarray
        Training features, shape (427, 31), and labels -1 or 1, shape (427,).
    held_x, held_t : ndarray
        Held out: every fourth row, shapes (142, 31) and (142,).
    theta : dict of ndarray
        ``loc`` and ``log_scale``, shape (31,) each.
    history : list of (int, float, float)
        Step, ELBO, its standard error.
    """

    names: list[str]
    x: Array
    t: Array
    held_x: Array
    held_t: Array
    theta: dict[str, Array]
    history: list[tuple[int, float, float]] = field(default_factory=list)


def load() -> Fit:
    """Features standardised by the training rows, with a column of ones; nothing fitted yet."""
    file = importlib.resources.files("reparamx") / "data" / "breast_cancer.csv"
    with file.open(encoding="ascii") as lines_of_file:
        names = next(lines_of_file).strip().split(",")
        table = np.loadtxt(lines_of_file, delimiter=",")
    held = np.arange(len(table)) % 4 == 3
    x, t = table[:, :-1], 2 * table[:, -1] - 1
    x = (x - x[~held].mean(axis=0)) / x[~held].std(axis=0)
    x = np.hstack([x, np.ones((len(x), 1))])
    theta = {"loc": np.zeros(x.shape[1]), "log_scale": np.full(x.shape[1], -1.0)}
    return Fit([*names[:-1], "bias"], x[~held], t[~held], x[held], t[held], theta)


@rx.expectation
def elbo(theta: Any, x: Any, t: Any) -> Any:
    """log p(y | x, z) at one sample z, minus KL(q || prior)."""
    scale = np.exp(theta["log_scale"])
    z = rx.sample(rx.Normal(theta["loc"], scale))
    kl = 0.5 * np.sum(scale**2 + theta["loc"] ** 2 - 1 - 2 * theta["log_scale"])
    return np.sum(rx.log_sigmoid(t * (x @ z))) - kl


@rx.expectation
def accuracy(theta: Any, x: Any, t: Any) -> Any:
    """Share of the rows that one sample z classifies correctly."""
    z = rx.sample(rx.Normal(theta["loc"], np.exp(theta["log_scale"])))
    return np.mean(np.where(t * (x @ z) > 0, 1.0, 0.0))


def exact_elbo(theta: dict[str, Array], x: Array, t: Array) -> tuple[float, dict[str, Array]]:
    """ELBO and its gradient by quadrature over m = x.z ~ Normal(x.loc, x^2.scale^2).

    dE[f]/dmean = E[f'] and dE[f]/dvariance = E[f''] / 2 (Bonnet, Price).
    """
    loc, variance = theta["loc"], np.exp(2 * theta["log_scale"])
    m = (t * (x @ loc))[:, None] + np.sqrt(x**2 @ variance)[:, None] * NODES
    miss = 1 / (1 + np.exp(m))
    value = -np.sum(np.logaddexp(0, -m) @ WEIGHTS)
    value -= 0.5 * np.sum(variance + loc**2 - 1 - 2 * theta["log_scale"])
    by_loc = (t * (miss @ WEIGHTS)) @ x - loc
    by_log_scale = -(((miss * (1 - miss)) @ WEIGHTS) @ x**2 + 1) * variance + 1
    return float(value), {"loc": by_loc, "log_scale": by_log_scale}


def exact_accuracy(theta: dict[str, Array], x: Array, t: Array) -> float:
    """P(t x.z > 0) = Phi(t mean / deviation), averaged over the rows."""
    ratio = t * (x @ theta["loc"]) / np.sqrt(x**2 @ np.exp(2 * theta["log_scale"]))
    return float(np.mean([0.5 * math.erfc(-r / math.sqrt(2)) for r in ratio]))


def fit(seed: int) -> Fit:
    """Maximise the ELBO with Adam (Kingma and Ba 2015, algorithm 1), the step falling to zero.

    Parameters
    ----------
    seed : int
        Seed.

    Returns
    -------
    Fit
    """
    result = load()
    rng = np.random.default_rng(seed)
    first = {key: np.zeros_like(value) for key, value in result.theta.items()}
    second = {key: np.zeros_like(value) for key, value in result.theta.items()}

    def tell() -> str:
        step, value, stderr = result.history[-1]
        return f"step {step}: ELBO {value:.2f} +- {stderr:.2f}"

    for step in progress(STEPS, tell):
        est = elbo(result.theta, result.x, result.t, samples=SAMPLES_PER_STEP, rng=rng)
        result.history.append((step, est.value, est.value_stderr or 0.0))
        rate = 0.1 * 0.5 * (1 + math.cos(math.pi * step / STEPS))
        for key, gradient in est.grad.items():
            first[key] = 0.9 * first[key] + 0.1 * gradient
            second[key] = 0.999 * second[key] + 0.001 * gradient**2
            m = first[key] / (1 - 0.9 ** (step + 1))
            v = second[key] / (1 - 0.999 ** (step + 1))
            result.theta[key] = result.theta[key] + rate * m / (np.sqrt(v) + 1e-8)
    return result


def lines(fitted: Fit, samples: int, seed: int) -> list[Line]:
    """ELBO, its gradient and the held-out accuracy of the fitted posterior.

    Parameters
    ----------
    fitted : Fit
        From `fit`.
    samples : int
        Number of posterior samples.
    seed : int
        Seed.

    Returns
    -------
    list of Line
    """
    theta = fitted.theta
    value, gradient = exact_elbo(theta, fitted.x, fitted.t)
    est, rate = timed(partial(elbo, theta, fitted.x, fitted.t, rng=seed), samples)
    result = [line("ELBO", est.value, est.value_stderr, value, rate)]
    for key, expected in gradient.items():
        result.append(line(f"d/d{key}", est.grad[key], est.grad_stderr[key], expected, rate))
    held = (fitted.held_x, fitted.held_t)
    hits, rate = timed(partial(accuracy, theta, *held, rng=seed), samples)
    share = exact_accuracy(theta, *held)
    result.append(line("held-out accuracy of one sample z", hits.value, hits.value_stderr, share, rate))
    return result


def held_out_accuracy(fitted: Fit) -> float:
    """Accuracy of the Bayesian prediction: p(y | x) > 1/2 where x.loc has that sign, since x.z is symmetric about it.

    Parameters
    ----------
    fitted : Fit
        From `fit`.

    Returns
    -------
    float
        Share of the held-out rows.
    """
    return float(np.mean(fitted.held_t * (fitted.held_x @ fitted.theta["loc"]) > 0))
