"""Write docs/distributions.md and the pictures beside it, from the classes themselves.

python docs/make_distributions.py [--check]
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

import reparamx as rx
from reparamx.distributions._base import Distribution

DOCS = Path(__file__).resolve().parent
PAGE, PICTURES = DOCS / "distributions.md", DOCS / "pictures"
HEAD = """# Distributions

Written by `python docs/make_distributions.py` from the classes; do not edit it by hand.

*Pathwise*: a draw is a differentiable function of the parameters and of noise, so `estimator="pathwise"` and
`d.sample_and_grad` work; *implicit* means that the derivative is that at fixed `cdf`. *Score function*: the parameters
for which `estimator="score_function"` is unbiased, which are those that do not move the support. Whatever the table
says, `log_prob`, `score` and `sample` are there; moments, `cdf`, `sf`, `icdf`, `mode`, `entropy()` and `expect(f)` of
laws of numbers are formulas where the class has one and integrals of the density elsewhere.

"""
GROUPS = {
    "Real numbers": "Every picture shows a density over a histogram of draws, and the derivative of a draw by each"
    " parameter against the draw.",
    "Whole numbers": "Every picture shows probabilities, and the derivative of their logarithm by each parameter.",
    "Vectors and matrices": "Every picture shows the first two entries of draws, and how they move with one entry of a"
    " parameter.",
    "Made of other laws": "Their parameters are those of their parts; [combinators](combinators.md) has examples.",
}
CONSTRAINTS = {
    "unit_interval": "in [0, 1]",
    "open_unit_interval": "in (0, 1)",
    "any": "real or infinite",
    "extended": "real or infinite",
}


def laws() -> dict[str, type[Distribution]]:
    """All classes by name."""
    names = [name for name in rx.distributions.__all__ if name != "Distribution"]
    return {name: getattr(rx, name) for name in names}


def cases(law: type[Distribution]) -> list[Distribution]:
    """A distribution for every line of the declaration."""
    return [law(**parameters) for reference in law.references for parameters in reference.cases]


def group(law: type[Distribution]) -> str:
    """Section of a class."""
    if not law.references and law.__name__ != "Delta":
        return "Made of other laws"
    d = example(law)
    if d.definition.event_rank:
        return "Vectors and matrices"
    return "Whole numbers" if d.definition.discrete else "Real numbers"


def example(law: type[Distribution]) -> Distribution:
    """The first line of the declaration."""
    return law(**law.references[0].cases[0]) if law.references else law(0.0)


# ------------------------------------------------------------------------------------------------------- docstrings


def sections(law: type[Distribution]) -> tuple[str, str, str, str]:
    """First sentence, formula, other text and parameters of a docstring."""
    text = inspect.cleandoc(law.__doc__ or "")
    head, _, rest = text.partition("\nParameters\n")
    summary, _, body = head.partition("\n\n")
    formula = ""
    found = re.search(r"\.\. math::((?: .*)?\n(?:\n|    .*\n?)*)", body + "\n")
    if found:
        formula = inspect.cleandoc("\n" + found[1].replace("\n    ", "\n")).strip()
        formula = re.sub(r"\s*\n\s*", " ", formula)
        body = (body + "\n").replace(found[0], "\n")
    parameters = re.split(r"\n(?:Examples|Returns|Raises|Attributes|Notes)\n-+", rest)[0].partition("\n")[2]
    return joined(summary), formula, body.strip(), parameters


def joined(text: str) -> str:
    """One line of Markdown from reStructuredText."""
    text = re.sub(r"\s*\n\s*", " ", text.strip())
    text = re.sub(r":math:`([^`]*)`", lambda m: f"$`{m[1]}`$", text)
    return text.replace("``", "`")


def paragraphs(text: str) -> str:
    """Paragraphs of Markdown from reStructuredText."""
    return "\n\n".join(joined(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def parameters(text: str) -> list[tuple[str, str]]:
    """Name and meaning of each parameter."""
    found = re.findall(r"^(\w[\w, *]*?) : [^\n]*\n((?:[ ]+[^\n]*\n?|\n)*)", text + "\n", re.MULTILINE)
    return [(name, joined(meaning)) for name, meaning in found]


def elsewhere(law: type[Distribution], library: str) -> str:
    """Name of the law in another library, "" if it has none."""
    text = re.sub(r"\s+", " ", inspect.cleandoc(law.__doc__ or ""))
    found = re.search(rf"\b{library}(?: and \w+)?: ``([^`]+)``", text)
    return found[1] if found else ""


# ---------------------------------------------------------------------------------------------------------- the table


def support(law: type[Distribution]) -> str:
    """Interval of values, in terms of parameters where its ends are some of them."""
    ends = []
    for side in (0, 1):
        values = [(d, d.support[side]) for d in cases(law) or [example(law)]]
        if all(np.ndim(v) == 0 and v == values[0][1] for _, v in values) and not named(values):
            value = values[0][1]
            ends.append({-np.inf: "-∞", np.inf: "∞"}.get(value, f"{value:g}"))
        else:
            ends.append(named(values) or "…")
    if "…" in ends:
        return "depends on " + ", ".join(f"`{name}`" for name in sorted(example(law).definition.support_depends))
    left, right = ("(" if ends[0] == "-∞" else "["), (")" if ends[1] == "∞" else "]")
    if group(law) == "Whole numbers":
        return f"{ends[0]}, …" if ends[1] == "∞" else f"{ends[0]}, …, {ends[1]}"
    return f"{left}{ends[0]}, {ends[1]}{right}"


def named(values: list[tuple[Distribution, Any]]) -> str:
    """Name of the parameter that an end of the support always is, or of the number K of categories."""
    for name in values[0][0].parameters:
        if all(v is d.parameters.get(name) or np.array_equal(v, d.parameters.get(name, np.nan)) for d, v in values):
            return f"`{name}`"
    if all(hasattr(d, "categories") and v == d.categories - 1 for d, v in values):
        return "K - 1"
    return ""


def constraints(law: type[Distribution]) -> str:
    """Parameters and what each must be, of all parametrisations."""
    found: dict[str, str] = {}
    for reference in law.references or ():
        d = law(**reference.cases[0])
        for p in d.definition.parameters:
            found.setdefault(p.name, CONSTRAINTS.get(p.constraint, p.constraint))
        for name, value in reference.cases[0].items():
            if name not in d.parameters:
                found.setdefault(name, "whole number" if isinstance(value, int) else "")
    always = [name for name in found if all(name in reference.cases[0] for reference in law.references)]
    listed = [f"`{name}` {found[name]}".strip() for name in always]
    either = [f"`{name}` {constraint}".strip() for name, constraint in found.items() if name not in always]
    return ", ".join([*listed, " or ".join(either)] if either else listed)


def estimators(law: type[Distribution]) -> tuple[str, str]:
    """Whether draws have a derivative, and the parameters of which the score function is right."""
    d = example(law)
    definition = d.definition
    pathwise = "yes" if definition.reparametrised else "no"
    if definition.reparametrised and definition.implicit:
        pathwise = "implicit"
    if definition.straight_through:
        pathwise = "straight-through"
    left = [p.name for p in definition.parameters if p.name not in definition.support_depends]
    if not definition.support_depends:
        return pathwise, "yes"
    return pathwise, "only " + ", ".join(f"`{name}`" for name in left) if left else "no"


def row(name: str, law: type[Distribution]) -> str:
    """One line of a table."""
    scipy, torch = (f"`{n}`" if (n := elsewhere(law, library)) else "" for library in ("SciPy", "PyTorch"))
    link = f"[{name}](#{name.lower()})"
    if not law.references and name != "Delta":
        return f"| {link} | {sections(law)[0]} | {torch} |"
    pathwise, score = estimators(law)
    cells = [link, support(law), constraints(law), pathwise, score, scipy, torch]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def entry(name: str, law: type[Distribution]) -> str:
    """Section of one distribution."""
    summary, formula, body, listed = sections(law)
    text = f"### {name}\n\n{summary}\n\n"
    if formula:
        text += f"```math\n{formula}\n```\n\n"
    picture = PICTURES / f"{law.__module__.rpartition('.')[2]}.svg"
    if drawn(law):
        text += f"![{name}](pictures/{picture.name})\n\n"
    if body:
        text += paragraphs(body) + "\n\n"
    for parameter, meaning in parameters(listed):
        text += f"- `{parameter}`: {meaning}\n"
    return text + "\n"


def drawn(law: type[Distribution]) -> bool:
    """Whether there is a picture: not of combinators, of a point, and of vectors of whole numbers."""
    if not law.references:
        return False
    d = example(law)
    return not (d.definition.event_rank and d.definition.discrete)


def page() -> str:
    """Text of the page."""
    text = HEAD
    by_group: dict[str, list[tuple[str, type[Distribution]]]] = {title: [] for title in GROUPS}
    for name, law in laws().items():
        by_group[group(law)].append((name, law))
    for title, about in GROUPS.items():
        text += f"## {title}\n\n{about}\n\n"
        if title == "Made of other laws":
            text += "| distribution | is | PyTorch |\n|---|---|---|\n"
        else:
            text += "| distribution | support | parameters | pathwise | score function | SciPy | PyTorch |\n"
            text += "|---" * 7 + "|\n"
        text += "\n".join(row(name, law) for name, law in by_group[title]) + "\n\n"
        text += "".join(entry(name, law) for name, law in by_group[title])
    return text.rstrip("\n") + "\n"


def pictures() -> dict[Path, str]:
    """Pictures by file."""
    import make_pictures

    return {
        PICTURES / f"{law.__module__.rpartition('.')[2]}.svg": make_pictures.picture(name, example(law))
        for name, law in laws().items()
        if drawn(law)
    }


if __name__ == "__main__":
    made = {PAGE: page()}
    if "--check" in sys.argv[1:]:
        sys.exit(any(not file.exists() or text != file.read_text("utf-8") for file, text in made.items()))
    made |= pictures()
    PICTURES.mkdir(exist_ok=True)
    for old in set(PICTURES.glob("*.svg")) - set(made):
        old.unlink()
    for file, text in made.items():
        file.write_text(text, encoding="utf-8")
