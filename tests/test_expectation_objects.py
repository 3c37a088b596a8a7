"""What an expectation keeps apart, leaves out, shows, and how it is copied."""

from __future__ import annotations

import copy
import functools
import gc
import pickle
from typing import Any

import numpy as np
import pytest

import reparamx as rx

Z = 6.5  # a false alarm in 1e10 tests; catches an error of 6.5 standard errors


@rx.expectation
def square(theta: Any) -> Any:
    """Return x^2."""
    return rx.sample(rx.Normal(theta, 0.5)) ** 2


def test_static_arguments_that_only_compare_equal_are_told_apart() -> None:
    @rx.expectation(static_argnames="flag")
    def loss(theta: Any, flag: Any) -> Any:
        first = flag[0] if isinstance(flag, tuple) else flag
        return theta * (2.0 if first is True else 3.0 if str(first) == "-0.0" else 1.0)

    for flag, slope in [((True,), 2.0), ((1,), 1.0), ((1.0,), 1.0), (True, 2.0), (1, 1.0), (0.0, 1.0), (-0.0, 3.0)]:
        assert loss(1.0, flag).grad == slope
    traces = loss.traces
    assert loss(1.0, (float("nan"),)).grad == loss(1.0, (float("nan"),)).grad == 1.0
    assert loss.traces == traces + 1


def test_estimator_of_all_leaves_out_variables_without_a_gradient() -> None:
    @rx.expectation(estimator="pathwise")
    def dropout(theta: Any) -> Any:
        return rx.sample(rx.Bernoulli(probs=0.5)) * rx.sample(rx.Normal(theta, 1.0))

    est = dropout(2.0, samples=10_000, rng=0)
    assert abs(est.grad - 0.5) < Z * est.grad_stderr
    assert "Bernoulli_0 ~ Bernoulli(probs=0.5): none" in dropout.explain(2.0)


def test_repr_spells_out_small_gradients() -> None:
    law = rx.expectation(lambda t: rx.sample(rx.Normal(t["loc"], t["scale"])) ** 2)
    text = repr(law({"loc": 2.0, "scale": 0.5}, samples=1000, rng=0))
    assert "Estimate of 1000 samples" in text
    assert "grad['loc'] = " in text
    assert " +- " in text
    assert "Seed(0x" in text


def test_repr_shows_digits_of_small_standard_errors() -> None:
    est = rx.expectation(lambda t: np.sum(rx.sample(rx.Normal(t, 1.0)) ** 2))(np.ones(2), samples=100_000, rng=0)
    error = repr(est).splitlines()[-1].partition("+-")[2]
    assert [float(e) for e in error.strip(" []").split(",")] == pytest.approx(est.grad_stderr, rel=0.1)


def test_expectation_is_pickled_and_copied_like_a_function() -> None:
    square(2.0, samples=10, rng=0)
    assert pickle.loads(pickle.dumps(square)) is square
    assert copy.deepcopy(square) is square
    unnamed = rx.expectation(functools.partial(_scaled, 2.0))
    first = unnamed(1.0, samples=10, rng=0)
    for other in (pickle.loads(pickle.dumps(unnamed)), copy.deepcopy(unnamed)):
        assert other.traces == 0
        assert other(1.0, samples=10, rng=0).value == first.value


class Model:
    """A loss that is a method."""

    def __init__(self, scale: float) -> None:
        self.scale = scale

    @rx.expectation
    def loss(self, theta: Any, shift: Any = 0.0) -> Any:
        """Return a scaled square."""
        return self.scale * rx.sample(rx.Normal(theta + shift, 1.0)) ** 2

    @rx.expectation(argnums=(0, 1))
    def exact(self, a: Any, b: Any) -> Any:
        return self.scale * a * b

    @staticmethod
    @rx.expectation
    def free(theta: Any) -> Any:
        return 3.0 * theta

    borrowed = square


def test_a_method_is_bound_to_its_instance() -> None:
    two, three = Model(2.0), Model(3.0)
    assert two.exact(5.0, 7.0).grad == (14.0, 10.0)
    assert three.exact(5.0, b=7.0).grad == (21.0, 15.0)
    one = two.loss(1.0, samples=100, rng=0).value
    assert one == pytest.approx(2 / 3 * three.loss(1.0, samples=100, rng=0).value, rel=1e-14)
    assert Model(4.0).exact(1.0, 2.0).value == 8.0
    assert two.free(1.0).grad == Model.free(1.0).grad == 3.0
    assert two.borrowed is square  # no method: made elsewhere
    assert isinstance(Model.loss, rx.Expectation)
    assert "scaled square" in (two.loss.__doc__ or "")
    assert repr(two.loss) == "<expectation of loss(theta: 'Any', shift: 'Any' = 0.0) -> 'Any'>"
    copied = pickle.loads(pickle.dumps(two.loss))
    assert copied(1.0, samples=100, rng=0).value == two.loss(1.0, samples=100, rng=0).value


def test_a_method_is_traced_again_only_when_an_attribute_changes() -> None:
    calls = []

    class Counted(Model):
        @rx.expectation
        def loss(self, theta: Any) -> Any:
            calls.append(self.scale)
            return self.scale * theta

    model = Counted(2.0)
    assert [model.loss(1.0).value, model.loss(2.0).value] == [2.0, 4.0]
    assert calls == [2.0]
    model.scale = 5.0
    assert model.loss(1.0).value == 5.0
    assert calls == [2.0, 5.0]
    del model
    gc.collect()
    assert not Counted.__dict__["loss"]._instances  # nothing keeps the instance or its programs


def test_a_method_of_an_instance_that_nothing_can_point_at_weakly() -> None:
    class Slotted:
        __slots__ = ("scale",)

        @rx.expectation
        def loss(self, theta: Any) -> Any:
            return self.scale * theta

    slotted = Slotted()
    slotted.scale = 2.0
    assert slotted.loss(3.0).grad == 2.0
    slotted.scale = 4.0
    assert slotted.loss(3.0).grad == 4.0


def _scaled(factor: float, theta: Any) -> Any:
    return factor * rx.sample(rx.Normal(theta, 1.0))


@pytest.mark.parametrize("text", ["many", "", "-1", "1.5", "\u00b2"])
def test_number_of_threads_in_the_environment_is_checked(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPARAMX_NUM_THREADS", text)
    with pytest.raises(ValueError, match="REPARAMX_NUM_THREADS must be a positive integer, got "):
        square(2.0, samples=10, rng=0)


def test_the_package_lists_what_is_public() -> None:
    names = dir(rx)
    assert set(rx.__all__) < set(names)
    assert all(getattr(rx, name) is not None for name in names)
    assert not {"annotations", "Any", "TYPE_CHECKING", "compiling", "structure"} & set(names)
