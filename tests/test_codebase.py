"""The house rules, the lint, the types, the stubs, and what is shipped."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zlib
from pathlib import Path

import make_stubs
import pytest
from conftest import ROOT

import reparamx as rx
import reparamx._core as core

SOURCE = (".hpp", ".cpp", ".h", ".inl")
TEXT = (*SOURCE, ".py", ".pyi", ".md", ".toml", ".txt", ".cmake", ".yaml", ".yml", ".json", ".in")
#: Tables and generated files, which may be long.
LONG = re.compile(r"(_coefficients\.hpp|_core\.pyi|known_answers\w*\.\w+|digests\.json|\.csv)$")

BUILT = {"build", "dist", "__pycache__", "node_modules", "reparamx-demo"}


def files(*suffixes: str) -> list[Path]:
    """Files of the project, by git where there is one."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not any(q.startswith(".") or q in BUILT for q in p.parts)]
    return sorted(p for p in found if p.is_file() and (not suffixes or p.suffix in suffixes))


def complaints(pattern: str, *suffixes: str) -> list[str]:
    """Lines of the project that match."""
    expression = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {text.strip()}"
        for path in files(*suffixes)
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if expression.search(text)
    ]


def tool(name: str) -> str:
    """Path of a command that the test extra installs."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; the test extra has it")
    return found


def clean(*command: str) -> None:
    """Run a checker that must find nothing."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_short():
    long = {
        str(path.relative_to(ROOT)): count
        for path in files(".py", *SOURCE)
        if not LONG.search(path.name) and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_nothing_built_is_tracked():
    built = {".so", ".o", ".a", ".whl", ".pyc", ".pyd", ".dll", ".gz", ".zip"}
    assert not [str(path.relative_to(ROOT)) for path in files() if path.suffix in built]


def test_cpp_sources_are_ascii():
    assert not complaints(r"[^\x00-\x7f]", *SOURCE)


def test_cpp_headers_do_not_open_namespaces_for_everybody():
    assert not complaints(r"^\s*using namespace", ".hpp", ".h")


def test_cpp_headers_guard_themselves():
    assert not [str(p) for p in files(".hpp", ".h") if "#pragma once" not in p.read_text(encoding="utf-8")]


def test_every_source_opens_with_a_sentence():
    silent = [
        str(path.relative_to(ROOT))
        for path in files(".py", *SOURCE)
        if not re.match(r'(#!.*\n)?(//|/\*|r?""")', text := path.read_text(encoding="utf-8")) and text.strip()
    ]
    assert not silent


def test_no_path_of_a_machine():
    assert not complaints(r"(?<![\w.>)])/(?:home|root|Users|work|mnt)/\w", *TEXT)


def test_relative_paths_lead_to_something():
    """Links in pages, includes in C++, and every other path that goes up."""
    lost = []
    for path in files(".md", ".py", *SOURCE):
        for found in re.findall(r"(?:\.\./)+[\w][\w./-]*", path.read_text(encoding="utf-8")):
            if not any((base / found).exists() for base in (path.parent, ROOT / "src" / "reparamx" / "ops")):
                lost.append(f"{path.relative_to(ROOT)}: {found}")
    assert not lost


def test_no_flag_that_changes_arithmetic():
    """-ffast-math at a link turns subnormals off for the whole process; -march=native makes a wheel for one CPU."""
    flags = r"-Ofast|-ffast-math|-funsafe-math|-ffinite-math-only|-fassociative-math|-march=native"
    assert not complaints(rf"^[^#]*({flags})", ".cmake", ".txt", ".toml")


def test_no_unfinished_business():
    words = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
    assert not complaints(rf"\b({words})\b", ".py", ".pyi", *SOURCE)


def test_ruff():
    clean(sys.executable, "-m", "ruff", "check", ".")


@pytest.mark.slow
def test_mypy():
    clean(sys.executable, "-m", "mypy")


def test_clang_format():
    sources = [str(p) for p in files(*SOURCE) if not LONG.search(p.name)]
    clean(tool("clang-format"), "--dry-run", "-Werror", *sources)


@pytest.mark.parametrize("file", make_stubs.STUBS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_stubs_are_fresh(file):
    pytest.importorskip("pybind11_stubgen", reason="the test extra installs it")
    assert make_stubs.STUBS[file]() == file.read_text(), "run: python tests/make_stubs.py"


def test_versions_agree():
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    latest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert latest is not None
    versions = {
        "__version__": rx.__version__,
        "_core": core.__version__,
        "metadata": importlib.metadata.version("reparamx"),
        "CHANGELOG": latest[1],
    }
    assert set(versions.values()) == {stated}, versions


def test_changelog_says_whether_numbers_change():
    entries = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert all(re.search(r"^Drawn numbers and results: ", entry, re.MULTILINE) for entry in entries)


def test_numpy_is_the_only_requirement():
    required = importlib.metadata.requires("reparamx") or []
    assert [name for name in required if "extra ==" not in name] == ["numpy>=2.0"]


def test_source_distribution_holds_the_sources_and_nothing_else(tmp_path):
    pytest.importorskip("scikit_build_core", reason="the test extra installs it")
    code = f"import scikit_build_core.build as b; print(b.build_sdist({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    assert archive.stat().st_size < 2e6
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    needed = {"pyproject.toml", "CMakeLists.txt", "LICENSE", "README.md", "python/reparamx/data/breast_cancer.csv"}
    needed |= {str(p.relative_to(ROOT)) for p in files() if p.parts[len(ROOT.parts)] in ("src", "python", "tests")}
    assert needed <= names, needed - names
    assert not [name for name in names if re.search(r"\.(so|o|a|whl|pyc)$|(^|/)(build|dist|\.git|__pycache__)/", name)]


def installed() -> list[importlib.metadata.PackagePath]:
    """Files of the installed wheel."""
    distribution = importlib.metadata.distribution("reparamx")
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        pytest.skip("an editable install has no wheel; .ci/run installs a plain one")
    found = importlib.metadata.files("reparamx")
    assert found
    return [path for path in found if "__pycache__" not in path.parts]


def test_wheel_holds_the_package_and_nothing_else():
    names = {str(path) for path in installed()}
    needed = {"_version.py", "_core.pyi", "py.typed", "data/breast_cancer.csv", "data/README.md", "demo/network.py"}
    assert {f"reparamx/{name}" for name in needed} <= names
    assert sum(bool(re.match(r"reparamx/_core\..*(so|pyd)$", name)) for name in names) == 1
    assert not [n for n in names if not n.startswith(("reparamx/", "reparamx-"))]
    assert not [n for n in names if n.endswith((".cpp", ".hpp", ".o", ".a"))]
    python = {str(p.relative_to(ROOT / "python")) for p in files(".py") if p.is_relative_to(ROOT / "python")}
    assert python <= names, python - names


def test_wheel_is_less_than_8_mb():
    packed = sum(len(zlib.compress(Path(path.locate()).read_bytes())) for path in installed())
    assert packed < 8e6
