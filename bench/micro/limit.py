"""Builds limit.cpp for one instruction set and calls it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from harness import BENCH, Unavailable
from machine import active_isa

SOURCE = BENCH.parent / "src"
# The flags of the package's own kernels, src/cmake/isa.cmake.
FLAGS = (
    "-std=c++20",
    "-O3",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-shared",
    "-fPIC",
    "-pthread",
)
MARCH = {
    "portable": (),
    "avx2": ("-march=x86-64-v3",),
    "avx512": ("-march=x86-64-v4", "-mprefer-vector-width=512"),
}
DOUBLE, INT64, UINT64, INT = ctypes.c_double, ctypes.c_int64, ctypes.c_uint64, ctypes.c_int


def build(isa: str) -> Path:
    """The shared library for an instruction set, compiled on first use and kept in the temporary folder.

    Raises
    ------
    Unavailable
        If there is no C++ compiler, or the instruction set is not one of the known ones.
    """
    compiler = os.environ.get("CXX") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        raise Unavailable("a C++ compiler")
    if isa not in MARCH:
        raise Unavailable(f"no limit for instruction set {isa!r}")
    here = BENCH / "micro"
    flags = [*FLAGS, *MARCH[isa], f"-I{SOURCE}"]
    sources = sorted([*here.glob("*.?pp"), *SOURCE.rglob("*.hpp")])
    digest = hashlib.sha256(" ".join([compiler, *flags]).encode() + b"".join(s.read_bytes() for s in sources))
    folder = Path(tempfile.gettempdir()) / "reparamx-bench"
    folder.mkdir(exist_ok=True)
    library = folder / f"limit-{isa}-{digest.hexdigest()[:16]}.so"
    if not library.exists():
        partial = library.with_suffix(f".{os.getpid()}")
        done = subprocess.run(
            [compiler, *flags, str(here / "limit.cpp"), "-o", str(partial)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"limit.cpp does not compile for {isa}:\n{done.stderr}")
        partial.replace(library)
    return library


class Limit:
    """The hand-written loops, compiled for `isa` (by default the one reparamx runs with)."""

    def __init__(self, isa: str | None = None) -> None:
        self.isa = isa or active_isa()
        self._library = ctypes.CDLL(str(build(self.isa)))

    def _function(self, name: str, dtype: str, *types: Any) -> Any:
        function = self._library[f"{name}_{dtype}"]
        function.argtypes, function.restype = types, None
        return function

    def gaussian_quadratic(
        self, loc: float, scale: float, k: float, samples: int, seed: int, threads: int, dtype: str
    ) -> tuple[float, tuple[float, float]]:
        """E[(x - k)^2] and its derivatives by loc and scale, from `samples` rounded up to whole blocks."""
        call = self._function("gaussian_quadratic", dtype, DOUBLE, DOUBLE, DOUBLE, INT64, UINT64, INT, ctypes.c_void_p)
        out = np.empty(6)
        call(loc, scale, k, samples, seed, threads, out.ctypes.data)
        return float(out[0]), (float(out[1]), float(out[2]))

    def draw_normals(self, samples: int, seed: int, threads: int, dtype: str) -> np.ndarray:
        """A new array of draws of Normal(0, 1)."""
        call = self._function("draw_normals", dtype, INT64, UINT64, INT, ctypes.c_void_p)
        out = np.empty(samples, np.dtype(dtype))
        call(samples, seed, threads, out.ctypes.data)
        return out
