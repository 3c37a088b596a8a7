"""Write data/digests.json: what every case of `cases.py` gives, as digests. Only when results are meant to change.

python tests/make_digests.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cases import CASES, COUNTS, digest

FILE = Path(__file__).parent / "data" / "digests.json"


def make() -> dict[str, dict[str, str]]:
    """Digests by case and dtype, then by number of samples."""
    return {
        f"{name}-{dtype}": {str(n): digest(name, n, dtype) for n in COUNTS}
        for name in CASES
        for dtype in ("float64", "float32")
    }


if __name__ == "__main__":
    text = json.dumps(make(), indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        sys.exit(text != FILE.read_text())
    FILE.write_text(text)
