"""Gradient of E[(x - k)^2], x ~ Normal(loc, scale), 4e6 samples.

E = d^2 + s^2 with d = loc - k and s = scale, so that the gradient is (2 d, 2 s).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from harness import Goal, Task

LOC, SCALE, K = 0.5, 1.5, -1.0


def exact() -> tuple[np.ndarray, np.ndarray]:
    """Exact (value, d/dloc, d/dscale) and the standard deviation of one pathwise sample of each.

    With x - k = d + s e, e ~ Normal(0, 1), the samples are (d + s e)^2, 2 (d + s e) and 2 (d + s e) e.
    """
    d, s = LOC - K, SCALE
    variance = np.array([4 * d**2 * s**2 + 2 * s**4, 4 * s**2, 4 * d**2 + 8 * s**2])
    return np.array([d**2 + s**2, 2 * d, 2 * s]), np.sqrt(variance)


def make_task(quick: bool) -> Task:
    """4e6 samples, one thread, both precisions."""
    mean, spread = exact()
    return Task(
        name="gaussian_quadratic",
        data=SimpleNamespace(loc=LOC, scale=SCALE, k=K),
        samples=400_000 if quick else 4_000_000,
        exact=mean,
        spread=spread,
        dtypes=("float64", "float32"),
        goals=(
            Goal(rival="limit", at_most=1.6),
            Goal(rival="numpy", at_least=7),
            Goal(rival="torch", at_least=10),
            Goal(rival="jax", at_least=8),
            Goal(rival="limit", at_most=1.6, dtype="float32"),
            Goal(rival="torch", at_least=5, dtype="float32"),
        ),
    )
