"""What every test may use: instruction sets, seeds, fresh interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import reparamx._core as core

ROOT = Path(__file__).resolve().parent.parent
ISAS = ("portable", "avx2", "avx512")

#: Files whose every test also runs under the sanitizers: those that send the core odd programs, shapes and values.
SANITIZED = {"test_bad_input", "test_expectation", "test_graph", "test_indexing"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of `SANITIZED`."""
    for item in items:
        if item.path.stem in SANITIZED:
            item.add_marker(pytest.mark.sanitized)


@pytest.fixture(params=ISAS)
def isa(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once under every instruction set this machine has."""
    name = request.param
    available = {row["name"] for row in core.isas() if row["available"]}
    if name not in available:
        pytest.skip(f"this CPU or build has no {name}, only {', '.join(sorted(available))}")
    before = core.active_isa()
    core.set_isa(name)
    yield name
    core.set_isa(before)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Return a seed of the test's own, a function of its name: nobody picks it, so nobody can pick a lucky one."""
    return zlib.crc32(request.node.nodeid.encode())


@pytest.fixture
def rng(seed: int) -> np.random.Generator:
    """Return a generator of the test's own."""
    return np.random.default_rng(seed)


@pytest.fixture(scope="session")
def python() -> Callable[..., str]:
    """Return a function that runs code in a fresh interpreter, warnings being errors, and returns what it printed.

    Anything on standard error, or an exit status other than 0, fails the test.
    """

    def run(code: str, timeout: float = 120, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=ROOT / "tests",
            env={**os.environ, **environment},
        )
        assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert not done.stderr, done.stderr
        return done.stdout

    return run
