"""Derivatives of log-densities of numbers against mpmath, in units of condition-aware rounding."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from laws import CASES, Case, ids
from test_distributions import exact_log_density, points, to_mp

from reparamx import _core
from reparamx.distributions._base import Distribution

#: Largest error in units, and of laws whose derivatives still cancel, for parameters of 1e5 and counts of 1e6.
UNITS = 16.0
MORE = {"FisherSnedecor": 1e4, "NegativeBinomial": 2e4}
#: Digits, and the relative step of difference quotients of second order.
DIGITS, STEP = 130, mpmath.mpf(10) ** -40
#: Beyond that the digits do not suffice.
WIDEST = 1e30


def gradients(d: Distribution, x: np.ndarray) -> list[np.ndarray]:
    """Derivatives of log_prob by x and by every parameter, entry by entry."""
    arrays = [x, *d._arrays("float64", x.shape)]
    graph = _core.Graph()
    nodes = [graph.param(f"a{k}", a.shape) for k, a in enumerate(arrays)]
    density = d.definition.log_prob(graph, nodes[0], nodes[1:])
    total = graph.sum(density, tuple(range(len(graph.shape(density)))))
    slopes = [
        graph.constant(np.zeros(a.shape)) if slope is None else slope
        for slope, a in zip(graph.gradient(total, nodes), arrays, strict=True)
    ]
    program = graph.compile([("mean", slope, str(k)) for k, slope in enumerate(slopes)])
    return [np.asarray(value) for value, _ in program.run(arrays, 1, (0, 0), check_finite=False)]


def difference(f: Any, at: dict[str, Any], name: str) -> Any:
    h = abs(at[name]) * STEP
    return (f({**at, name: at[name] + h}) - f({**at, name: at[name] - h})) / (2 * h)


def moved(value: Any) -> bool:
    return not isinstance(value, list) and bool(mpmath.isfinite(value)) and value != 0


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_derivatives_match_mpmath(case: Case) -> None:
    """By x, and by the parameters that are numbers and neither whole nor ends of the support."""
    d = case.build()
    x = points(case, d, "float64")[::2]
    got = gradients(d, x)
    names = ["x", *(p.name for p in d.definition.parameters)]
    fixed = {p.name for p in d.definition.parameters if p.constraint == "whole"} | {*d.definition.support_depends}
    fixed |= {"x"} if d.definition.discrete else set()
    limit = MORE.get(type(d).__name__, UNITS)
    with mpmath.workdps(DIGITS):
        for index, parameters in case.elements(d):
            low, high = (float(np.broadcast_to(edge, d.batch_shape)[index]) for edge in d.support)
            for k in range(len(x)):
                at = float(x[(k, *index)])
                if not low < at < high or not 1 / WIDEST < abs(at) < WIDEST:
                    continue
                arguments = {"x": mpmath.mpf(at), **{name: to_mp(value) for name, value in parameters.items()}}

                def f(a: dict[str, Any]) -> Any:
                    return exact_log_density(case, a["x"], {name: v for name, v in a.items() if name != "x"})

                for name in (n for n in names if n not in fixed and moved(arguments[n])):

                    def slope(a: dict[str, Any], name: str = name) -> Any:
                        return difference(f, a, name)

                    exact = slope(arguments)
                    others = [n for n in names if moved(arguments[n]) and not (d.definition.discrete and n == "x")]
                    condition = abs(exact) + sum(abs(arguments[n] * difference(slope, arguments, n)) for n in others)
                    value = float(got[names.index(name)][(k, *index)])
                    unknown = mpmath.mpf(10) ** -70 / abs(arguments[name])  # to the quotient
                    assert abs(value - exact) <= limit * 2.0**-52 * condition + unknown, (
                        f"by {name} at x={at!r} {parameters}: got {value!r}, exact {mpmath.nstr(exact, 20)},"
                        f" {mpmath.nstr(abs(value - exact) / (condition + unknown) * 2**52, 3)} units"
                    )
