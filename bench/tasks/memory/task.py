"""Growth of peak memory from 2^20 to 2^33 samples of the gradient of E[(x - k)^2].

The noise in one array would take 64 GiB. At that size the answer is known to a few 1e-5, and checking it tests the
generator.
"""

from __future__ import annotations

from dataclasses import replace

from harness import TASKS, Goal, Task, load


def make_task(quick: bool) -> Task:
    """2^33 samples, 2^28 when quick, two threads."""
    task: Task = load(TASKS / "gaussian_quadratic" / "task.py").make_task(quick)
    task.data.warm_samples = 1 << 20
    return replace(
        task,
        name="memory",
        samples=1 << (28 if quick else 33),
        unit="MB",
        threads=2,
        dtypes=("float64",),
        goals=(Goal(at_most=16),),
    )
