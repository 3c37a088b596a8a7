"""Nanoseconds per element of every op in the table, on every instruction set this machine can run.

    python bench/micro/ops.py [--op NAME ...] [--isa NAME ...] [--json FILE]

Kernels are called on rows of two lengths; the slope between them is the cost of an element without that of a call.
An op that is added to the table appears here by itself.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for machine.py

import numpy as np
from machine import describe

import reparamx._core as core
from reparamx.ops import OPS

SHORT, LONG = 256, 768  # one block and three: with three operands 24 KB, inside the first-level cache
DTYPES = ("float64", "float32")


def arguments(domain: tuple[tuple[float, float], ...], size: int, dtype: str) -> list[np.ndarray]:
    """One row per argument from its open interval: of order 1, where kernels take their common path."""
    rng = np.random.default_rng(0)
    rows = []
    for low, high in domain:
        if math.isfinite(low) and math.isfinite(high):
            row = low + (high - low) * rng.uniform(0.05, 0.95, size)
        elif math.isfinite(low):
            row = low + rng.gamma(2.0, 1.0, size) + 1e-3
        elif math.isfinite(high):
            row = high - rng.gamma(2.0, 1.0, size) - 1e-3
        else:
            row = rng.normal(0.0, 2.0, size)
        rows.append(row.astype(dtype))
    return rows


def best(calls: tuple[Callable[[], Any], ...], rounds: int = 40, number: int = 40) -> list[float]:
    """Seconds of one call of each, the best of many short turns."""
    times = [math.inf] * len(calls)
    for _ in range(rounds):
        for k, call in enumerate(calls):
            begin = time.perf_counter()
            for _ in range(number):
                call()
            times[k] = min(times[k], (time.perf_counter() - begin) / number)
    return times


def cost(op: str, domain: tuple[tuple[float, float], ...], dtype: str, isa: str) -> float:
    """Nanoseconds per element of one op."""
    arity = next(row["arity"] for row in core.ops() if row["name"] == op)
    domains = (*domain, *[domain[-1]] * arity)[:arity]  # a domain given once holds for all arguments
    short, long = (arguments(domains, size, dtype) for size in (SHORT, LONG))
    by_short, by_long = best(
        (
            lambda: core.evaluate(op, short, dtype, isa),
            lambda: core.evaluate(op, long, dtype, isa),
        )
    )
    return 1e9 * (by_long - by_short) / (LONG - SHORT)


def main() -> None:
    """Print one row per op and one column per instruction set and precision."""
    available = [row["name"] for row in core.isas() if row["available"]]
    names = [row["name"] for row in core.ops()]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--op", nargs="+", choices=names, default=names)
    parser.add_argument("--isa", nargs="+", choices=available, default=available)
    parser.add_argument("--json", type=Path, help="write one JSON line a number to this file")
    given = parser.parse_args()

    machine = describe()
    print(" | ".join(f"{key}: {value}" for key, value in machine.items()))
    columns = [(isa, dtype) for isa in given.isa for dtype in DTYPES]
    width = max(map(len, given.op))
    print(f"{'ns per element':{max(width, 14)}}" + "".join(f"{f'{isa} {dtype}':>18}" for isa, dtype in columns))
    lines = []
    for op in given.op:
        costs = [cost(op, OPS[op].domain, dtype, isa) for isa, dtype in columns]
        print(f"{op:{max(width, 14)}}" + "".join(f"{value:18.3f}" for value in costs), flush=True)
        for (isa, dtype), value in zip(columns, costs, strict=True):
            lines.append({"op": op, "isa": isa, "dtype": dtype, "ns_per_element": value, "machine": machine})
    if given.json:
        given.json.write_text("".join(json.dumps(line) + "\n" for line in lines))


if __name__ == "__main__":
    main()
