"""Draw 1e6 numbers from Normal(0, 1) into a new array.

The answer is their moments: E[x] = 0, E[x^2] = 1, E[x^4] = 3.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from harness import Goal, Task


def moments(array: Any) -> np.ndarray:
    """The first, second and fourth sample moments."""
    x = np.asarray(array, dtype=np.float64)
    return np.array([x.mean(), (x**2).mean(), (x**4).mean()])


def make_task(quick: bool) -> Task:
    """1e6 numbers a call: 8 MB, which the allocator hands out again without new pages."""
    samples = 200_000 if quick else 1_000_000

    def answer(array: Any) -> np.ndarray:
        if np.shape(array) != (samples,):
            raise ValueError(f"draw_normals: shape {(samples,)} expected, got {np.shape(array)}")
        return moments(array)

    return Task(
        name="draw_normals",
        data=SimpleNamespace(),
        samples=samples,
        exact=np.array([0.0, 1.0, 3.0]),
        spread=np.sqrt([1.0, 2.0, 96.0]),  # Var x^4 = E x^8 - 9 = 105 - 9
        goals=(Goal(rival="numpy", at_least=4),),
        answer=answer,
    )
