"""Every claim of speed is a ratio in one run: tasks x rivals x threads, answers checked, goals marked.

    python bench/run.py [--task T ...] [--rival R ...] [--threads N ...] [--quick] [--json FILE]

Exits with 1 if an answer is wrong or a rival fails. A missed goal is a row of the table, not an error.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness import BENCH, LIMIT_SE, Goal, make_task, rival_names, task_names
from machine import describe

HEADER = (
    "task",
    "dtype",
    "threads",
    "rival",
    "cost",
    "unit",
    "error/se",
    "rival/reparamx",
    "goal",
    "reached",
)


def judge(rows: list[dict[str, Any]], goals: tuple[Goal, ...], stated_threads: int) -> None:
    """Add to each row of one table its ratio to reparamx and, where it has a goal, whether it is reached."""
    for row in rows:
        if row["error_se"] is not None and not row["error_se"] <= LIMIT_SE:
            row["status"] = f"WRONG ANSWER (more than {LIMIT_SE:g} standard errors off)"
            row["cost"] = None  # the speed of something else
    own = next((row["cost"] for row in rows if row["rival"] == "reparamx"), None)
    for row in rows:
        both = own is not None and row["cost"] is not None
        row["ratio"] = row["cost"] / own if both and own and row["rival"] != "reparamx" else None
        row["goal"] = row["reached"] = None
        for goal in goals:
            named = goal.rival or "reparamx"
            if named == row["rival"] and goal.dtype == row["dtype"] and row["threads"] == stated_threads:
                row["goal"] = goal.text(row["unit"])
                row["reached"] = goal.reached(own, row["cost"]) if both else None


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A row as text, in the order of the header."""
    cost = "-" if row["cost"] is None else f"{row['cost']:.4g}"
    error = "-" if row["error_se"] is None else f"{row['error_se']:.1f}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    reached = {True: "yes", False: "NO", None: "?" if row["goal"] else ""}[row["reached"]]
    last = reached if row["status"] == "ok" else f"{reached} {row['status']}".strip()
    return (row["task"], row["dtype"], str(row["threads"]), row["rival"], cost, row["unit"], error, ratio,
            row["goal"] or "", last)  # fmt: skip


def work(task: str, rivals: list[str], threads: int, dtype: str, quick: bool) -> list[dict[str, Any]]:
    """Run one worker process and read its rows."""
    command = [sys.executable, str(BENCH / "worker.py"), task, "--threads", str(threads), "--dtype", dtype]
    command += ["--rivals", *rivals] + (["--quick"] if quick else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"worker for {task} ended with {done.returncode}: {' '.join(command)}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> int:
    """Run what the command line asks for; print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", nargs="+", choices=task_names(), default=task_names())
    parser.add_argument("--rival", nargs="+", help="only these, and reparamx")
    parser.add_argument("--threads", nargs="+", type=int, help="instead of what each task's goals are stated for")
    parser.add_argument("--dtype", nargs="+", choices=("float64", "float32"))
    parser.add_argument("--quick", action="store_true", help="small sizes and few repetitions: seconds, not minutes")
    parser.add_argument("--json", type=Path, help="write one JSON line a row to this file")
    given = parser.parse_args()

    machine = describe()
    print(" | ".join(f"{key}: {value}" for key, value in machine.items()), flush=True)
    rows = []
    for name in given.task:
        task = make_task(name, given.quick)
        rivals = [r for r in rival_names(name) if not given.rival or r in (*given.rival, "reparamx")]
        for dtype in [d for d in task.dtypes if not given.dtype or d in given.dtype]:
            for threads in given.threads or [task.threads]:
                if threads > (os.cpu_count() or 1):
                    print(f"{name}: skipped with {threads} threads, the machine has {os.cpu_count()}")
                    continue
                # Memory is measured in a process that has run nothing else.
                groups = [[r] for r in rivals] if task.unit == "MB" else [rivals]
                table = [row for group in groups for row in work(name, group, threads, dtype, given.quick)]
                judge(table, task.goals, task.threads)
                rows += table
                print(f"  measured {name} {dtype} with {threads} threads", file=sys.stderr, flush=True)

    text = [HEADER, *map(cells, rows)]
    widths = [max(len(line[i]) for line in text) for i in range(len(HEADER))]
    for line in text:
        print("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())
    stated = [row for row in rows if row["goal"]]
    reached = sum(row["reached"] is True for row in stated)
    unknown = sum(row["reached"] is None for row in stated)
    print(f"goals reached: {reached} of {len(stated)}" + (f" ({unknown} not measured)" if unknown else ""))
    if given.json:
        given.json.write_text("".join(json.dumps({**row, "machine": machine}) + "\n" for row in rows))
    return int(any(row["status"].startswith(("WRONG", "failed")) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
