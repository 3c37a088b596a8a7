"""Write the stubs for type checkers: of the compiled module, and of the distributions, which are found at import.

python tests/make_stubs.py [--check]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import reparamx as rx

PACKAGE = Path(__file__).resolve().parent.parent / "python" / "reparamx"


def core() -> str:
    """Stubs of reparamx._core, the same on every machine: nothing of it depends on addresses or versions."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "reparamx._core", "-o", folder, "--exit-code"]
        done = subprocess.run(
            [*command, "--numpy-array-use-type-var"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        text = (Path(folder) / "reparamx" / "_core.pyi").read_text()
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    text = re.sub(r"^(__version__|compiler): str = .*$", r"\1: str", text, flags=re.MULTILINE)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    for bare in ("list", r"collections\.abc\.Sequence"):
        text = re.sub(rf"(?<![\w.])({bare})(?![\w\[])", r"\1[typing.Any]", text)
    text = re.sub(r"(?<![\w.])tuple(?![\w\[])", "tuple[typing.Any, ...]", text)
    text = re.sub(r"(?<![\w.])dict(?![\w\[])", "dict[str, typing.Any]", text)
    return text.rstrip("\n") + "\n"


def distributions() -> str:
    """One import per distribution."""
    names = sorted(rx.distributions.__all__)
    imports = [_import(getattr(rx, n).__module__.replace("reparamx.distributions", ""), n) for n in names]
    listed = "".join(f'    "{name}",\n' for name in names)
    return "\n".join(sorted(imports)) + f"\n\n__all__ = [\n{listed}]\n"


def _import(module: str, name: str) -> str:
    """One import, as ruff formats it."""
    line = f"from {module} import {name} as {name}"
    return line if len(line) <= 120 else f"from {module} import (\n    {name} as {name},\n)"


#: Each generated file, and what makes it.
STUBS = {PACKAGE / "_core.pyi": core, PACKAGE / "distributions" / "__init__.pyi": distributions}


if __name__ == "__main__":
    made = {file: make() for file, make in STUBS.items()}
    if "--check" in sys.argv[1:]:
        sys.exit(any(text != file.read_text() for file, text in made.items()))
    for file, text in made.items():
        file.write_text(text)
