"""The one-liner of the slides: x = 2 + e/2 with e ~ Normal(0, 1), so x ~ Normal(2, 1/4), and L = x^2.

dx/dmu = 1 and dx/dsigma = e, hence E[L] = mu^2 + sigma^2 has the gradient E[2x] = 2 mu, E[2 x e] = 2 sigma.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import reparamx as rx

from .report import Line, line, timed

THETA = {"mu": 2.0, "sigma": 0.5}
EXACT = {"value": 4.25, "mu": 4.0, "sigma": 1.0}


@rx.expectation
def pathwise(theta: Any) -> Any:
    """x^2, differentiated through the one-liner."""
    return rx.sample(rx.Normal(theta["mu"], theta["sigma"])) ** 2


@rx.expectation
def score_function(theta: Any) -> Any:
    """x^2, differentiated by the log-derivative trick."""
    return rx.sample(rx.Normal(theta["mu"], theta["sigma"]), estimator="score_function") ** 2


def lines(samples: int, seed: int) -> list[Line]:
    """Value and gradient by both tricks.

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
    for name, loss in (("pathwise", pathwise), ("score function", score_function)):
        est, rate = timed(partial(loss, THETA, rng=seed), samples)
        if loss is pathwise:
            result.append(line("E[x^2]", est.value, est.value_stderr, EXACT["value"], rate))
        for key in THETA:
            label = f"d/d{key}, {name}"
            result.append(line(label, est.grad[key], est.grad_stderr[key], EXACT[key], rate))
    return result


def convergence(seed: int) -> list[tuple[int, float, float]]:
    """d/dsigma and its standard error at growing numbers of samples, for the picture.

    Parameters
    ----------
    seed : int
        Seed.

    Returns
    -------
    list of (int, float, float)
        Samples, estimate, standard error.
    """
    result = []
    for power in range(8, 25):
        est = pathwise(THETA, samples=2**power, rng=seed)
        result.append((2**power, float(est.grad["sigma"]), float(est.grad_stderr["sigma"])))
    return result
