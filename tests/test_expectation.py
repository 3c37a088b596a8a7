"""From a loss to an `Estimate`: values, gradients, structures, caching, seeds."""

from __future__ import annotations

import threading
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import reparamx as rx
from reparamx.seeds import Seed, draw_seed

Pair = namedtuple("Pair", ["loc", "scale"])


@rx.expectation
def square(theta: Any) -> Any:
    """E[x^2] = loc^2 + scale^2."""
    x = rx.sample(rx.Normal(theta["loc"], theta["scale"]), name="x")
    return x**2


THETA = {"loc": 2.0, "scale": 0.5}
N = 200_000
Z = 6.5  # a false alarm in 1e10 tests; catches an error of 6.5 standard errors


def test_gradient_of_a_normal_square_is_right() -> None:
    est = square(THETA, samples=N, rng=1)
    assert abs(est.value - 4.25) < Z * est.value_stderr
    assert abs(est.grad["loc"] - 4.0) < Z * est.grad_stderr["loc"]
    assert abs(est.grad["scale"] - 1.0) < Z * est.grad_stderr["scale"]
    assert 0 < est.value_stderr < 0.02
    assert est.samples == N
    assert est.replicates > 100


def test_chosen_noise_gives_exactly_the_formula() -> None:
    noise = np.array([0.0, 1.0, -2.0, 0.5])
    est = square(THETA, samples=4, noise={"x": noise})
    x = 2.0 + 0.5 * noise
    assert est.value == pytest.approx(np.mean(x**2), rel=1e-15)
    assert est.grad["loc"] == pytest.approx(np.mean(2 * x), rel=1e-15)
    assert est.grad["scale"] == pytest.approx(np.mean(2 * x * noise), rel=1e-15)


def test_numbers_are_floats_and_arrays_are_arrays() -> None:
    est = square({"loc": np.array([1.0, 2.0])[0], "scale": 1.0}, samples=100, rng=0)
    assert type(est.value) is type(est.value_stderr) is type(est.grad["loc"]) is float

    @rx.expectation
    def total(w: Any) -> Any:
        return np.sum(rx.sample(rx.Normal(w, 1.0)))

    est = total(np.zeros((2, 3)), samples=100, rng=0)
    assert isinstance(est.grad, np.ndarray)
    assert est.grad.shape == est.grad_stderr.shape == (2, 3)
    np.testing.assert_array_equal(est.grad, np.ones((2, 3)))


@dataclass
class Model:
    w: Any
    layers: list[Any]


@pytest.mark.parametrize(
    "theta",
    [
        (2.0, 0.5),
        [2.0, 0.5],
        Pair(2.0, 0.5),
        Model(2.0, [0.5]),
        {"a": {"b": [2.0]}, "c": (0.5,)},
        np.array([2.0, 0.5]),
    ],
    ids=lambda t: type(t).__name__,
)
def test_gradient_has_the_structure_of_the_argument(theta: Any) -> None:
    from reparamx.structure import flatten

    def parts(t: Any) -> Any:
        leaves: list[Any] = []
        key = flatten(t, leaves)
        return key, [v for leaf in leaves for v in np.ravel(leaf)]

    def parameters(t: Any) -> Any:
        if isinstance(t, Model):
            return t.w, t.layers[0]
        if isinstance(t, dict):
            return t["a"]["b"][0], t["c"][0]
        return t[0], t[1]

    @rx.expectation
    def loss(t: Any) -> Any:
        loc, scale = parameters(t)
        return rx.sample(rx.Normal(loc, scale), name="x") ** 2

    est = loss(theta, samples=2, noise={"x": np.array([1.0, -1.0])})
    key, values = parts(est.grad)
    assert key == parts(theta)[0] == parts(est.grad_stderr)[0]
    np.testing.assert_allclose(values, [4.0, 1.0])


def test_argnums_chooses_arguments() -> None:
    def loss(a: Any, b: Any, c: Any = 3.0) -> Any:
        return a * b**2 * c

    both = rx.expectation(loss, argnums=(1, 0))(2.0, 5.0)
    assert both.grad == (60.0, 75.0)
    assert rx.expectation(loss, argnums=(1,))(2.0, 5.0).grad == (60.0,)
    assert rx.expectation(loss, argnums=2)(2.0, 5.0, c=1.0).grad == 50.0
    assert rx.expectation(loss, argnums=1)(a=2.0, b=5.0).grad == 60.0
    assert rx.expectation(loss, argnums=())(2.0, 5.0).grad == ()


def test_integers_count_as_floats_where_they_are_differentiated() -> None:
    est = rx.expectation(lambda x, k: x**2 * k)(3, 2)
    assert est.grad == 12.0
    grad = rx.expectation(lambda x: np.sum(x**2))(np.array([1, 2])).grad
    np.testing.assert_array_equal(grad, [2.0, 4.0])


def test_loss_without_sample_is_exact_and_needs_no_samples() -> None:
    loss = rx.expectation(lambda x: np.sum(np.exp(x)))
    x = np.array([0.0, 1.0])
    for est in (loss(x), loss(x, samples=1000)):
        assert est.value == pytest.approx(1 + np.e, rel=1e-15)
        assert est.value_stderr == 0.0
        np.testing.assert_array_equal(est.grad_stderr, [0.0, 0.0])
        np.testing.assert_allclose(est.grad, np.exp(x), rtol=1e-15)
    assert "draws nothing" in loss.explain(x)


def test_constant_loss_has_zero_gradient() -> None:
    for loss in (rx.expectation(lambda x: 3.0), rx.expectation(lambda x: np.float64(3.0)), rx.expectation(lambda x: 3)):
        est = loss({"a": 1.0, "b": np.ones(2)})
        assert est.value == 3.0
        assert est.grad["a"] == 0.0
        np.testing.assert_array_equal(est.grad["b"], np.zeros(2))


def test_zero_gradients_of_two_calls_do_not_share_memory() -> None:
    loss = rx.expectation(lambda x: 3.0)
    a, b = loss(np.ones(2)), loss(np.ones(2))
    a.grad[0] = 7.0
    assert b.grad[0] == 0.0


def test_arguments_without_elements() -> None:
    est = rx.expectation(lambda x, y: np.sum(x) + np.sum(y) ** 2)(np.zeros((0, 3)), 2.0)
    assert est.value == 4.0
    assert est.grad.shape == (0, 3)


def test_trace_happens_again_only_when_structure_shape_or_kind_changes() -> None:
    @rx.expectation
    def loss(theta: Any, y: Any) -> Any:
        return np.sum((theta["w"] - y) ** 2)

    loss({"w": 1.0}, np.zeros(3))
    loss({"w": 2.0}, np.ones(3))
    loss({"w": np.float64(3.0)}, np.ones(3, dtype=np.float32))
    loss({"w": 1.0}, np.ones(6)[::2])
    assert loss.traces == 1
    loss({"w": 1.0}, np.zeros(4))
    assert loss.traces == 2
    loss({"w": np.ones(4)}, np.zeros(4))
    assert loss.traces == 3
    loss({"w": 1.0}, np.zeros(3, dtype=int))
    assert loss.traces == 4
    loss({"w": 5.0}, np.zeros(3))
    loss.value({"w": 5.0}, np.zeros(3))
    loss.explain({"w": 5.0}, np.zeros(3))
    loss.program({"w": 5.0}, np.zeros(3))
    assert loss.traces == 4


def test_data_is_an_argument_and_not_a_constant() -> None:
    loss = rx.expectation(lambda x, y: np.sum((x - y) ** 2))
    assert loss(0.0, np.array([1.0, 2.0])).value == 5.0
    assert loss(0.0, np.array([3.0, 4.0])).value == 25.0
    assert loss.traces == 1


def test_static_arguments_are_passed_as_they_are() -> None:
    @rx.expectation(static_argnames=("n", "kind"))
    def loss(x: Any, n: int, kind: str = "sum") -> Any:
        total = x * 0.0
        for k in range(n):
            total = total + x ** (k + 1)
        return total if kind == "sum" else -total

    assert loss(2.0, 3).value == 14.0
    assert loss(2.0, n=3, kind="minus").value == -14.0
    assert loss(2.0, kind="sum", n=2).value == 6.0
    assert loss.traces == 3
    assert loss(3.0, 3).value == 39.0
    assert loss.traces == 3
    with pytest.raises(TypeError, match="kind: a static argument must be hashable"):
        loss(2.0, 3, kind=[])


def test_variable_arguments() -> None:
    loss = rx.expectation(lambda *xs, **more: sum(xs) + more["k"] ** 2, argnums=(0, 1))
    est = loss(1.0, 2.0, k=3.0)
    assert est.value == 12.0
    assert est.grad == (1.0, 1.0)


def test_same_integer_same_bits_and_a_generator_advances() -> None:
    a, b = square(THETA, samples=1000, rng=5), square(THETA, samples=1000, rng=5)
    assert (a.value, a.grad) == (b.value, b.grad)
    generator = np.random.default_rng(5)
    c, d = square(THETA, samples=1000, rng=generator), square(THETA, samples=1000, rng=generator)
    assert a.value == c.value != d.value
    assert square(THETA, samples=1000, rng=np.random.SeedSequence(5)).value == a.value
    assert square(THETA, samples=1000, rng=np.random.PCG64(5)).value == a.value
    assert square(THETA, samples=1000, rng=d.seed).value == d.value
    assert square(THETA, samples=1000).value != square(THETA, samples=1000).value


def test_global_seed_of_numpy_is_neither_read_nor_advanced() -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    square(THETA, samples=1000)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_seed_is_128_bits() -> None:
    raw = np.random.PCG64(0).random_raw(4)
    assert draw_seed(0) == sum(int(word) % 2**32 << 32 * i for i, word in enumerate(raw))
    assert draw_seed(np.random.default_rng(0)) == draw_seed(0)
    low, high = Seed(2**64 * 3 + 7).words
    assert (low, high) == (7, 3)
    with pytest.raises(ValueError, match="128 bits"):
        Seed(2**128)
    assert eval(repr(draw_seed(0)), {"Seed": Seed}) == draw_seed(0)


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_result_does_not_depend_on_the_number_of_threads(threads: int) -> None:
    one = square(THETA, samples=100_001, rng=3, threads=1)
    many = square(THETA, samples=100_001, rng=3, threads=threads)
    assert (one.value, one.value_stderr, one.grad, one.grad_stderr) == (
        many.value, many.value_stderr, many.grad, many.grad_stderr,
    )  # fmt: skip


def test_number_of_threads_is_read_from_the_environment_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPARAMX_NUM_THREADS", "2")
    square(THETA, samples=10, rng=0)
    monkeypatch.setenv("REPARAMX_NUM_THREADS", "many")
    with pytest.raises(ValueError, match="REPARAMX_NUM_THREADS must be a positive integer, got 'many'"):
        square(THETA, samples=10, rng=0)


def test_value_draws_the_same_numbers_as_the_gradient() -> None:
    est, alone = square(THETA, samples=1000, rng=2), square.value(THETA, samples=1000, rng=2)
    assert est.value == alone.value
    assert est.value_stderr == alone.value_stderr
    assert alone.grad is None
    assert alone.grad_stderr is None


def test_per_sample_averages_to_the_estimate() -> None:
    est, each = square(THETA, samples=1000, rng=2), square.per_sample(THETA, samples=1000, rng=2)
    assert each.value.shape == each.grad["loc"].shape == (1000,)
    assert np.mean(each.value) == pytest.approx(est.value, rel=1e-12)
    assert np.mean(each.grad["scale"]) == pytest.approx(est.grad["scale"], rel=1e-12)


def test_per_sample_of_what_does_not_vary_has_its_axis_of_samples() -> None:
    each = rx.expectation(lambda x: np.sum(x * 2.0 + rx.sample(rx.Normal(0.0, 1.0)))).per_sample(
        np.ones(3), samples=7, rng=0
    )
    np.testing.assert_array_equal(each.grad, np.full((7, 3), 2.0))
    each = rx.expectation(lambda x: 2.0).per_sample(np.ones(3), samples=7)
    np.testing.assert_array_equal(each.value, np.full(7, 2.0))
    np.testing.assert_array_equal(each.grad, np.zeros((7, 3)))


def test_without_standard_errors() -> None:
    est = rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0)) ** 2, stderr=False)(1.0, samples=1000, rng=0)
    assert est.value_stderr is None
    assert est.grad_stderr is None
    assert isinstance(est.grad, float)
    assert "+-" not in repr(est)


def test_float32_computes_in_float32() -> None:
    loss = rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0)) ** 2, dtype=np.float32)
    est = loss(1.0, samples=N, rng=0)
    assert abs(est.value - 2.0) < Z * est.value_stderr
    assert abs(est.grad - 2.0) < Z * est.grad_stderr


def test_discrete_variable_uses_the_score_function() -> None:
    @rx.expectation
    def loss(p: Any) -> Any:
        return (rx.sample(rx.Bernoulli(probs=p), name="b") - 0.3) ** 2

    est = loss(0.4, samples=N, rng=0)
    assert abs(est.grad - (0.7**2 - 0.3**2)) < Z * est.grad_stderr
    text = loss.explain(0.4)
    assert "b ~ Bernoulli(probs=p): score_function\n    because " in text
    assert "its score multiplies the cost square((b - 0.3))" in text


def test_dependent_variables_discrete_and_continuous() -> None:
    @rx.expectation
    def loss(t: Any) -> Any:
        b = rx.sample(rx.Bernoulli(probs=t["p"]), name="b")
        x = rx.sample(rx.Normal(t["m"] * b, 1.0), name="x")
        return x**2

    est = loss({"p": 0.3, "m": 2.0}, samples=N, rng=0)  # E = p m^2 + 1
    assert abs(est.value - 2.2) < Z * est.value_stderr
    assert abs(est.grad["p"] - 4.0) < Z * est.grad_stderr["p"]
    assert abs(est.grad["m"] - 1.2) < Z * est.grad_stderr["m"]
    assert "its law depends on b" in loss.explain({"p": 0.3, "m": 2.0})


def test_comparison_on_the_way_makes_auto_choose_the_score_function() -> None:
    loss = rx.expectation(lambda m: rx.sample(rx.Normal(m, 1.0), name="x") > 0.5)
    est = loss(0.0, samples=N, rng=0)
    slope = np.exp(-0.125) / np.sqrt(2 * np.pi)  # d/dm P(x > 1/2) = phi(1/2)
    assert abs(est.grad - slope) < Z * est.grad_stderr
    assert "through less, which has no derivative" in loss.explain(0.0)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: rx.logsumexp(np.stack([x, x * 2.0])),
        lambda x: np.logaddexp(x, 1.0),
        lambda x: np.hypot(x, 1.0),
        lambda x: np.abs(x) + np.maximum(x, 0.0) + np.clip(x, -1.0, 1.0),
        lambda x: np.linalg.norm(np.stack([x, x])),
        lambda x: np.max(rx.softmax(np.stack([x, 1.0]))),
        lambda x: np.std(np.stack([x, 1.0])),
    ],
)
def test_continuous_functions_stay_pathwise(function: Any) -> None:
    loss = rx.expectation(lambda m: function(rx.sample(rx.Normal(m, 1.0))))
    assert ": pathwise" in loss.explain(0.3)


def test_decorator_keeps_name_documentation_and_signature() -> None:
    import inspect

    assert square.__name__ == "square"
    assert square.__doc__ == "E[x^2] = loc^2 + scale^2."
    assert list(inspect.signature(square).parameters) == ["theta"]
    assert repr(square).startswith("<expectation of square(theta")


def test_two_threads_may_call_at_once() -> None:
    loss = rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0)) ** 2)
    results: list[float] = []

    def work() -> None:
        results.append(loss(1.0, samples=5000, rng=0).value)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    assert len(results) == 8
    assert len(set(results)) == 1


def test_expectation_inside_a_loss_is_a_number() -> None:
    inner = rx.expectation(lambda x: x**2)
    outer = rx.expectation(lambda t: t * inner(3.0).value)
    assert outer(2.0).value == 18.0


def test_estimate_is_frozen() -> None:
    est = square(THETA, samples=10, rng=0)
    with pytest.raises(AttributeError):
        est.value = 1.0  # type: ignore[misc]


def test_program_is_text() -> None:
    assert "normal" in square.program(THETA)


def test_show_config_prints_and_returns(capsys: pytest.CaptureFixture[str]) -> None:
    config = rx.show_config()
    assert config["isa"] in config["isas"]
    assert config["version"] == rx.__version__
    assert "instruction set" in capsys.readouterr().out
