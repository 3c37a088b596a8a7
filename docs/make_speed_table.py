"""Write the table of measured speed into README.md, from bench/results.json.

python bench/run.py --json bench/results.json && python docs/make_speed_table.py [--check]
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
RESULTS = ROOT / "bench" / "results.json"
START, END = "<!-- speed -->\n", "<!-- /speed -->\n"
TITLES = {
    "limit": "by hand in C++",
    "numpy": "NumPy",
    "torch": "PyTorch",
    "jax": "JAX jit",
    "jax_tuned": "JAX jit, tuned",
    "numba": "Numba",
}
RIVALS = tuple(TITLES)


def meaning(task: str) -> str:
    """First sentence of a task's docstring."""
    source = (ROOT / "bench" / "tasks" / task / "task.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or task).splitlines()[0].rstrip(".")


def cell(row: dict[str, Any] | None) -> str:
    """Cost of a rival and its ratio to reparamx; empty if it was not measured."""
    if row is None or row["cost"] is None or row["status"] != "ok":
        return ""
    ratio = "" if row["ratio"] is None else f" ({row['ratio']:.2g}x)"
    return f"{row['cost']:.3g}{ratio}"


def table(rows: list[dict[str, Any]]) -> str:
    """The table in Markdown, with the machine it belongs to."""
    if any(row["quick"] for row in rows):
        raise SystemExit(f"{RESULTS} comes from a --quick run")
    groups: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for row in rows:
        key = (row["task"], row["dtype"], row["threads"], row["unit"])
        groups.setdefault(key, {})[row["rival"]] = row
    measured = {r: None for group in groups.values() for r in group if r != "reparamx"}
    rivals = sorted(measured, key=lambda r: RIVALS.index(r) if r in RIVALS else len(RIVALS))
    text = "| task | dtype | threads | unit | reparamx | " + " | ".join(TITLES.get(r, r) for r in rivals) + " |\n"
    text += "|---" * (5 + len(rivals)) + "|\n"
    for (task, dtype, threads, unit), group in groups.items():
        cells = [f"**{cell(group.get('reparamx'))}**", *(cell(group.get(r)) for r in rivals)]
        text += f"| {meaning(task)} | {dtype} | {threads} | {unit} | {' | '.join(cells)} |\n"
    machine = rows[0]["machine"]
    versions = ", ".join(f"{k} {machine[k]}" for k in ("reparamx", "numpy", "torch", "jax", "numba") if k in machine)
    host = f"{machine['cpu']}, {machine['cores']} cores, {machine['isa']}"
    return text + f"\nLower is better; in brackets how many times reparamx's cost. One run on {host}; {versions}.\n"


def make() -> str:
    """Text of the README with the table of the day."""
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(START)
    _, tail = rest.split(END)
    rows = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    return head + START + table(rows) + END + tail


if __name__ == "__main__":
    made = make()
    if "--check" in sys.argv[1:]:
        sys.exit(made != README.read_text(encoding="utf-8"))
    README.write_text(made, encoding="utf-8")
