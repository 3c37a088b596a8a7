"""Traced values: protocols, kinds, control flow, sessions."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from tracing_help import run, slope, trace

import reparamx as rx
import reparamx._core as core
from reparamx.errors import TracingError
from reparamx.ops import OPS, UFUNCS, Op, collect
from reparamx.trace import Traced, composites, current, tracing, ufuncs

A = np.arange(6.0).reshape(2, 3) - 2.5


@pytest.mark.parametrize(
    ("function", "dtype"),
    [
        (lambda x, k, b: x, float),
        (lambda x, k, b: k, int),
        (lambda x, k, b: b, bool),
        (lambda x, k, b: x + k, float),
        (lambda x, k, b: k + b, int),
        (lambda x, k, b: k / 2, float),
        (lambda x, k, b: k // 2, int),
        (lambda x, k, b: k + 1.5, float),
        (lambda x, k, b: k + 1, int),
        (lambda x, k, b: x > 0, bool),
        (lambda x, k, b: b & (x > 0), bool),
        (lambda x, k, b: np.sum(b), int),
        (lambda x, k, b: np.mean(k), float),
        (lambda x, k, b: np.where(b, k, 2), int),
        (lambda x, k, b: np.where(b, k, 2.0), float),
        (lambda x, k, b: np.argmax(x), int),
        (lambda x, k, b: np.exp(k), float),
        (lambda x, k, b: np.concatenate([k, b]), int),
        (lambda x, k, b: np.maximum(k, 2), int),
        (lambda x, k, b: k.astype(float), float),
        (lambda x, k, b: np.add(k, 1, dtype=float), float),
    ],
)
def test_dtype_is_that_of_numpy(function: Any, dtype: Any) -> None:
    x, k, b = np.array([1.0, 2.0]), np.array([1, 2]), np.array([True, False])
    assert function(x, k, b).dtype == np.dtype(dtype)
    _, result = trace(function, x, k, b)
    assert result.dtype == np.dtype(dtype)


def test_python_control_flow_on_constants_is_unrolled() -> None:
    def loss(x: Any) -> Any:
        total = 0.0
        for k, row in enumerate(x):
            if k % 2 == 0 and row.shape == (3,):
                total = total + np.sum(row)
            else:
                total -= np.prod(row)
        return total

    assert run(loss, A) == pytest.approx(loss(A))


def test_in_place_operators_rebind_traced_values() -> None:
    def loss(x: Any) -> Any:
        y = x
        y += 1.0
        y *= 2.0
        y -= 3.0
        y /= 4.0
        y **= 2
        return x + y

    np.testing.assert_allclose(run(loss, A), A + ((A + 1) * 2 - 3) ** 2 / 16)


def test_reflected_operators() -> None:
    np.testing.assert_allclose(
        run(lambda x: 1 - x + 2 / x + 2**x + 7 // x + 7 % x, A), 1 - A + 2 / A + 2**A + 7 // A + 7 % A
    )
    np.testing.assert_allclose(run(lambda x: np.ones((3, 2)) @ x, A), np.ones((3, 2)) @ A)
    np.testing.assert_allclose(run(lambda x: A - x, A), A - A)


def test_equal_expressions_are_one_node() -> None:
    _graph, (a, b) = trace(lambda x: (np.exp(x) + 1.0, np.exp(x) + 1.0), A)
    assert a.node == b.node


def test_constant_of_the_closure_is_copied() -> None:
    table = np.array([1.0, 2.0])
    graph, result = trace(lambda x: x + table, np.zeros(2))
    table[:] = 100.0
    program = graph.compile([("mean", result.node, "v")], "float64", [])
    np.testing.assert_array_equal(program.run([np.zeros(2)], 1, (0, 0))[0][0], [1.0, 2.0])


def test_methods_and_properties_of_arrays() -> None:
    _, x = trace(lambda x: x, A)
    assert x.T.shape == (3, 2)
    assert x.mT.shape == (3, 2)
    assert x.real is x
    assert x.flat.shape == (6,)
    assert x.flatten().shape == (6,)
    assert copy.copy(x) is copy.deepcopy(x) is x
    assert "Traced(shape=(2, 3), dtype=float64" in repr(x)
    assert f"{x:.3f}" == repr(x)
    assert [y.shape for y in x] == [(3,), (3,)]
    a, b = x
    assert a.shape == b.shape == (3,)
    assert round(x[0, 0]).shape == ()
    assert (+x) is x


def test_iteration_over_an_array_ends() -> None:
    _, x = trace(lambda x: x, np.zeros((0, 3)))
    assert list(x) == []


def test_session_is_open_only_while_tracing() -> None:
    assert current() is None
    with tracing(core.Graph()) as session:
        assert current() is session
        with tracing(core.Graph()) as inner:
            assert current() is inner
        assert current() is session
    assert current() is None


def test_traced_value_has_the_operators_of_an_array() -> None:
    missing = [
        name
        for name in dir(np.ndarray)
        if name.startswith("__")
        and not name.startswith("__i")
        and callable(getattr(np.ndarray, name))
        and not hasattr(Traced, name)
    ]
    assert sorted(missing) == sorted(set(missing) & ALLOWED_MISSING)


#: What only arrays with numbers, bits or memory have.
ALLOWED_MISSING = {
    "__array_finalize__", "__array_wrap__", "__array_prepare__", "__buffer__", "__class_getitem__", "__delitem__",
    "__dlpack__", "__dlpack_device__", "__lshift__", "__rlshift__", "__rshift__", "__rrshift__", "__setstate__",
    "__release_buffer__", "__array_namespace__", "__contains__",
}  # fmt: skip


# The op table.


def test_op_table_and_the_extension_hold_the_same_ops() -> None:
    assert {row["name"] for row in core.ops()} == set(OPS)


def test_every_numpy_name_of_the_op_table_exists() -> None:
    special = pytest.importorskip("scipy.special")
    for name in UFUNCS:
        owner = special if name.startswith("special.") else np
        assert hasattr(owner, name.rpartition(".")[2]), name


def test_no_composite_hides_an_op() -> None:
    assert not set(composites.UFUNCS) & set(ufuncs._OPS)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((Op("a", "doc", "x"), Op("a", "doc", "x")), "'a' appears twice"),
        ((Op("a", "", "x"),), "'a' has no doc"),
        ((Op("a", "doc", ""),), "'a' has no reference"),
        ((Op("a", "doc", "x", numpy=("f",)), Op("b", "doc", "x", numpy=("f",))), "'f' is claimed by 'b' and 'a'"),
    ],
)
def test_op_table_refuses_holes_and_duplicates(rows: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        collect([("family", rows)])


# Random variables and the stochastic graph.


def stochastic(function: Any, *theta: float) -> Any:
    from reparamx.stochastic import StochasticGraph

    graph = core.Graph()
    params = [graph.param(f"t{k}", ()) for k in range(len(theta))]
    with tracing(graph) as session:
        cost = function(*(Traced(graph, node) for node in params))
    return StochasticGraph(graph, session.variables, cost.node, params)


def normal(loc: Any, name: str) -> Any:
    return rx.sample(rx.Normal(loc, 1.0), name)


def names(variables: Any) -> set[str]:
    return {v.name for v in variables}


def test_dependence_goes_through_parameters_of_other_variables() -> None:
    def loss(t: Any, u: Any) -> Any:
        x = normal(t, "x")
        y = normal(x * 2.0, "y")
        z = normal(u, "z")
        return y + z * 0.0 + normal(3.0, "w")

    sg = stochastic(loss, 1.0, 2.0)
    x, y, _z, w = sg.variables
    assert names(sg.depends(y.node)) == {"x", "y"}
    assert names(sg.depends(sg.cost)) >= {"x", "y", "w"}
    assert sg.needs_gradient(x)
    assert sg.needs_gradient(y)
    assert not sg.needs_gradient(w)


def test_cost_is_split_into_terms_by_what_they_depend_on() -> None:
    def loss(t: Any) -> Any:
        x, y = normal(t, "x"), normal(t, "y")
        rows = np.stack([t, t * 2.0])
        return 3.0 * (x**2 - y) / 2.0 + np.sum(rows * x + rows * y) + t

    sg = stochastic(loss, 1.0)
    terms = sg.cost_terms()
    assert sorted(sorted(names(v)) for _, v in terms) == [[], ["x"], ["y"]]
    x, y = sg.variables
    assert sg.graph.shape(sg.downstream_cost(x)) == ()
    assert names(sg.depends(sg.downstream_cost(y))) == {"y"}


def test_terms_of_the_cost_add_up_to_the_cost() -> None:
    def loss(t: Any) -> Any:
        x, y = normal(t, "x"), normal(t, "y")
        v = np.stack([x, x * 2.0, 1.0])
        return np.mean(v[:, None] * 2.0 - np.stack([y, y])) - (x * y) / 4.0 + x

    sg = stochastic(loss, 1.0)
    graph = sg.graph
    total = graph.constant(np.array(0.0))
    for node, _ in sg.cost_terms():
        total = graph.apply("add", [total, node])
    values = {v.node: graph.constant(np.array(c)) for v, c in zip(sg.variables, (0.7, -1.3), strict=True)}
    roots = graph.substitute([total, sg.cost], values)
    program = graph.compile([("mean", roots[0], "a"), ("mean", roots[1], "b")], "float64", [])
    (a, _), (b, _) = program.run([1.0], 1, (0, 0))
    assert a == pytest.approx(b, rel=1e-14)


def test_thousands_of_terms_and_variables_need_no_recursion() -> None:
    def loss(t: Any) -> Any:
        x = normal(t, "x")
        total: Any = 0.0
        for k in range(3000):
            total = total + (k + 1.0) * x
            if k < 1500:
                x = normal(x, f"x{k}")
        return total

    sg = stochastic(loss, 1.0)
    assert len(sg.depends(sg.cost)) == 1501
    assert sg.needs_gradient(sg.variables[-1])
    assert sorted(len(variables) for _, variables in sg.cost_terms() if variables) == list(range(1, 1502))
    assert all(sg.differentiable_path(variable)[0] for variable in sg.variables)


@pytest.mark.parametrize(
    ("function", "op"),
    [
        (lambda x: np.where(x > 0, x, 0.0), "less"),
        (lambda x: np.floor(x), "floor"),
        (lambda x: np.sign(x) * x, "sign"),
        (lambda x: np.argmax(np.stack([x, 1.0])) * 1.0, "argmax"),
        (lambda x: x // 1.0, "floor"),
    ],
)
def test_path_through_a_step_is_not_differentiable(function: Any, op: str) -> None:
    sg = stochastic(lambda t: function(normal(t, "x")) + normal(t, "y"), 1.0)
    assert sg.differentiable_path(sg.variables[0]) == (
        False,
        f"the cost reaches x through {op}, which has no derivative",
    )
    assert sg.differentiable_path(sg.variables[1])[0]


def test_path_ends_at_the_parameters_of_another_variable() -> None:
    sg = stochastic(lambda t: np.floor(normal(normal(t, "x") ** 2, "y")), 1.0)
    x, y = sg.variables
    assert sg.differentiable_path(x)[0]
    assert not sg.differentiable_path(y)[0]
    sg = stochastic(lambda t: normal(np.floor(normal(t, "x")), "y"), 1.0)
    assert not sg.differentiable_path(sg.variables[0])[0]


def test_path_through_stop_gradient_does_not_count() -> None:
    sg = stochastic(lambda t: np.floor(rx.stop_gradient(normal(t, "x"))) + t, 1.0)
    assert all(sg.differentiable_path(variable)[0] for variable in sg.variables)


def test_stop_gradient_has_derivative_zero() -> None:
    np.testing.assert_array_equal(slope(lambda x: rx.stop_gradient(x) * 1.0, A), np.zeros((2, 3)))


def test_variables_without_a_name_get_their_own() -> None:
    sg = stochastic(lambda t: rx.sample(rx.Normal(t, 1.0)) + rx.sample(rx.Normal(t, 1.0)), 1.0)
    assert names(sg.variables) == {"Normal_0", "Normal_1"}


def test_automatic_names_avoid_those_that_are_taken() -> None:
    def two(m: Any) -> Any:
        return rx.sample(rx.Normal(m, 1.0), name="Normal_1") * rx.sample(rx.Normal(m, 1.0))

    text = rx.expectation(two).explain(0.0)
    assert "Normal_1 ~" in text
    assert "Normal_2 ~" in text


def test_large_integer_of_the_code_is_a_float() -> None:
    assert rx.expectation(lambda t: t * 10**30 + 2**64)(2.0).grad == 1e30
    with pytest.raises(TracingError, match="an integer is too large for a float"):
        rx.expectation(lambda t: t * 10**400)(2.0)
