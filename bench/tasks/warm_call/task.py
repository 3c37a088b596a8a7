"""One warm call: gradient of E[(x - k)^2] from 10 samples, two scalar parameters."""

from __future__ import annotations

from dataclasses import replace

from harness import TASKS, Goal, Task, load


def make_task(quick: bool) -> Task:
    """gaussian_quadratic at ten samples; answers are averaged over many calls before they are checked."""
    task: Task = load(TASKS / "gaussian_quadratic" / "task.py").make_task(quick)
    task.data.check_calls = 200 if quick else 2000
    return replace(
        task,
        name="warm_call",
        samples=10,
        unit="us/call",
        dtypes=("float64",),
        goals=(Goal(at_most=12),),
    )
