"""Every line of code in the README, the pages of docs/ and the docstrings runs and keeps its word.

A block may say what it raises: ```python raises=TypeError. Blocks of one page share their names, in order.
"""

from __future__ import annotations

import builtins
import doctest
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT

import reparamx as rx
import reparamx._core as core

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```python([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code of a page."""

    line: int
    raises: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    """Blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        raises = re.search(r"raises=(\w+)", match[1])
        line = text.count("\n", 0, match.start(2))
        found.append(Block(line, raises[1] if raises else None, match[2]))
    return found


def modules() -> list[str]:
    """Names of all modules of the package except __main__ and the adapters of optional packages."""
    walked = pkgutil.walk_packages(rx.__path__, "reparamx.")
    return ["reparamx", *(m.name for m in walked if not re.search(r"\.(__main__|interop|_core)\b", m.name))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_of_the_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        code = compile("\n" * block.line + block.text, str(page), "exec")
        if block.raises is None:
            exec(code, names)
        else:
            expected = getattr(rx, block.raises, None) or getattr(builtins, block.raises)
            with pytest.raises(expected):
                exec(code, names)


@pytest.mark.parametrize("name", modules())
def test_examples_of_the_docstrings_run(name):
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testmod(module, optionflags=flags, extraglobs={"np": np, "rx": rx})
    assert result.failed == 0


def test_every_public_name_has_a_docstring():
    assert not [n for n in rx.__all__ if callable(getattr(rx, n)) and not (getattr(rx, n).__doc__ or "").strip()]


def test_public_names_are_those_of_the_reference_page():
    """Ops and distributions are left out: their own files are their documentation."""
    page = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    tables = {row["name"] for row in core.ops()} | set(rx.distributions.__all__)
    missing = set(rx.__all__) - set(re.findall(r"`(?:rx\.)?(\w+)", page)) - tables - {"__version__"}
    assert not missing


def test_example_of_the_readme_is_twenty_lines():
    first = blocks(ROOT / "README.md")[0].text
    assert len(first.strip().splitlines()) <= 20


def test_commands_of_the_readme_are_those_of_ci():
    readme, ci = (ROOT / "README.md").read_text(), (ROOT / ".ci" / "run").read_text()
    for command in ('pip install ".[test]" && python -m pytest', "python -m reparamx demo"):
        assert command in readme
        assert command in ci


def test_table_of_speed_is_the_measured_one():
    results = ROOT / "bench" / "results.json"
    if not results.exists():
        pytest.skip("no bench/results.json: python bench/run.py --json bench/results.json makes it")
    done = subprocess.run([sys.executable, str(ROOT / "docs" / "make_speed_table.py"), "--check"], check=False)
    assert done.returncode == 0, "run: python docs/make_speed_table.py"
    assert all(json.loads(line) for line in results.read_text().splitlines())


def test_pages_link_to_files_that_are_there():
    lost = []
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / link).exists():
                lost.append(f"{page.name}: {link}")
    assert not lost


def distributions_page() -> Any:
    """The script that writes the page of distributions."""
    folder = str(ROOT / "docs")
    sys.path.insert(0, folder)
    try:
        return importlib.import_module("make_distributions")
    finally:
        sys.path.remove(folder)


def test_page_of_distributions_is_fresh():
    script = distributions_page()
    assert script.page() == script.PAGE.read_text(encoding="utf-8"), "run: python docs/make_distributions.py"


def test_every_distribution_on_the_page_has_its_picture_and_they_are_small():
    script = distributions_page()
    named = set(re.findall(r"\(pictures/([^)]+)\)", script.PAGE.read_text(encoding="utf-8")))
    there = {file.name: file.stat().st_size for file in script.PICTURES.iterdir()}
    assert set(there) == named
    assert sum(there.values()) < 2e6


@pytest.mark.slow
def test_pictures_of_distributions_are_fresh():
    """Made again, where it is the matplotlib that made them."""
    matplotlib = pytest.importorskip("matplotlib", reason="the test extra installs it")
    script = distributions_page()
    mark = f"Matplotlib v{matplotlib.__version__},"
    if any(mark not in file.read_text(encoding="utf-8") for file in script.PICTURES.iterdir()):
        pytest.skip("the pictures are of another version of matplotlib")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs"))
        made = script.pictures()
    stale = [file.name for file, text in made.items() if text != file.read_text(encoding="utf-8")]
    assert not stale, "run: python docs/make_distributions.py"
