"""What the files compiled per instruction set show to the linker, and what they are compiled with.

A weak symbol compiled for AVX-512 may be taken by the linker for everybody, and then the library crashes on other CPUs.
So these objects define nothing weak, and of strong symbols only their tables.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT

import reparamx._core as core

CMAKE = (ROOT / "src" / "cmake" / "isa.cmake").read_text(encoding="utf-8")
PARTS = ("rows_f64", "rows_f32", "blocks")
#: What the C library, not C++, provides; all else undefined is another part's table.
C_LIBRARY = {"fma", "fmaf", "memcpy", "memmove", "memset", "memcmp", "sqrt", "sqrtf"}
COMPILER = {"_GLOBAL_OFFSET_TABLE_", "__stack_chk_fail", "__tls_get_addr"}
#: The flag of samplers that give up, one for each thread.
FLAG = {"reparamx_gave_up"}


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; the machines of continuous integration have it")
    return found


def cmake_list(name: str) -> list[str]:
    """The flags that isa.cmake puts into a variable."""
    found = re.search(rf"set\({name} ([^)]*)\)", CMAKE)
    assert found, name
    return found[1].replace('"', "").split()


def isas() -> list[str]:
    """Those that not every CPU has; where there are none, the one there is."""
    return ["avx2", "avx512"] if platform.machine() in ("x86_64", "AMD64") else ["portable"]


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Every part of every instruction set, compiled with the flags of isa.cmake, unoptimised where that is quicker.

    Without optimisation nothing is inlined away: whatever could ever be weak is there to be seen.
    """
    compiler = tool("c++")
    folder = tmp_path_factory.mktemp("objects")

    def build(key: tuple[str, str]) -> Path:
        isa, part = key
        out = folder / f"{isa}_{part}.o"
        flags = [*cmake_list("common"), *cmake_list(f"flags_{isa}"), f"-DREPARAMX_PART_{part.upper()}"]
        source = ROOT / "src" / "reparamx" / "vm" / f"isa_{isa}.cpp"
        command = [compiler, "-std=c++20", "-O0", "-fPIC", "-w", *flags, "-I", str(ROOT / "src"), "-c", str(source)]
        subprocess.run([*command, "-o", str(out)], check=True)
        return out

    keys = [(isa, part) for isa in isas() for part in PARTS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(keys, pool.map(build, keys), strict=True))


def symbols(path: Path, *options: str) -> list[tuple[str, str]]:
    """(kind, name) of every symbol, as nm prints them."""
    listing = subprocess.run(
        [tool("nm"), "--portability", *options, str(path)], capture_output=True, text=True, check=True
    ).stdout
    return [(line.split()[1], line.split()[0]) for line in listing.splitlines() if line.strip()]


@pytest.mark.slow
def test_kernels_define_their_tables_and_nothing_else(objects):
    """Local symbols (lower case) are nobody's business; u, v and w are the weak ones that nm prints in lower case."""
    for (isa, part), path in objects.items():
        table = f"reparamx_isa_{isa}" if part == "blocks" else f"reparamx_{part}_{isa}"
        found = symbols(path)
        defined = {name for kind, name in found if kind in "ABCDGRSTVW" or kind in "uvwi"}
        assert defined == {table}, (isa, part)
        wanted = {name for kind, name in found if kind == "U"}
        tables = {f"reparamx_rows_f64_{isa}", f"reparamx_rows_f32_{isa}"}
        assert wanted <= C_LIBRARY | COMPILER | FLAG | tables, (isa, part, wanted)


def test_kernels_do_nothing_before_main():
    """No constructor runs at load time: it would run on every CPU."""
    sources = [*(ROOT / "src/reparamx/vm/kernels").iterdir(), *(ROOT / "src/reparamx/vm").glob("isa_*.cpp")]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"#include <(?!(stddef|stdint|string|immintrin)\.h>)", text), path
        assert "std::" not in text, path


def test_arithmetic_flags_are_the_strict_ones():
    assert "-ffp-contract=off" in cmake_list("common")
    for name in ("common", *(f"flags_{isa}" for isa in ("portable", "avx2", "avx512"))):
        for flag in cmake_list(name):
            assert not re.match(r"-(Ofast|ffast-math|funsafe|ffinite|fassociative|freciprocal|fno-signed-zeros)", flag)


def test_extension_does_not_turn_off_subnormals():
    """A link with -ffast-math adds crtfastmath.o, whose constructor sets bits 0x8040 of MXCSR for the whole process."""
    if "avx2" not in isas():
        pytest.skip("MXCSR is a register of x86")
    command = [tool("objdump"), "--disassemble", str(core.__file__)]
    code = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "ret" in code
    assert not re.search(r"\bor\w*\s+\$0x8040\b", code)


def test_extension_shows_only_its_entry():
    defined = {name for kind, name in symbols(Path(core.__file__), "--dynamic", "--defined-only") if kind in "TDRB"}
    assert {name for name in defined if "reparamx" in name} == set()
    assert "PyInit__core" in defined
