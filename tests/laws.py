"""The table of distributions as test cases: one for every line of every declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reparamx import distributions
from reparamx.distributions._base import Distribution, Reference
from reparamx.distributions._combined import Combinator

#: Laws made of laws have cases of their own, in test_combinators.
CLASSES = [
    law
    for name in distributions.__all__
    if name != "Distribution" and not issubclass(law := getattr(distributions, name), Combinator)
]


@dataclass(frozen=True)
class Case:
    """One line of a declaration: a distribution with parameter values."""

    name: str
    make: type[Distribution]
    reference: Reference
    parameters: Mapping[str, Any]

    def build(self, dtype: Any = np.float64) -> Distribution:
        return self.make(
            **{
                name: value if isinstance(value, int) else np.asarray(value, dtype)
                for name, value in self.parameters.items()
            }
        )

    def elements(self, d: Distribution) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
        """Parameters of each element of the batch."""
        rank = {p.name: p.rank for p in d.definition.parameters}
        full = {}
        for name, value in d.parameters.items():
            own = np.shape(value)[np.ndim(value) - rank[name] :]
            full[name] = np.broadcast_to(value, d.batch_shape + own)
        for index in np.ndindex(d.batch_shape):
            yield index, {name: value[index] for name, value in full.items()}


def cases() -> list[Case]:
    found = []
    for make in CLASSES:
        several = len({tuple(reference.cases[0]) for reference in make.references}) > 1
        count = Counter[str]()
        for reference in make.references:
            for parameters in reference.cases:
                name = f"{make.__name__}-{'-'.join(parameters)}" if several else make.__name__
                found.append(Case(f"{name}-{count[name]}", make, reference, parameters))
                count[name] += 1
    return found


ALL = cases()
#: Laws of numbers, and those whose variables have axes; of both the first case of each reference. A point mass, which
#: is made from no noise, has no references.
CASES = [c for c in ALL if c.build().event_shape == ()]
VECTORS = [c for c in ALL if c.build().event_shape != ()]
FIRST = [c for c in CASES if c.parameters is c.reference.cases[0]]
FIRST_VECTORS = [c for c in VECTORS if c.parameters is c.reference.cases[0]]


def ids(case: Case) -> str:
    return case.name
