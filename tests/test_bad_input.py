"""Bad input to an expectation: a clear error before any work, naming the argument, the value and the index."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import reparamx as rx
from reparamx.errors import NonFiniteError, ParameterError, ShapeError, TracingError
from reparamx.seeds import draw_seed


@rx.expectation
def loss(theta: Any, y: Any = 0.0) -> Any:
    x = rx.sample(rx.Normal(theta["loc"], theta["scale"]), name="x")
    return np.sum((x - y) ** 2)


GOOD = {"loc": 1.0, "scale": 2.0}


@pytest.mark.parametrize(
    ("samples", "error", "message"),
    [
        (0, ParameterError, "samples must be positive, got 0"),
        (-5, ParameterError, "samples must be positive, got -5"),
        (2**53 + 1, ParameterError, r"samples must be at most 2\*\*53"),
        (10**30, ParameterError, r"samples must be at most 2\*\*53"),
        (10**400, ParameterError, r"samples must be at most 2\*\*53, got an integer of 1329 bits"),
        (-(10**300), ParameterError, "samples must be positive, got an integer of 997 bits"),
        (1.5, TypeError, "samples must be an integer, got 1.5"),
        (1e6, TypeError, "write samples=1000000"),
        (float("nan"), TypeError, "samples must be an integer"),
        (True, TypeError, "samples must be an integer, got True"),
        (np.True_, TypeError, "samples must be an integer"),
        ("100", TypeError, "samples must be an integer, got '100'"),
        (None, TypeError, "samples= is missing"),
    ],
)
def test_samples(samples: Any, error: type[Exception], message: str) -> None:
    for method in (loss, loss.value, loss.per_sample):
        with pytest.raises(error, match=message):
            method(GOOD, samples=samples)


def test_samples_may_be_a_numpy_integer() -> None:
    assert loss(GOOD, samples=np.int32(10)).samples == 10


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        (-1.0, r"Normal: scale must be positive and finite, got -1(\.0)?$"),
        (0.0, r"Normal: scale must be positive and finite, got 0(\.0)?$"),
        (float("nan"), "Normal: scale must be positive and finite, got nan"),
        (float("inf"), "Normal: scale must be positive and finite, got inf"),
        (np.array([1.0, 2.0, -3.0]), r"Normal: scale must be positive and finite, got -3(\.0)? at index \(2,\)"),
        (np.array([[1.0, 2.0], [np.nan, 1.0]]), r"got nan at index \(1, 0\)"),
    ],
)
def test_scale_outside_its_domain_is_named(scale: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        loss({"loc": 0.0, "scale": scale}, samples=10**12)  # at once: before any of the samples


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_probability_outside_the_unit_interval_is_named(p: float) -> None:
    with pytest.raises(ParameterError, match=r"Bernoulli: probs must be in \[0, 1\], got"):
        rx.expectation(lambda t: rx.sample(rx.Bernoulli(probs=t)))(p, samples=10**12)


@pytest.mark.parametrize(
    ("leaf", "error", "message"),
    [
        (1j, TracingError, r"theta\['loc'\]: complex numbers are not supported"),
        (np.array([1.0], dtype=object), TracingError, r"theta\['loc'\]: dtype object is not supported"),
        ("a", TracingError, r"theta\['loc'\]: 'a' is not a number"),
        (np.array(["a"]), TracingError, r"theta\['loc'\]: dtype <U1 is not supported"),
        (True, TracingError, r"theta\['loc'\]: a boolean cannot be differentiated"),
        (np.array([True]), TracingError, r"theta\['loc'\]: a boolean cannot be differentiated"),
        (2**64, ParameterError, r"theta\['loc'\]: integers must be at most 2\*\*53"),
        (np.ma.masked_array([1.0], [True]), TracingError, r"theta\['loc'\]: masked arrays"),
        (np.longdouble(1), TracingError, r"theta\['loc'\]: dtype .* is not supported: convert it"),
        (Fraction(1, 3), TracingError, r"theta\['loc'\]: Fraction is not a float: pass float\(x\)"),
        (Decimal(1), TracingError, r"theta\['loc'\]: Decimal is not a float: pass float\(x\)"),
        (object(), TracingError, r"theta\['loc'\]: object is not a number"),
    ],
)
def test_argument_that_is_not_a_number_is_named(leaf: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        loss({"loc": leaf, "scale": 1.0}, samples=10)


def test_traced_value_as_an_argument_is_refused() -> None:
    outer = rx.expectation(lambda t: loss({"loc": t, "scale": 1.0}, samples=10).value)
    with pytest.raises(TracingError, match="cannot be taken of a traced value"):
        outer(1.0, samples=10)


FORMS = {
    "float32": np.float32([1, 2, 3]),
    "float16": np.float16([1, 2, 3]),
    "integers": np.array([1, 2, 3]),
    "unsigned bytes": np.uint8([1, 2, 3]),
    "byte-swapped": np.array([1, 2, 3], dtype=">f8"),
    "byte-swapped integers": np.array([1, 2, 3], dtype=">i2"),
    "every second": np.array([1.0, 9, 2, 9, 3, 9])[::2],
    "backwards": np.array([3.0, 2, 1])[::-1],
    "column": np.arange(9.0).reshape(3, 3).T[0] / 3 + 1,
    "read-only": np.array([1.0, 2.0, 3.0]),
    "list": [1.0, 2.0, 3.0],
    "tuple of integers": (1, 2, 3),
}
FORMS["read-only"].flags.writeable = False


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_data_gives_the_same_bits(name: str) -> None:
    want = loss(GOOD, np.array([1.0, 2.0, 3.0]), samples=100, rng=0)
    got = loss(GOOD, FORMS[name], samples=100, rng=0)
    assert got.value == want.value
    assert got.grad == want.grad


@pytest.mark.parametrize("name", [n for n in FORMS if "tuple" not in n and n != "list"])
def test_every_form_of_a_parameter_gives_the_same_gradient(name: str) -> None:
    want = loss({"loc": np.array([1.0, 2.0, 3.0]), "scale": 1.0}, samples=100, rng=0)
    before = np.array(FORMS[name])
    got = loss({"loc": FORMS[name], "scale": 1.0}, samples=100, rng=0)
    np.testing.assert_array_equal(got.grad["loc"], want.grad["loc"])
    assert got.grad["loc"].dtype == np.float64
    np.testing.assert_array_equal(before, FORMS[name])


def test_data_without_elements() -> None:
    est = loss(GOOD, np.zeros((0, 3)), samples=10)
    assert est.value == 0.0
    assert est.grad == {"loc": 0.0, "scale": 0.0}


@pytest.mark.parametrize("value", [1.0, 1, True])
def test_array_too_large_for_memory_is_refused_at_once(value: Any) -> None:
    huge = np.broadcast_to(np.array(value), (2**40,))
    with pytest.raises(ShapeError, match=r"\(1099511627776,\) has too many elements"):
        loss(GOOD, huge, samples=10)


def test_zero_dimensional_array_is_a_number() -> None:
    est = loss({"loc": np.array(1.0), "scale": np.array(2.0)}, samples=100, rng=0)
    assert est.grad == loss(GOOD, samples=100, rng=0).grad


def test_shapes_of_parameters_that_do_not_broadcast() -> None:
    with pytest.raises(ShapeError, match=r"Normal: shapes of parameters do not broadcast: loc \(2,\), scale \(3,\)"):
        loss({"loc": np.zeros(2), "scale": np.ones(3)}, samples=10)


def test_arguments_of_another_structure_are_another_trace() -> None:
    loss(GOOD, samples=10)
    with pytest.raises(TypeError, match="missing a required argument: 'theta'"):
        loss(samples=10)
    with pytest.raises(TypeError, match="too many positional arguments"):
        loss(GOOD, 1.0, 2.0, samples=10)
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        loss(GOOD, z=1.0, samples=10)
    with pytest.raises(KeyError, match="scale"):
        loss({"loc": 1.0}, samples=10)


@pytest.mark.parametrize(
    ("rng", "error"),
    [
        (-1, ValueError),
        (True, TypeError),
        (1.5, TypeError),
        ("a", TypeError),
        (object(), TypeError),
        ([1, -2], ValueError),
    ],
)
def test_rng(rng: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="rng must be"):
        loss(GOOD, samples=10, rng=rng)


@pytest.mark.parametrize(
    ("threads", "error"),
    [(0, ValueError), (-1, ValueError), (10**9, ValueError), (1.5, TypeError), (True, TypeError), ("2", TypeError)],
)
def test_threads(threads: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="threads must be"):
        loss(GOOD, samples=10, threads=threads)


def test_loss_that_is_not_finite_names_the_sample_and_the_seed() -> None:
    bad = rx.expectation(lambda t: np.log(rx.sample(rx.Normal(t, 1.0), name="x")))
    for method in (bad, bad.value, bad.per_sample):
        with pytest.raises(NonFiniteError, match=r"value is nan in \d+ of 1000 samples, first in sample \d+") as caught:
            method(0.0, samples=1000, rng=0)
        assert repr(rx.Seed(int(draw_seed(0)))) in caught.value.__notes__[0]
    est = rx.expectation(lambda t: np.log(rx.sample(rx.Normal(t, 1.0))), check_finite=False)(0.0, samples=1000, rng=0)
    assert np.isnan(est.value)


def test_noise_of_the_wrong_shape_or_name() -> None:
    with pytest.raises(ShapeError, match="x"):
        loss(GOOD, samples=10, noise={"x": np.zeros(9)})
    with pytest.raises(ParameterError, match="there is no source of noise named 'z'"):
        loss(GOOD, samples=10, noise={"z": np.zeros(10)})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"dtype": np.int64}, TypeError, "dtype must be float64 or float32, got int64"),
        ({"dtype": np.float16}, TypeError, "got float16"),
        ({"dtype": "nonsense"}, TypeError, "got nonsense"),
        ({"argnums": -1}, ParameterError, "argnums"),
        ({"argnums": (0, 0)}, ParameterError, "twice"),
        ({"argnums": "theta"}, ParameterError, "argnums"),
        ({"argnums": 1.5}, TypeError, "iterable|argnums"),
        ({"static_argnames": "nothing"}, ParameterError, "static_argnames='nothing' is not an argument"),
    ],
)
def test_options(options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rx.expectation(lambda t: t, **options)


def test_argnums_beyond_the_arguments() -> None:
    with pytest.raises(TracingError, match="argnums=3, but the loss was called without argument 3"):
        rx.expectation(lambda t: t, argnums=3)(1.0)


def test_argument_names_of_the_estimate_are_reserved() -> None:
    with pytest.raises(ParameterError, match="'samples' is an argument of the estimate itself"):
        rx.expectation(lambda t, samples: t)


def test_what_is_not_a_function() -> None:
    with pytest.raises(TypeError, match="needs a function"):
        rx.expectation(3.0)  # type: ignore[call-overload]


def test_unknown_estimator_is_named() -> None:
    with pytest.raises(ParameterError, match="estimator must be one of auto"):
        rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0)), estimator="magic")(1.0, samples=10)


def test_parameter_that_varies_names_the_sample_and_the_seed() -> None:
    law = rx.expectation(lambda t: rx.sample(rx.Normal(0.0, rx.sample(rx.Normal(t, 1.0), name="s"))))
    for threads in (1, 3):
        with pytest.raises(
            ParameterError, match=r"Normal: scale must be positive and finite, got -.* in sample"
        ) as info:
            law(3.5, samples=100_000, rng=3, threads=threads)
        (note,) = info.value.__notes__
        seed = eval(note[note.index("rx.Seed") : note.index(")") + 1], {"rx": rx})
        place = int(str(info.value).split(" in sample ")[1].split()[0])
        drawn = rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0), name="s")).per_sample(
            3.5, samples=place + 1, rng=seed
        )
        assert np.flatnonzero(drawn.value <= 0.0).tolist() == [place]


def test_parameter_that_does_not_vary_needs_no_seed() -> None:
    with pytest.raises(ParameterError) as info:
        loss({"loc": 0.0, "scale": -1.0}, samples=10)
    assert not hasattr(info.value, "__notes__")


def test_further_positional_arguments_are_named() -> None:
    several = rx.expectation(lambda t, *data, **more: rx.sample(rx.Normal(t, 1.0)))
    with pytest.raises(TracingError, match=r"^data\[1\]: 'x' is not a number"):
        several(1.0, 2.0, "x", samples=10)
    with pytest.raises(TracingError, match=r"^z\['q'\]\[1\]: 'x' is not a number"):
        several(1.0, z={"q": [1, "x"]}, samples=10)


@pytest.mark.parametrize(
    ("hooks", "message"),
    [
        ({"noise": np.zeros(10)}, "noise must map names"),
        ({"noise": {1: np.zeros(10)}}, "noise must map names"),
        ({"noise": {"x": np.zeros(10, complex)}}, r"noise\['x'\]: must be real numbers, got dtype complex128"),
        ({"noise": {"x": ["a"] * 10}}, r"noise\['x'\]: must be real numbers, got dtype <U1"),
        ({"words": np.array([0.5])}, "words must be unsigned integers of 64 bits, got dtype float64"),
        ({"words": np.array([-1])}, "words must be unsigned integers of 64 bits"),
        ({"words": ["a"]}, "words must be unsigned integers of 64 bits"),
    ],
)
def test_hooks_that_are_not_numbers(hooks: Any, message: str) -> None:
    for method in (loss, loss.value, loss.per_sample):
        with pytest.raises(TypeError, match=message):
            method(GOOD, samples=10, **hooks)


@pytest.mark.parametrize("name", ["a\nb", "a\0b", "\ud800"])
def test_names_that_cannot_be_printed(name: str) -> None:
    with pytest.raises(TracingError, match="the name of a random variable must be printable"):
        rx.expectation(lambda t: rx.sample(rx.Normal(t, 1.0), name=name))(1.0, samples=10)
