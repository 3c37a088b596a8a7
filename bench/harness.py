"""What a task, a goal and a rival are, and how rivals are checked and timed next to each other."""

from __future__ import annotations

import gc
import importlib.util
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

BENCH = Path(__file__).resolve().parent
TASKS = BENCH / "tasks"
LIMIT_SE = 5.0
"""Standard errors an answer may be off: 6e-7 false alarms a number, 5e-4 a whole run (800 numbers)."""


class Unavailable(ModuleNotFoundError):
    """A rival that cannot run here, and why."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A bound reparamx has to keep, next to one rival or (rival None) by itself.

    Parameters
    ----------
    rival : str or None
        Whom to compare with.
    at_least : float or None
        reparamx is at least this many times as fast as the rival.
    at_most : float or None
        reparamx takes at most this many times the rival's cost or, with no rival, this many of the unit.
    dtype : str
        The precision the goal is stated for.
    """

    rival: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    dtype: str = "float64"

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None) or (self.rival is None and self.at_most is None):
            raise ValueError(f"Goal: exactly one of at_least (with a rival) and at_most must be given, got {self}")

    def reached(self, own: float, rival: float) -> bool:
        """Whether these costs of reparamx and of the rival keep the bound."""
        if self.at_least is not None:
            return rival >= self.at_least * own
        assert self.at_most is not None
        return own <= self.at_most * (rival if self.rival else 1.0)

    def text(self, unit: str) -> str:
        """The bound as the table prints it."""
        if self.at_least is not None:
            return f">= {self.at_least:g}x faster"
        return f"<= {self.at_most:g}x its cost" if self.rival else f"<= {self.at_most:g} {unit}"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One problem: its data, its size, its exact answer, and the goals.

    Parameters
    ----------
    name : str
        The folder's name.
    data : SimpleNamespace
        Whatever the rivals need, as NumPy arrays and Python floats.
    samples : int
        Monte Carlo samples of one run.
    exact : numpy.ndarray, shape (m,)
        The exact value and gradient, flattened, by closed form, quadrature or enumeration.
    spread : numpy.ndarray, shape (m,)
        The standard deviation of one sample's contribution to each of them; zero asks for equality to 1e-6.
    unit : str
        "ns/sample", "us/sample", "us/call", "ms/call" or "MB" (the growth of memory).
    threads : int
        The number of threads the goals are stated for.
    dtypes : tuple of str
        Precisions to run.
    goals : tuple of Goal
        Bounds to keep at `threads` threads.
    answer : callable
        Turns what a rival's run returns into the flat vector compared with `exact`; never timed.
    """

    name: str
    data: SimpleNamespace
    samples: int
    exact: np.ndarray
    spread: np.ndarray
    unit: str = "ns/sample"
    threads: int = 1
    dtypes: tuple[str, ...] = ("float64",)
    goals: tuple[Goal, ...] = ()
    answer: Callable[[Any], np.ndarray] = field(default=lambda result: flatten(*result))

    def cost(self, seconds: float) -> float:
        """Seconds of one run in the task's unit."""
        scale, per = self.unit.split("/")
        factor = {"ns": 1e9, "us": 1e6, "ms": 1e3}[scale]
        return seconds * factor / (self.samples if per == "sample" else 1)


def flatten(value: Any, gradient: Any) -> np.ndarray:
    """A value and a sequence of gradient arrays (anything NumPy reads) as one flat float64 vector."""
    return np.concatenate([np.asarray(part, dtype=np.float64).ravel() for part in (value, *gradient)])


def load(path: Path) -> ModuleType:
    """The module in a file, imported under a name no other file has."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def task_names() -> list[str]:
    """Every folder with a task in it, in the order of the goals' table."""
    order = ("gaussian_quadratic", "draw_normals", "reinforce_categorical", "bayes_logistic", "warm_call",
             "compile_network", "memory")  # fmt: skip
    found = {path.parent.name for path in TASKS.glob("*/task.py")}
    return [name for name in order if name in found] + sorted(found.difference(order))


def rival_names(task: str) -> list[str]:
    """Every rival of a task, reparamx first, then the limit, then by name."""
    found = sorted(path.stem.removesuffix("_") for path in (TASKS / task).glob("*_.py"))
    return sorted(found, key=lambda name: (name != "reparamx", name != "limit", name))


def make_task(name: str, quick: bool) -> Task:
    """The task of a folder; `quick` asks for its small size."""
    task = load(TASKS / name / "task.py").make_task(quick)
    assert isinstance(task, Task)
    assert task.name == name
    assert task.exact.shape == task.spread.shape
    return task


def make_rival(task: Task, rival: str, threads: int, dtype: str) -> Callable[[], Any]:
    """What one rival runs for a task: a function whose every call is one fresh Monte Carlo answer.

    Raises
    ------
    ModuleNotFoundError
        If the rival, or what it needs, is not installed.
    """
    run: Callable[[], Any] = load(TASKS / task.name / f"{rival}_.py").make(task, threads, dtype)
    return run


def error_in_se(task: Task, run: Callable[[], Any], calls: int) -> float:
    """Largest error of the mean answer of `calls` runs, in standard errors of that mean."""
    mean = np.mean([task.answer(run()) for _ in range(calls)], axis=0)
    if mean.shape != task.exact.shape:
        raise ValueError(f"{task.name}: {task.exact.size} numbers expected, got {mean.size}")
    se = np.where(task.spread > 0, task.spread / np.sqrt(calls * task.samples), 1e-6 / LIMIT_SE)
    return float(np.max(np.abs(mean - task.exact) / se))


def best_times(runs: Mapping[str, Callable[[], Any]], rounds: int, seconds: float) -> dict[str, float]:
    """Time one call of each function; the functions take turns, so that all of them see the same noise.

    A turn lasts about 5 ms, or one call if that is longer: short enough to fall between two disturbances.

    Parameters
    ----------
    runs : mapping of str to callable
        What to time; each has been called before.
    rounds : int
        Turns of each function at least; every round begins with another function.
    seconds : float
        Rounds go on until this long has passed.

    Returns
    -------
    dict of str to float
        Seconds of one call in the best turn.
    """
    names = list(runs)
    best = dict.fromkeys(runs, float("inf"))
    numbers = dict.fromkeys(runs, 1)
    gc_was_on = gc.isenabled()
    gc.disable()
    try:
        start, done = time.perf_counter(), 0
        while names and (done < rounds or time.perf_counter() - start < seconds):
            shift = done % len(names)
            for name in names[shift:] + names[:shift]:
                run, number = runs[name], numbers[name]
                time.sleep(0.002)  # lets the last rival's spinning worker threads go to sleep
                run()
                begin = time.perf_counter()
                for _ in range(number):
                    run()
                best[name] = min(best[name], (time.perf_counter() - begin) / number)
                numbers[name] = max(1, int(0.005 / max(best[name], 1e-7)))
            gc.collect()
            done += 1
    finally:
        if gc_was_on:
            gc.enable()
    return best


def peak_mb() -> float:
    """The most memory this process has had resident so far, in MB (1e6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():  # per address space: what a parent had before exec does not count
        line = next(text for text in status.read_text().splitlines() if text.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6
