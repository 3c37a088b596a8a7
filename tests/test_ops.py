"""Every elementwise op: one meaning in every place it can run, and derivatives that are its derivatives.

Values against exact ones are in test_math.py. Here: the same bits from the whole-array kernel, the prologue and the
body, with every mixture of varying and constant operands, around the tails of blocks; first and second derivatives
against numerical differentiation of the reference, in 60 digits.
"""

from __future__ import annotations

import itertools

import exact
import exact_counts
import mpmath
import numpy as np
import pytest
from programs import Build, gradient_of, run_once, run_rows

from reparamx import _core
from reparamx.errors import NotDifferentiableError
from reparamx.ops import OPS, Op

CORE = {row["name"]: row for row in _core.ops()}
SIZES = (1, 7, 8, 9, 255, 256, 257, 511)
DERIVED = [op for op in OPS.values() if CORE[op.name]["differentiable"]]


def arguments(op: Op, n: int, seed: int = 0, near: float = 4.0, dtype: type = np.float64) -> list[np.ndarray]:
    """Moderate arguments inside the domain, clear of kinks and of each other."""
    rng = np.random.default_rng([seed, n, len(op.name)])
    out = []
    for k, (low, high) in enumerate(op.domain):
        low, high = max(low, -near), min(high, near)
        x = low + (high - low) * rng.uniform(0.02, 0.98, n)
        for kink in op.kinks:
            x = np.where(np.abs(x - kink) < 0.01, x + 0.05 * (high - low), x)
        out.append((np.rint(x) if k in op.whole else x).astype(dtype))
    return out


def without_derivative(op: Op) -> tuple[int, ...]:
    """Numbers of the arguments that select: whole numbers and conditions."""
    return (0,) if op.name == "where" else op.whole


def unknown(op: Op) -> tuple[int, ...]:
    """Numbers of the arguments by which the derivative is not implemented."""
    return tuple(k for k in range(len(op.domain)) if CORE[op.name]["unknown"] >> k & 1)


def build(op: Op) -> Build:
    return lambda g, inputs: g.apply(op.name, inputs)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_tables_agree(op: Op) -> None:
    assert CORE[op.name]["arity"] == len(op.domain)
    assert op.doc
    assert op.reference


def test_every_op_has_a_row() -> None:
    assert set(CORE) == set(OPS)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_same_bits_wherever_an_op_runs(op: Op, dtype: str) -> None:
    for n in SIZES:
        x = arguments(op, n, dtype=np.dtype(dtype).type)
        kernel = _core.evaluate(op.name, x, dtype)
        for isa in (row["name"] for row in _core.isas() if row["available"]):
            np.testing.assert_array_equal(_core.evaluate(op.name, x, dtype, isa), kernel, strict=True)
        np.testing.assert_array_equal(run_once(build(op), x, dtype).astype(dtype), kernel)
        np.testing.assert_array_equal(run_rows(build(op), x, dtype), kernel)


@pytest.mark.parametrize("op", [op for op in OPS.values() if len(op.domain) > 1], ids=lambda op: op.name)
def test_constant_and_varying_operands_mix(op: Op) -> None:
    x = arguments(op, 257)
    for constant in itertools.product([False, True], repeat=len(x)):
        if all(constant):
            continue
        mixed = [a[5] if fixed else a for a, fixed in zip(x, constant, strict=True)]
        expected = _core.evaluate(op.name, [np.broadcast_to(a, 257) for a in mixed])
        np.testing.assert_array_equal(run_rows(build(op), mixed, constant=constant), expected)


def exact_derivative(op: Op, x: tuple[float, ...], order: tuple[int, ...]) -> mpmath.mpf:
    with mpmath.workdps(60):
        k = order.index(max(order))
        code = compile(op.implicit.get(k, op.reference), op.name, "eval")
        scope = vars(mpmath) | vars(exact) | vars(exact_counts) | {"min": min, "max": max}

        def f(*args: mpmath.mpf) -> mpmath.mpf:
            return mpmath.mpf(eval(code, scope, dict(zip("xyzvw", args, strict=False))))

        point = tuple(map(mpmath.mpf, x))
        return f(*point) if k in op.implicit else mpmath.diff(f, point, order)


def close(actual: float, exact: mpmath.mpf, scale: float, tolerance: float = 1e-12) -> bool:
    """To a tolerance of the derivative, or of what rounding the arguments may change it by."""
    return bool(abs(mpmath.mpf(actual) - exact) <= tolerance * max(abs(exact), mpmath.mpf(scale)))


@pytest.mark.parametrize("op", DERIVED, ids=lambda op: op.name)
def test_vjp_is_the_derivative(op: Op) -> None:
    n = 12
    x = arguments(op, n, near=3.0)
    for k in range(len(x)):
        if k in unknown(op):
            with pytest.raises(NotDifferentiableError, match=f"derivative of {op.name} by argument {k + 1}"):
                run_rows(gradient_of(build(op), k), x)
            continue
        actual = run_rows(gradient_of(build(op), k), x)
        once = run_once(gradient_of(build(op), k), x)
        if op.name == "div":  # by what varies, g y / b is (g / b) y
            np.testing.assert_array_max_ulp(once, actual, 1)
        else:
            np.testing.assert_array_equal(once, actual)
        if k in without_derivative(op):
            assert not actual.any()
            continue
        order = tuple(int(j == k) for j in range(len(x)))
        for i in range(n):
            exact = exact_derivative(op, tuple(a[i] for a in x), order)
            assert close(actual[i], exact, 1e-3, op.tolerance), (op.name, [a[i] for a in x], actual[i], exact)


@pytest.mark.parametrize("op", [op for op in DERIVED if not op.implicit], ids=lambda op: op.name)
def test_second_derivatives_through_the_rule(op: Op) -> None:
    n = 6
    x = arguments(op, n, seed=1, near=3.0)
    for k, j in itertools.combinations_with_replacement(range(len(x)), 2):
        if {k, j} & {*without_derivative(op), *unknown(op)}:
            continue
        try:
            actual = run_rows(gradient_of(gradient_of(build(op), k), j), x)
        except NotDifferentiableError:  # of the rule's own ops: an error, not a wrong number
            continue
        order = tuple(int(m == k) + int(m == j) for m in range(len(x)))
        for i in range(n):
            exact = exact_derivative(op, tuple(a[i] for a in x), order)
            assert close(actual[i], exact, 1e-2, op.tolerance), (op.name, k, j, [a[i] for a in x], actual[i], exact)


def test_mutation_a_wrong_rule_is_caught() -> None:
    """The comparison is sharp: a derivative off by one part in 1e9 fails it."""
    op = OPS["exp"]
    (x,) = arguments(op, 4)
    exact = exact_derivative(op, (x[0],), (1,))
    assert close(float(exact), exact, 1e-3)
    assert not close(float(exact) * (1 + 1e-9), exact, 1e-3)


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 5)])
@pytest.mark.parametrize("fixed", [True, False])
def test_a_category_is_the_count_of_running_sums_below(shape: tuple[int, ...], fixed: bool, isa: str) -> None:
    """The inverse distribution function, with one table for all samples or one of each, on every instruction set."""
    rng = np.random.default_rng([len(shape), fixed])
    samples = 300
    u = rng.uniform(size=(samples, *shape[:-1]))
    probs = rng.integers(0, 3, size=(() if fixed else (samples,)) + shape) + np.eye(shape[-1])[0]  # zeros among them
    drawn = run_rows(lambda g, i: g.sample("CategoricalProbs", [i[1]], [i[0]]), [u, probs], constant=[False, fixed])
    below = np.cumsum(probs, -1)
    expected = np.sum(below[..., :-1] < (u * below[..., -1])[..., None], -1)
    np.testing.assert_array_equal(drawn, expected)
    taken = np.take_along_axis(np.broadcast_to(probs, (samples, *shape)), expected[..., None], -1)
    assert np.all(taken > 0)
