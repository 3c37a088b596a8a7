"""Which machine, instruction set and versions a run's numbers belong to."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

PACKAGES = ("reparamx", "numpy", "torch", "jax", "numba")
ISAS = ("portable", "avx2", "avx512")


def cpu_model() -> str:
    """The processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    if sys.platform == "darwin":
        done = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False)
        return done.stdout.strip() or platform.machine()
    return platform.processor() or platform.machine()


def active_isa() -> str:
    """The instruction set reparamx runs with; without reparamx, what it would choose on this CPU.

    The hand-written limit is compiled for the same one, so that a ratio compares programs and not machines.
    """
    try:
        import reparamx._core as core
    except ImportError:
        forced = os.environ.get("REPARAMX_ISA")
        if forced:
            return forced
        info = Path("/proc/cpuinfo")
        flags = set(info.read_text().split()) if info.exists() else set()
        if {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= flags:
            return "avx512"
        return "avx2" if {"avx2", "fma", "bmi2"} <= flags else "portable"
    return str(core.active_isa())


def describe() -> dict[str, str]:
    """Everything that has to stand next to a number."""
    facts = {
        "cpu": cpu_model(),
        "cores": str(os.cpu_count()),
        "isa": active_isa(),
        "system": platform.platform(),
    }
    facts["python"] = platform.python_version()
    for name in PACKAGES:
        try:
            facts[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            facts[name] = "not installed"
    return facts
