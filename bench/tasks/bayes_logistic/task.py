"""Bayesian logistic regression, gradient of the mean-field ELBO, 569 x 31, 2048 samples.

z ~ Normal(loc, exp(log_scale)), prior Normal(0, 1). Each logit x_i.z is Gaussian, so the likelihood's part is
a one-dimensional integral by Gauss-Hermite quadrature, and KL(q || prior) is in closed form.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from harness import BENCH, Goal, Task

DATA = BENCH.parent / "python" / "reparamx" / "data" / "breast_cancer.csv"


def load_data() -> tuple[np.ndarray, np.ndarray]:
    """Standardised features with a column of ones, shape (569, 31), and labels 0/1, shape (569,)."""
    table = np.loadtxt(DATA, delimiter=",", skiprows=1)
    features, labels = table[:, :-1], table[:, -1]
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    return np.hstack([features, np.ones((len(features), 1))]), labels


def exact(x: np.ndarray, y: np.ndarray, loc: np.ndarray, log_scale: np.ndarray) -> np.ndarray:
    """Exact (-ELBO, d/dloc, d/dlog_scale).

    With m ~ Normal(x.loc, (x^2).s^2): d/dloc = x E[sigmoid(m) - y], and d/dlog_s = s^2 x^2 E[sigmoid'(m)]
    since dE/dvariance = E'' / 2 (Bonnet and Price).
    """
    scale2 = np.exp(2 * log_scale)
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    weights = weights / weights.sum()
    logits = (x @ loc)[:, None] + np.sqrt(x**2 @ scale2)[:, None] * nodes
    probs = 0.5 * (1 + np.tanh(logits / 2))
    value = np.sum((np.logaddexp(0, logits) - y[:, None] * logits) @ weights)
    by_loc = (probs @ weights - y) @ x
    by_log_scale = ((probs * (1 - probs)) @ weights) @ x**2 * scale2
    kl = 0.5 * np.sum(scale2 + loc**2 - 1 - 2 * log_scale)
    return np.r_[value + kl, by_loc + loc, by_log_scale + scale2 - 1]


def spread_of_one_sample(x: np.ndarray, y: np.ndarray, loc: np.ndarray, log_scale: np.ndarray) -> np.ndarray:
    """Standard deviation of one pathwise sample, from 4096 of them (to 1 %: enough for a tolerance)."""
    noise = np.random.default_rng(0).standard_normal((4096, loc.size)) * np.exp(log_scale)
    logits = (loc + noise) @ x.T
    by_z = (0.5 * (1 + np.tanh(logits / 2)) - y) @ x
    value = np.sum(np.logaddexp(0, logits) - y * logits, axis=1)
    return np.column_stack([value, by_z, by_z * noise]).std(axis=0)


def make_task(quick: bool) -> Task:
    """2048 posterior samples, two threads."""
    x, y = load_data()
    j = np.arange(x.shape[1])
    loc, log_scale = 0.3 * np.cos(1.0 + j), -1.5 + 0.5 * np.sin(j)
    return Task(
        name="bayes_logistic",
        data=SimpleNamespace(x=x, y=y, loc=loc, log_scale=log_scale),
        samples=512 if quick else 2048,
        exact=exact(x, y, loc, log_scale),
        spread=spread_of_one_sample(x, y, loc, log_scale),
        unit="us/sample",
        threads=2,
        dtypes=("float64", "float32"),
        goals=(Goal(rival="torch", at_least=4), Goal(rival="jax", at_least=4)),
    )
