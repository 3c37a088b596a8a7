"""Choices that another choice has made already are not computed, and nobody sees a difference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from programs import Build, run_rows

from reparamx import _core

POINTS = np.array([-np.inf, -2.0, -0.0, 0.0, 0.5, 1.0, 3.0, np.inf, np.nan])
PAIRS = np.stack(np.meshgrid(POINTS, POINTS), axis=-1).reshape(-1, 2).T


def body_of(build: Build) -> str:
    g = _core.Graph()
    inputs = [g.noise("uniform", (), name) for name in "xy"]
    return g.compile([("samples", build(g, inputs), "value")]).text().split("body", 1)[1]


def guarded(condition: Callable[[_core.Graph, int, int], int], inner: Callable[[_core.Graph, int, int], int]) -> Build:
    """where(condition, log(where(inner, x, 1)), 0)."""

    def build(g: _core.Graph, inputs: list[int]) -> int:
        one, zero = g.constant(np.ones(())), g.constant(np.zeros(()))
        safe = g.apply("where", [inner(g, *inputs), inputs[0], one])
        return g.apply("where", [condition(g, *inputs), g.apply("log", [safe]), zero])

    return build


def positive(g: _core.Graph, x: int, y: int) -> int:
    return g.apply("is_positive", [x])


def below(g: _core.Graph, x: int, y: int) -> int:
    return g.apply("less", [x, y])


def negation(part: Callable[[_core.Graph, int, int], int]) -> Callable[[_core.Graph, int, int], int]:
    return lambda g, x, y: g.apply("logical_not", [part(g, x, y)])


def pair(op: str, *parts: Callable[[_core.Graph, int, int], int]) -> Callable[[_core.Graph, int, int], int]:
    return lambda g, x, y: g.apply(op, [part(g, x, y) for part in parts])


@pytest.mark.parametrize(
    ("condition", "inner", "left"),
    [
        (positive, positive, 1),
        (negation(positive), negation(positive), 1),
        (negation(negation(positive)), positive, 1),
        (pair("logical_and", below, positive), positive, 1),
        (pair("logical_and", below, positive), pair("logical_or", negation(below), positive), 1),
        (negation(pair("logical_or", below, negation(positive))), positive, 1),
        (positive, below, 2),
        (positive, pair("logical_and", below, positive), 2),
        (pair("logical_or", below, positive), positive, 2),
    ],
)
def test_guard_of_a_decided_choice_is_gone(
    condition: Callable[[_core.Graph, int, int], int], inner: Callable[[_core.Graph, int, int], int], left: int
) -> None:
    assert body_of(guarded(condition, inner)).count(" where ") == left


def test_guard_stays_where_something_else_looks_at_it() -> None:
    def build(g: _core.Graph, inputs: list[int]) -> int:
        inside = positive(g, *inputs)
        safe = g.apply("where", [inside, inputs[0], g.constant(np.ones(()))])
        return g.apply("add", [g.apply("where", [inside, g.apply("log", [safe]), inputs[1]]), safe])

    assert body_of(build).count(" where ") == 2


def test_checked_value_keeps_its_guard() -> None:
    """A check looks at every sample."""
    g = _core.Graph()
    x = g.noise("normal", (), "x")
    inside, zero = g.apply("is_positive", [x]), g.constant(np.zeros(()))
    safe = g.apply("where", [inside, x, g.constant(np.ones(()))])
    g.check(safe, "positive", "safe")
    program = g.compile([("samples", g.apply("where", [inside, g.apply("log", [safe]), zero]), "value")])
    program.run([], 1000, (0, 0))
    assert program.text().split("body", 1)[1].count(" where ") == 2


def test_derivative_outside_stays_zero() -> None:
    """p log(where(x > 0, x, 1)) where x > 0, else 0: the derivative by p is 0, not 0 * nan, for x = -1."""
    g = _core.Graph()
    p, x = g.param("p", ()), g.noise("uniform", (), "x")
    inside, zero = g.apply("is_positive", [x]), g.constant(np.zeros(()))
    safe = g.apply("where", [inside, x, g.constant(np.ones(()))])
    value = g.apply("where", [inside, g.apply("mul", [p, g.apply("log", [safe])]), zero])
    (slope,) = g.gradient(value, [p])
    program = g.compile([("samples", slope, "slope")])
    got = program.run([2.0], 3, (0, 0), noise={"x": np.array([-1.0, 0.0, np.e])}, check_finite=False)[0][0]
    np.testing.assert_array_equal(got, [0.0, 0.0, 1.0])


@pytest.mark.parametrize("seed", range(200))
def test_any_nest_of_choices_is_numpys(seed: int) -> None:
    """Random expressions of 2 numbers, each op correctly rounded, at all pairs of edges."""
    rng = np.random.default_rng(seed)
    g = _core.Graph()
    numbers = [(g.noise("uniform", (), name), PAIRS[k]) for k, name in enumerate("xy")]
    conditions = [(g.apply("less", [numbers[0][0], numbers[1][0]]), PAIRS[0] < PAIRS[1])]

    def some(pool: list[tuple[int, np.ndarray]], count: int) -> tuple[list[int], list[np.ndarray]]:
        chosen = [pool[k] for k in rng.integers(max(0, len(pool) - 6), len(pool), count)]
        return [node for node, _ in chosen], [value for _, value in chosen]

    arithmetic = {"add": np.add, "mul": np.multiply, "sub": np.subtract, "sqrt": np.sqrt, "abs": np.abs}
    logic = {"logical_and": np.logical_and, "logical_or": np.logical_or, "logical_not": np.logical_not}
    with np.errstate(all="ignore"):
        for _ in range(30):
            kind = rng.integers(7)
            if kind == 0:
                name = str(rng.choice(list(arithmetic)))
                nodes, values = some(numbers, 1 if name in ("sqrt", "abs") else 2)
                numbers.append((g.apply(name, nodes), arithmetic[name](*values)))
            elif kind == 1:
                nodes, values = some(numbers, 2)
                conditions.append((g.apply("less", nodes), np.less(*values)))
            elif kind == 2:
                name = str(rng.choice(list(logic)))
                nodes, values = some(conditions, 1 if name == "logical_not" else 2)
                conditions.append((g.apply(name, nodes), logic[name](*values)))
            elif kind == 3:
                nodes, (value, limit, x) = some(numbers, 3)
                edge = np.where(x == 0, limit, np.where(np.isnan(x), x, -np.inf))
                numbers.append((g.apply("on_half_line", nodes), np.where((x > 0) & (x < np.inf), value, edge)))
            elif kind == 4:
                nodes, values = some(numbers, 1)
                conditions.append((g.apply("is_positive", nodes), (values[0] > 0) & (values[0] < np.inf)))
            else:
                (condition,), (truth,) = some(conditions, 1)
                nodes, (a, b) = some(numbers, 2)
                name, other = ("where", b) if kind == 5 else ("on_support", np.where(np.isnan(b), b, -np.inf))
                numbers.append((g.apply(name, [condition, *nodes]), np.where(truth, a, other)))
    node, exact = numbers[-1]
    program = g.compile([("samples", node, "value")])
    noise = {name: PAIRS[k] for k, name in enumerate("xy") if name in program.sites}
    got = program.run([], PAIRS.shape[1], (0, 0), noise=noise, check_finite=False)[0][0]
    np.testing.assert_array_equal(np.broadcast_to(got, exact.shape), exact)


def test_density_computes_no_guard() -> None:
    """The logarithm of a Rayleigh density is taken of the argument itself."""
    g = _core.Graph()
    x, scale = g.noise("uniform", (), "x"), g.param("scale", ())
    program = g.compile([("samples", g.log_prob("Rayleigh", x, [scale]), "value")])
    assert " where " not in program.text()
    values = run_rows(
        lambda graph, i: graph.log_prob("Rayleigh", i[0], [i[1]]), [POINTS, np.array(1.0)], constant=[0, 1]
    )
    np.testing.assert_array_equal(np.isneginf(values), [1, 1, 1, 1, 0, 0, 0, 1, 0])
