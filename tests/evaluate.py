"""Kernels of single ops on whole arrays: ``evaluate(name, arrays, dtype, isa)``.

With the extension built, ``evaluate`` is `reparamx._core.evaluate`. Without it the headers are compiled as they are,
one small library per instruction set, so that the mathematics can be worked on alone.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SOURCE = Path(__file__).resolve().parent.parent / "src"
MACHINE = {"portable": "x86-64", "avx2": "x86-64-v3", "avx512": "x86-64-v4"}
FLAGS = ("-std=c++20", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fPIC", "-shared")

DRIVER = """
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
namespace {
#include "reparamx/ops/list.hpp"
using namespace reparamx;
template <class Op, int arity, class S>
void run(long n, const S* const* in, S* out) {
    using V = Native<S>;
    constexpr int lanes = type_of<V>::lanes;
    for (long i = 0; i < n; i += lanes) {
        S buffer[4][lanes] = {};
        const long m = n - i < lanes ? n - i : lanes;
        for (int k = 0; k < arity; ++k) memcpy(buffer[k], in[k] + i, m * sizeof(S));
        V y;
        if constexpr (arity == 1) y = Op::fwd(load<V>(buffer[0]));
        if constexpr (arity == 2) y = Op::fwd(load<V>(buffer[0]), load<V>(buffer[1]));
        if constexpr (arity == 3) y = Op::fwd(load<V>(buffer[0]), load<V>(buffer[1]), load<V>(buffer[2]));
        store(buffer[3], y);
        memcpy(out + i, buffer[3], m * sizeof(S));
    }
}
}
#define EXPORT_AS(Type, name, arity, S) \\
    extern "C" void name(long n, const S* const* in, S* out) { run<ops::Type, arity>(n, in, out); }
#define EXPORT(Type, name, arity) \\
    EXPORT_AS(Type, name##_float64, arity, double) EXPORT_AS(Type, name##_float32, arity, float)
REPARAMX_OPS(EXPORT)
"""


@cache
def library(isa: str) -> ctypes.CDLL:
    """Compile and load the ops for one instruction set."""
    folder = Path(tempfile.mkdtemp(prefix="reparamx-"))
    source, target = folder / "driver.cpp", folder / f"{isa}.so"
    source.write_text(DRIVER)
    command = ["g++", *FLAGS, f"-march={MACHINE[isa]}", f"-I{SOURCE}", str(source), "-o", str(target)]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(target))


def compiled(name: str, arrays: Sequence[NDArray[np.floating]], dtype: str, isa: str | None) -> NDArray[np.floating]:
    """Evaluate an op by the library compiled here."""
    inputs = [np.ascontiguousarray(a, dtype) for a in np.broadcast_arrays(*arrays)]
    out = np.empty_like(inputs[0])
    pointers = (ctypes.c_void_p * len(inputs))(*(a.ctypes.data for a in inputs))
    kernel = getattr(library(isa or "avx2"), f"{name}_{dtype}")
    kernel(ctypes.c_long(out.size), pointers, ctypes.c_void_p(out.ctypes.data))
    return out


evaluate: Callable[[str, Sequence[NDArray[np.floating]], str, str | None], NDArray[np.floating]]
try:
    from reparamx._core import evaluate, isas

    ISAS = tuple(row["name"] for row in isas() if row["available"])
except ImportError:
    evaluate = compiled
    cpu = Path("/proc/cpuinfo").read_text()
    ISAS = ("portable", *(["avx2"] if "avx2" in cpu else []), *(["avx512"] if "avx512dq" in cpu else []))
