"""A distribution written in Python alone is traced, differentiated, drawn and tested like one of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from problems import Problem, check

import reparamx as rx
from reparamx.errors import ParameterError
from reparamx.testing import check_distribution


class Tent(rx.Distribution):
    """Triangular density on (-width, width) around loc."""

    noise = "uniform"
    constraints = {"loc": "real", "width": "positive"}  # noqa: RUF012
    support_depends = ("loc", "width")

    def __init__(self, loc: Any, width: Any) -> None:
        super().__init__(loc=loc, width=width)

    @staticmethod
    def g(u: Any, loc: Any, width: Any) -> Any:
        low = np.sqrt(2.0 * np.minimum(u, 1.0 - u))
        return loc + width * np.where(u < 0.5, low - 1.0, 1.0 - low)

    @staticmethod
    def log_density(x: Any, loc: Any, width: Any) -> Any:
        z = np.abs(x - loc) / width
        inside = z < 1.0
        return np.where(inside, np.log1p(-np.where(inside, z, 0.0)) - np.log(width), np.where(z >= 1.0, -np.inf, z))

    @property
    def support(self) -> Any:
        return self.loc - self.width, self.loc + self.width

    def cdf(self, x: Any) -> Any:
        z = np.clip((x - self.loc) / self.width, -1.0, 1.0)
        return np.where(z < 0.0, 0.5 * (1.0 + z) ** 2, 1.0 - 0.5 * (1.0 - z) ** 2)


class Coin(rx.Distribution):
    """-1 or 1."""

    noise = "uniform"
    constraints = {"bias": "real"}  # noqa: RUF012
    discrete = True

    def __init__(self, bias: Any) -> None:
        super().__init__(bias=bias)

    @staticmethod
    def g(u: Any, bias: Any) -> Any:
        return np.where(u < rx.sigmoid(bias), 1.0, -1.0)

    @staticmethod
    def log_density(x: Any, bias: Any) -> Any:
        return np.where(np.abs(x) == 1.0, rx.log_sigmoid(x * bias), -np.inf)


def test_it_conforms() -> None:
    check_distribution(Tent([0.3, -1.0], [[2.0], [0.5]]), rng=1)


def test_a_wrong_density_does_not_conform() -> None:
    class Wrong(Tent):
        @staticmethod
        def cdf(x: Any) -> Any:
            return np.clip(0.5 + 0.5 * x, 0.0, 1.0)

    with pytest.raises(AssertionError, match="cdf"):
        check_distribution(Wrong(0.0, 1.0))


def test_its_gradients_are_unbiased() -> None:
    """E x^2 = loc^2 + width^2 / 6, pathwise; E tanh(c x) of a coin by its score."""
    check(
        Problem(
            "tent",
            lambda t: rx.sample(Tent(t["m"], t["w"])) ** 2,
            lambda t: t["m"] ** 2 + t["w"] ** 2 / 6,
            {"m": 0.4, "w": 1.5},
        ),
        "auto",
    )
    check(
        Problem(
            "coin",
            lambda t: (rx.sample(Coin(t["b"])) - 0.3) ** 2,
            lambda t: float(0.49 / (1 + np.exp(-t["b"])) + 1.69 / (1 + np.exp(t["b"]))),
            {"b": 0.7},
        ),
        "auto",
    )


def test_a_law_without_a_part_says_so() -> None:
    class Half(rx.Distribution):
        noise = "normal"
        constraints = {"loc": "real"}  # noqa: RUF012

        def __init__(self, loc: Any) -> None:
            super().__init__(loc=loc)

    with pytest.raises(ParameterError, match="Half defines noise, so it must also define g, log_density"):
        Half(0.0)


def test_its_parameters_are_checked() -> None:
    with pytest.raises(ParameterError, match=r"Tent: width must be positive and finite, got -1.0 at index \(1,\)"):
        Tent(0.0, [1.0, -1.0])


def test_a_one_liner_with_a_jump_is_not_reparametrised() -> None:
    """Without this, a forgotten ``discrete = True`` would give a gradient of zero."""

    class Forgotten(Coin):
        discrete = False

    class Held(Tent):
        @staticmethod
        def g(u: Any, loc: Any, width: Any) -> Any:
            return np.where(rx.stop_gradient(width) > 1.0, 1.0, 1.0) * Tent.g(u, loc, width)

    loss = rx.expectation(lambda b: (rx.sample(Forgotten(b)) - 0.3) ** 2)
    assert "Forgotten_0 ~ Forgotten(bias=b): score_function" in loss.explain(0.7)
    est = loss(0.7, samples=100_000, rng=0)
    exact = -1.2 / (2 * np.cosh(0.35)) ** 2
    assert abs(est.grad - exact) < 6.5 * est.grad_stderr  # a false alarm in 1e10 tests; pathwise would give 0
    assert Tent(0.0, 1.0).definition.reparametrised
    assert Held(0.0, 1.0).definition.reparametrised
