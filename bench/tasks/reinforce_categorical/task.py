"""REINFORCE, gradient of E[(k - target)^2], k ~ Categorical(logits), 10 classes, 4e5 samples.

By enumeration, d/dlogits_j E[f] = p_j (f_j - E f). One sample, baseline E f, is (f_k - E f) (1[k = j] - p_j).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from harness import Goal, Task

LOGITS = np.array([0.3, -0.8, 1.1, 0.0, -0.2, 0.7, -1.5, 0.4, 0.9, -0.4])
TARGET = 3.5


def exact() -> tuple[np.ndarray, np.ndarray]:
    """Exact (value, gradient) and the standard deviation of one sample of each, with E f as the baseline.

    The leave-one-out mean, which all rivals use, adds a relative 1/samples to the variance.
    """
    p = np.exp(LOGITS - LOGITS.max())
    p /= p.sum()
    cost = (np.arange(p.size) - TARGET) ** 2
    value = p @ cost
    terms = (cost - value)[:, None] * (np.eye(p.size) - p)
    gradient = p @ terms
    spread = np.sqrt(p @ (terms - gradient) ** 2)
    return np.r_[value, gradient], np.r_[np.sqrt(p @ (cost - value) ** 2), spread]


def make_task(quick: bool) -> Task:
    """4e5 samples, one thread."""
    mean, spread = exact()
    return Task(
        name="reinforce_categorical",
        data=SimpleNamespace(logits=LOGITS, target=TARGET),
        samples=100_000 if quick else 400_000,
        exact=mean,
        spread=spread,
        goals=(Goal(rival="torch", at_least=5),),
    )
