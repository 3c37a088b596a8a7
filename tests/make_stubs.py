"""Write python/reparamx/_core.pyi from the compiled module. Run it after a change of src/bindings.

python tests/make_stubs.py [--check]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "python" / "reparamx" / "_core.pyi"


def make() -> str:
    """Text of the stubs, the same on every machine: nothing of it depends on addresses or versions."""
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
    text = re.sub(r"^__version__: str = .*$", "__version__: str", text, flags=re.MULTILINE)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return text.rstrip("\n") + "\n"


if __name__ == "__main__":
    text = make()
    if "--check" in sys.argv[1:]:
        sys.exit(text != FILE.read_text())
    FILE.write_text(text)
