"""Writes python/reparamx/distributions/__init__.pyi: ``python tests/make_distribution_stub.py``."""

from __future__ import annotations

import ast
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "python" / "reparamx" / "distributions" / "__init__.pyi"


def text() -> str:
    """The stub: one import per public class, by module."""
    lines = ["from ._base import Distribution as Distribution"]
    names = ["Distribution"]
    for module in sorted(PATH.parent.glob("[a-z]*.py")):
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                lines.append(f"from .{module.stem} import {node.name} as {node.name}")
                names.append(node.name)
    listed = "".join(f'    "{name}",\n' for name in sorted(names))
    return "\n".join(lines) + f"\n\n__all__ = [\n{listed}]\n"


if __name__ == "__main__":
    PATH.write_text(text())
