"""One task at one number of threads, in a process of its own: checks and measures rivals, prints JSON lines.

A process of its own, because that is the only way to hold every rival to the same number of CPUs (XLA has no
other switch) and to measure memory. `run.py` starts it; nobody else has to.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from dataclasses import replace
from typing import Any


def limit_cpus(threads: int) -> None:
    """Hold this process to `threads` CPUs and tell every thread pool, before any of them exists."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def measure(name: str, rivals: list[str], threads: int, dtype: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of one table: every rival's cost and its error in standard errors."""
    from harness import best_times, error_in_se, make_rival, make_task, peak_mb

    task = make_task(name, quick)
    shared = {"task": name, "dtype": dtype, "threads": threads, "quick": quick}
    shared |= {"samples": task.samples, "unit": task.unit}
    rows: list[dict[str, Any]] = []
    runs = {}
    for rival in rivals:
        row: dict[str, Any] = {**shared, "rival": rival, "cost": None, "error_se": None, "status": "ok"}
        rows.append(row)
        try:
            if task.unit == "MB":
                make_rival(replace(task, samples=task.data.warm_samples), rival, threads, dtype)()
                before = peak_mb()
                row["error_se"] = error_in_se(task, make_rival(task, rival, threads, dtype), 1)
                row["cost"] = peak_mb() - before
            else:
                run = make_rival(task, rival, threads, dtype)
                row["error_se"] = error_in_se(task, run, getattr(task.data, "check_calls", 2 if quick else 5))
                runs[rival] = run
        except Exception as error:  # a rival that fails is a row of the table, and the others still run
            # A library that is there but lacks one of its own modules is broken, not missing.
            if isinstance(error, ModuleNotFoundError) and "." not in (error.name or ""):
                row["status"] = f"not installed ({error})"
            else:
                traceback.print_exc()
                row["status"] = f"failed ({type(error).__name__}: {error})"
    for rival, seconds in best_times(runs, *((5, 0.5) if quick else (15, 4.0))).items():
        next(row for row in rows if row["rival"] == rival)["cost"] = task.cost(seconds)
    return rows


def main() -> None:
    """Read the command line, print one JSON line a row."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task")
    parser.add_argument("--rivals", nargs="+", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--dtype", required=True)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    limit_cpus(given.threads)
    for row in measure(given.task, given.rivals, given.threads, given.dtype, given.quick):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
