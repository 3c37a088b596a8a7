"""The graph: block ops against NumPy, their derivatives, sharing, rewriting, substitution, lowering."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from programs import Build, gradient_of, run_once, run_rows

from reparamx import _core
from reparamx.errors import NotDifferentiableError, ShapeError

RNG = np.random.default_rng(20261122)


@dataclass(frozen=True)
class Case:
    """A block op on small arrays, and the same in NumPy."""

    name: str
    build: Build
    reference: Callable[..., np.ndarray]
    shapes: tuple[tuple[int, ...], ...]
    make: Callable[[np.random.Generator, tuple[int, ...]], np.ndarray] = lambda rng, shape: rng.normal(size=shape)


def positive_definite(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    a = rng.normal(size=shape)
    return a @ np.swapaxes(a, -1, -2) + shape[-1] * np.eye(shape[-1])


def triangular(lower: bool) -> Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]:
    def make(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        if shape[-1] != shape[-2]:
            return rng.normal(size=shape)
        a = positive_definite(rng, shape)
        return np.tril(a) if lower else np.triu(a)

    return make


def symmetrised_cholesky(a: np.ndarray) -> np.ndarray:
    return np.linalg.cholesky((a + np.swapaxes(a, -1, -2)) / 2)


def solve(lower: bool, transposed: bool) -> Case:
    def reference(factor: np.ndarray, b: np.ndarray) -> np.ndarray:
        factor = np.tril(factor) if lower else np.triu(factor)
        return np.linalg.solve(np.swapaxes(factor, -1, -2) if transposed else factor, b)

    return Case(
        f"solve_triangular-{'lower' if lower else 'upper'}{'-transposed' if transposed else ''}",
        lambda g, i: g.solve_triangular(i[0], i[1], lower, transposed),
        reference,
        ((2, 4, 4), (2, 4, 3)),
        triangular(lower),
    )


CASES = [
    Case("reshape", lambda g, i: g.reshape(i[0], (6, 2)), lambda a: a.reshape(6, 2), ((3, 4),)),
    Case("broadcast", lambda g, i: g.broadcast_to(i[0], (5, 3, 4)), lambda a: np.broadcast_to(a, (5, 3, 4)), ((3, 1),)),
    Case("transpose", lambda g, i: g.transpose(i[0], (2, 0, 1)), lambda a: a.transpose(2, 0, 1), ((2, 3, 4),)),
    Case("slice", lambda g, i: g.view(i[0], (2, 2), (-4, 2), 8), lambda a: a[2:0:-1, ::2], ((3, 4),)),
    Case(
        "view-of-view",
        lambda g, i: g.view(g.transpose(i[0], (1, 0)), (2, 2), (6, 1), 1),
        lambda a: a.T[::2, 1:],
        ((3, 4),),
    ),
    Case(
        "view-not-affine",
        lambda g, i: g.view(g.transpose(i[0], (1, 0)), (6,), (2,), 0),
        lambda a: a.T.ravel()[::2],
        ((3, 4),),
    ),
    Case(
        "take", lambda g, i: g.take(i[0], np.array([[0, 5], [5, 2]])), lambda a: a.ravel()[[[0, 5], [5, 2]]], ((2, 3),)
    ),
    Case(
        "take-of-view",
        lambda g, i: g.take(g.transpose(i[0], (1, 0)), np.array([1, 1, 4])),
        lambda a: a.T.ravel()[[1, 1, 4]],
        ((2, 3),),
    ),
    Case("concatenate", lambda g, i: g.concatenate(i, 1), lambda a, b: np.concatenate([a, b], 1), ((3, 2), (3, 4))),
    Case(
        "concatenate-views",
        lambda g, i: g.concatenate([g.transpose(i[0], (1, 0)), i[1], i[1]], 0),
        lambda a, b: np.concatenate([a.T, b, b], 0),
        ((3, 2), (4, 3)),
    ),
    Case("sum", lambda g, i: g.sum(i[0], (0, 2)), lambda a: a.sum((0, 2)), ((2, 3, 4),)),
    Case("sum-all", lambda g, i: g.sum(i[0], (0, 1)), lambda a: a.sum(), ((3, 4),)),
    Case("cumsum", lambda g, i: g.cumsum(i[0], 1), lambda a: a.cumsum(1), ((2, 5, 3),)),
    Case("cumsum-reverse", lambda g, i: g.cumsum(i[0], 0, True), lambda a: a[::-1].cumsum(0)[::-1], ((4, 2),)),
    Case("amax", lambda g, i: g.amax(i[0], 1), lambda a: a.max(1), ((2, 5, 3),)),
    Case("amin", lambda g, i: g.amin(i[0], 0), lambda a: a.min(0), ((4,),)),
    Case("argmax", lambda g, i: g.argmax(i[0], 1), lambda a: a.argmax(1), ((2, 5, 3),)),
    Case("argmin", lambda g, i: g.argmin(i[0], 2), lambda a: a.argmin(2), ((2, 3, 4),)),
    Case("matmul", lambda g, i: g.matmul(i[0], i[1]), np.matmul, ((7, 5), (5, 9))),
    Case(
        "matmul-transposed",
        lambda g, i: g.matmul(g.transpose(i[0], (1, 0)), i[1]),
        lambda a, b: a.T @ b,
        ((5, 7), (5, 3)),
    ),
    Case("matmul-batch", lambda g, i: g.matmul(i[0], i[1]), np.matmul, ((2, 1, 3, 4), (3, 4, 2))),
    Case("matmul-vector", lambda g, i: g.matmul(i[0], i[1]), np.matmul, ((13, 31), (31, 1))),
    Case("outer", lambda g, i: g.matmul(i[0], i[1]), np.matmul, ((4, 1), (1, 3))),
    Case("cholesky", lambda g, i: g.cholesky(i[0]), symmetrised_cholesky, ((2, 4, 4),), positive_definite),
    solve(True, False),
    solve(True, True),
    solve(False, False),
    solve(False, True),
]
IDS = [c.name for c in CASES]


def arrays(case: Case, samples: int | None = None) -> list[np.ndarray]:
    lead = () if samples is None else (samples,)
    rng = np.random.default_rng([1, len(case.name), samples or 0])
    out = []
    for shape in case.shapes:
        rows = [case.make(rng, shape) for _ in range(samples or 1)]
        out.append(np.stack(rows) if lead else rows[0])
    return out


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_block_op_is_numpys_once_and_in_rows(case: Case) -> None:
    for samples in (1, 9, 300):
        x = arrays(case, samples)
        rows = run_rows(case.build, x)
        for s in {0, samples // 2, samples - 1}:
            one = [a[s] for a in x]
            expected = case.reference(*one)
            np.testing.assert_allclose(rows[s], expected, rtol=1e-12, atol=1e-13)
            np.testing.assert_array_equal(run_once(case.build, one), rows[s])


@pytest.mark.parametrize("case", [c for c in CASES if len(c.shapes) == 2], ids=lambda c: c.name)
@pytest.mark.parametrize("fixed", [0, 1])
def test_block_op_with_one_constant_operand(case: Case, fixed: int) -> None:
    x = arrays(case, 19)
    x[fixed] = x[fixed][3]
    constant = [k == fixed for k in range(2)]
    rows = run_rows(case.build, x, constant=constant)
    for s in (0, 18):
        expected = case.reference(*(a if c else a[s] for a, c in zip(x, constant, strict=True)))
        np.testing.assert_allclose(rows[s], expected, rtol=1e-12, atol=1e-13)


def numeric_gradient(case: Case, x: list[np.ndarray], wrt: int, weights: np.ndarray) -> np.ndarray:
    """Central differences of sum(weights * f), two step sizes extrapolated: error about 1e-9."""
    out = np.zeros(x[wrt].size)
    for i in range(out.size):
        d = []
        for h in (1e-3, 5e-4):
            pair = []
            for sign in (h, -h):
                moved = [a.copy() for a in x]
                moved[wrt].flat[i] += sign
                pair.append(np.sum(weights * case.reference(*moved)))
            d.append((pair[0] - pair[1]) / (2 * h))
        out[i] = d[1] + (d[1] - d[0]) / 3
    return out.reshape(x[wrt].shape)


@pytest.mark.parametrize("case", [c for c in CASES if not c.name.startswith("arg")], ids=lambda c: c.name)
def test_block_rule_matches_finite_differences(case: Case) -> None:
    x = arrays(case)
    weights = np.asarray(RNG.normal(size=np.shape(case.reference(*x))))

    def weighted(g: _core.Graph, inputs: list[int]) -> int:
        return g.apply("mul", [case.build(g, inputs), g.constant(weights)])

    for wrt in range(len(x)):
        actual = run_once(gradient_of(weighted, wrt), x)
        rows = run_rows(gradient_of(weighted, wrt), [a[None] for a in x])[0]
        np.testing.assert_allclose(rows, actual, rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(actual, numeric_gradient(case, x, wrt, weights), rtol=1e-7, atol=1e-8)


def test_extreme_shared_by_equal_elements() -> None:
    x = np.array([1.0, 3.0, 3.0, 2.0])
    gradient = run_once(gradient_of(lambda g, i: g.amax(i[0], 0), 0), [x])
    np.testing.assert_array_equal(gradient, [0, 0.5, 0.5, 0])


def test_traced_index_gathers_and_scatters() -> None:
    table = np.arange(12.0).reshape(4, 3) ** 2
    index = np.array([[0.0], [3.0], [-1.0], [2.0]])

    def build(g: _core.Graph, i: list[int]) -> int:
        return g.gather(i[0], g.index(i[1], 12))

    rows = run_rows(build, [table, index], constant=[True, False])
    np.testing.assert_array_equal(rows[:, 0], table.ravel()[[0, 3, -1, 2]])
    scattered = run_rows(gradient_of(build, 0), [np.stack([table] * 4), index])
    for s, at in enumerate([0, 3, 11, 2]):
        np.testing.assert_array_equal(scattered[s].ravel(), np.eye(12)[at])


@pytest.mark.parametrize("bad", [12.0, -13.0, 0.5, np.nan, np.inf, 1e300])
def test_traced_index_out_of_range_is_an_error_with_its_sample(bad: float) -> None:
    index = np.zeros((20, 1))
    index[17] = bad
    with pytest.raises((ValueError, IndexError), match="17"):
        run_rows(lambda g, i: g.gather(i[0], g.index(i[1], 12)), [np.zeros(12), index], constant=[True, False])


def test_leave_one_out_is_the_mean_of_the_others_of_a_lane() -> None:
    for samples in (1, 8, 9, 255, 256, 300):
        x = np.random.default_rng(samples).normal(size=samples) + 1e3
        rows = run_rows(lambda g, i: g.leave_one_out(i[0]), [x])
        for i in range(samples):
            others = [x[j] for j in range(samples) if j // 256 == i // 256 and j % 8 == i % 8 and j != i]
            assert rows[i] == pytest.approx(np.mean(others) if others else 0.0, rel=1e-13)


def test_equal_expressions_are_one_node() -> None:
    g = _core.Graph()
    x = g.param("x", (3,))
    assert g.apply("exp", [x]) == g.apply("exp", [x])
    assert g.sum(g.apply("exp", [x]), (0,)) == g.sum(g.apply("exp", [x]), (0,))
    assert g.constant(np.array(0.0)) != g.constant(np.array(-0.0))


def test_constants_fold() -> None:
    g = _core.Graph()
    y = g.apply("mul", [g.apply("exp", [g.constant(np.array(1.0))]), g.constant(np.array([1.0, 2.0]))])
    np.testing.assert_array_equal(g.constant_value(y), _core.evaluate("exp", [np.array(1.0)]) * np.array([1.0, 2.0]))


REWRITES: list[tuple[str, Build, str]] = [
    ("x * 1", lambda g, i: g.apply("mul", [i[0], g.constant(np.array(1.0))]), "param"),
    ("x - 0", lambda g, i: g.apply("sub", [i[0], g.constant(np.array(0.0))]), "param"),
    ("-(-x)", lambda g, i: g.apply("neg", [g.apply("neg", [i[0]])]), "param"),
    ("x * x", lambda g, i: g.apply("mul", [i[0], i[0]]), "square"),
    ("x ** 2", lambda g, i: g.apply("pow", [i[0], g.constant(np.array(2.0))]), "square"),
    ("x + (-y)", lambda g, i: g.apply("add", [i[0], g.apply("neg", [i[1]])]), "sub"),
    ("1 / x", lambda g, i: g.apply("div", [g.constant(np.array(1.0)), i[0]]), "reciprocal"),
    ("view of view", lambda g, i: g.transpose(g.transpose(i[2], (1, 0)), (1, 0)), "param"),
]


@pytest.mark.parametrize(("name", "build", "becomes"), REWRITES, ids=[r[0] for r in REWRITES])
def test_rewrite(name: str, build: Build, becomes: str) -> None:
    g = _core.Graph()
    inputs = [g.param("x", (3,)), g.param("y", (3,)), g.param("z", (2, 3))]
    assert g.op(build(g, inputs)) == becomes, name


def test_substitute_replaces_and_carries_checks() -> None:
    g = _core.Graph()
    v = g.random_variable("v", ())
    scale = g.apply("mul", [v, g.constant(np.array(2.0))])
    g.check(scale, "positive", "Normal: scale")
    cost = g.apply("exp", [scale])
    with pytest.raises(ValueError, match="'v' has no estimator"):
        g.compile([("mean", cost, "value")])
    p = g.param("p", ())
    (new,) = g.substitute([cost], {v: p})
    program = g.compile([("mean", new, "value")])
    assert program.run([1.5], 1, (0, 0))[0][0] == pytest.approx(np.exp(3.0), rel=1e-15)
    with pytest.raises(ValueError, match=r"Normal: scale must be positive.*-2"):
        program.run([-1.0], 1, (0, 0))


def test_shapes_that_do_not_fit_are_named() -> None:
    g = _core.Graph()
    a, b = g.param("a", (2, 3)), g.param("b", (4,))
    with pytest.raises(ShapeError, match=r"\(2, 3\).*\(4,\)"):
        g.apply("add", [a, b])
    with pytest.raises(ShapeError, match="columns meet 4 rows"):
        g.matmul(a, g.reshape(b, (4, 1)))
    with pytest.raises(ShapeError, match="square"):
        g.cholesky(a)
    with pytest.raises(ShapeError, match="too many elements"):
        g.broadcast_to(a, (2**40, 2, 3))


def test_leave_one_out_has_no_derivative() -> None:
    g = _core.Graph()
    x = g.noise("normal", (), "x")
    p = g.param("p", ())
    with pytest.raises(NotDifferentiableError, match="stop_gradient"):
        g.gradient(g.leave_one_out(g.apply("mul", [x, p])), [p])


# ------------------------------------------------------------------------------------------------ lowering


def quadratic() -> tuple[_core.Graph, _core.Program]:
    g = _core.Graph()
    loc, scale, k = (g.param(name, ()) for name in ("loc", "scale", "k"))
    x = g.sample("Normal", [loc, scale], [g.noise("normal", (), "x")])
    cost = g.apply("square", [g.apply("sub", [x, k])])
    gradient = g.gradient(cost, [loc, scale])
    outputs = [("mean", cost, "value"), ("mean", gradient[0], "d loc"), ("mean", gradient[1], "d scale")]
    return g, g.compile(outputs, finite=[0])


def body_of(program: _core.Program) -> str:
    return program.text().split("body", 1)[1].lower()


def test_constant_factors_leave_the_body() -> None:
    """The gradient of (x - k)^2 costs one draw, three ops and three sums: 2 is applied to the means."""
    _, program = quadratic()
    body = body_of(program)
    assert body.count("accumulate") == 3
    assert sum(body.count(f" {op} ") for op in ("mul", "add", "neg", "div")) == 0


def test_elementwise_work_shares_one_loop() -> None:
    g = _core.Graph()
    x = g.noise("normal", (50,), "x")
    y = x
    for _ in range(10):
        y = g.apply("tanh", [g.apply("add", [y, x])])
    program = g.compile([("mean", g.sum(y, (0,)), "value")])
    assert body_of(program).count("loop 50") == 1


def test_invariant_work_is_done_once() -> None:
    g = _core.Graph()
    p = g.param("p", (1000,))
    total = g.sum(g.apply("exp", [p]), (0,))
    program = g.compile([("mean", g.apply("mul", [total, g.noise("normal", (), "x")]), "value")])
    assert "exp" not in body_of(program)


def test_registers_are_reused() -> None:
    """A chain of block ops needs two registers, however long it is."""
    g = _core.Graph()
    x = g.noise("normal", (16,), "x")
    for _ in range(8):
        x = g.cumsum(x, 0)
    short = g.compile([("mean", g.sum(x, (0,)), "value")])
    rows = int(re.search(r"regs=(\d+)", short.text()).group(1))
    assert rows <= 3 * 16


def test_program_text_round_trip() -> None:
    _, program = quadratic()
    text = program.text()
    again = _core.Program.from_text(text)
    assert again.text() == text
    args = ([2.0, 0.5, 1.0], 1000, (1, 2))
    assert again.run(*args) == program.run(*args)


def test_terms_scattered_one_by_one_share_a_register() -> None:
    """Reading the elements of a vector in a Python loop costs a register of n rows, not n of them."""
    n = 50

    def build(g: _core.Graph, inputs: list[int]) -> int:
        total = g.constant(np.array(0.0))
        for k in range(n):
            element = g.view(inputs[0], (), (), k)
            total = g.apply("add", [total, g.apply("mul", [g.apply("square", [element]), inputs[1]])])
        return total

    x, w = np.random.default_rng(5).normal(size=(9, n)), np.arange(9.0)
    np.testing.assert_allclose(run_rows(gradient_of(build, 0), [x, w]), 2 * x * w[:, None], rtol=1e-14)
    g = _core.Graph()
    inputs = [g.noise("uniform", (n,), "x"), g.noise("uniform", (), "w")]
    program = g.compile([("mean", g.gradient(build(g, inputs), [inputs[0]])[0], "gradient")])
    assert int(re.search(r"regs=(\d+)", program.text()).group(1)) <= 3 * n


def test_sum_of_a_broadcast_scalar_is_a_product() -> None:
    g = _core.Graph()
    x = g.noise("normal", (), "x")
    wide = g.broadcast_to(x, (1000, 20))
    assert g.op(g.sum(wide, (0, 1))) == "mul"
    assert "loop 20000" not in g.compile([("mean", g.sum(wide, (0, 1)), "value")]).text()


def test_check_of_a_broadcast_value_looks_at_what_was_broadcast() -> None:
    g = _core.Graph()
    p = g.param("p", ())
    g.check(g.broadcast_to(p, (10**6,)), "positive", "Normal: scale")
    program = g.compile([("mean", g.noise("normal", (), "x"), "value")])
    assert "view" not in program.text()
    with pytest.raises(ValueError, match="scale must be positive and finite, got -1"):
        program.run([-1.0], 1, (0, 0))
