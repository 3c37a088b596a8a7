"""A line of the demo: estimate, standard error, exact answer, z-score, samples per second."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, TextIO

import numpy as np

#: Probability that a correct line shows a z-score beyond its bound.
FALSE_ALARM = 1e-6

_COLUMNS = "{:<42} {:>13} {:>10} {:>13} {:>6} {:>6} {:>11}"
HEADER = _COLUMNS.format("", "estimate", "std.error", "exact", "z", "|z| <", "samples/s")


@dataclass(frozen=True)
class Line:
    """One estimate beside its exact answer.

    Parameters
    ----------
    label : str
        What is estimated.
    estimate, stderr, exact : float
        The numbers compared. Of an array, the element with the largest z-score.
    elements : int
        How many elements the array has.
    rate : float
        Samples per second.
    """

    label: str
    estimate: float
    stderr: float
    exact: float
    elements: int
    rate: float

    @property
    def z(self) -> float:
        """Distance from the exact answer in standard errors; rounding alone counts as none."""
        difference = self.estimate - self.exact
        if abs(difference) <= 1e-12 * max(1.0, abs(self.exact)):
            return 0.0
        return difference / self.stderr if self.stderr > 0 and math.isfinite(difference) else math.inf

    @property
    def bound(self) -> float:
        """What |z| exceeds with probability `FALSE_ALARM` when the estimate is right, the worst of `elements`."""
        return -NormalDist().inv_cdf(FALSE_ALARM / (2 * self.elements))

    def __str__(self) -> str:
        return _COLUMNS.format(
            self.label,
            f"{self.estimate:.6g}",
            f"{self.stderr:.1e}",
            f"{self.exact:.6g}",
            f"{self.z:.2f}",
            f"{self.bound:.1f}",
            f"{self.rate:.2e}",
        )


def line(label: str, estimate: Any, stderr: Any, exact: Any, rate: float) -> Line:
    """Compare two arrays of one shape and keep the element that is furthest from the exact answer.

    Parameters
    ----------
    label : str
        What is estimated. The index of the kept element is added.
    estimate, stderr, exact : array_like
        Arrays of one shape.
    rate : float
        Samples per second.

    Returns
    -------
    Line
    """
    estimate, stderr, exact = np.broadcast_arrays(
        np.asarray(estimate, float), np.asarray(stderr, float), np.asarray(exact, float)
    )
    lines = [
        Line(
            label + (f", worst of {estimate.size}: {list(at)}" if at else ""),
            float(estimate[at]),
            float(stderr[at]),
            float(exact[at]),
            estimate.size,
            rate,
        )
        for at in np.ndindex(estimate.shape)
    ]
    return max(lines, key=lambda one: abs(one.z))


def timed(call: Callable[..., Any], samples: int) -> tuple[Any, float]:
    """Result of ``call(samples=samples)`` and samples per second, compilation apart.

    Parameters
    ----------
    call : callable
        Estimates with the number of samples it is given.
    samples : int
        That number.

    Returns
    -------
    tuple
        What `call` returned, and samples per second.
    """
    call(samples=32)  # traces and compiles
    start = time.perf_counter()
    result = call(samples=samples)
    return result, samples / max(time.perf_counter() - start, 1e-9)


def progress(total: int, describe: Callable[[], str], stream: TextIO | None = None) -> Iterator[int]:
    """Count to `total`, telling how far it is: one moving line on a terminal, five lines elsewhere.

    Parameters
    ----------
    total : int
        Number of steps.
    describe : callable
        Text beside the count.
    stream : file, optional
        Where to write; standard output by default.

    Yields
    ------
    int
        0, 1, ..., total - 1.
    """
    out = sys.stdout if stream is None else stream
    moving = out.isatty()
    every = 1 if moving else max(1, total // 5)
    for step in range(total):
        yield step
        done = step + 1
        if done % every and done < total:
            continue
        bar = "#" * round(20 * done / total)
        text = f"  [{bar:<20}] {done:>{len(str(total))}}/{total}  {describe()}"
        out.write(f"\r{text:<100}" if moving else text + "\n")
        out.flush()
    if moving:
        out.write("\n")
