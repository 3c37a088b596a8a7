"""Laws that say nothing but their distribution function; and laws with axes that do not conform."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats
from chance import assert_unbiased

import reparamx as rx
from reparamx.errors import ParameterError
from reparamx.testing import check_distribution


class Bell(rx.Distribution):
    """The logistic law."""

    constraints = {"loc": "real", "scale": "positive"}  # noqa: RUF012

    def __init__(self, loc: Any, scale: Any) -> None:
        super().__init__(loc=loc, scale=scale)

    @staticmethod
    def distribution_function(x: Any, loc: Any, scale: Any) -> Any:
        return rx.sigmoid((x - loc) / scale)


class Lifetime(rx.Distribution):
    """A sum of hazards, 1 - exp(-a x - b x^2): of no known quantile function one would want to write."""

    constraints = {"a": "positive", "b": "positive"}  # noqa: RUF012
    support = (0.0, np.inf)

    def __init__(self, a: Any, b: Any) -> None:
        super().__init__(a=a, b=b)

    @staticmethod
    def distribution_function(x: Any, a: Any, b: Any) -> Any:
        return -np.expm1(-a * x - b * x * x)


class Wedge(rx.Distribution):
    """Between bounds that are parameters, with its own density."""

    constraints = {"low": "real", "high": "real"}  # noqa: RUF012
    support_depends = ("low", "high")

    def __init__(self, low: Any, high: Any) -> None:
        super().__init__(low=low, high=high)

    @property
    def support(self) -> Any:
        return self.low, self.high

    @staticmethod
    def distribution_function(x: Any, low: Any, high: Any) -> Any:
        return ((x - low) / (high - low)) ** 2


LAWS = [
    (Bell([0.3, 1e6], [[2.0], [1e-3]]), scipy.stats.logistic([0.3, 1e6], [[2.0], [1e-3]])),
    (Lifetime([0.5, 2.0], [1.0, 1e-3]), None),
    (Wedge(1.0, [2.0, 1e3]), scipy.stats.triang(1.0, 1.0, [1.0, 999.0])),
]


@pytest.mark.parametrize(("d", "law"), LAWS, ids=["Bell", "Lifetime", "Wedge"])
def test_they_conform(d: Any, law: Any) -> None:
    check_distribution(d, rng=1)
    assert d.definition.reparametrised
    q = np.reshape([1e-12, 0.1, 0.5, 0.999], (4,) + (1,) * len(d.batch_shape))
    np.testing.assert_allclose(d.cdf(d.icdf(q)), np.broadcast_to(q, (4, *d.batch_shape)), rtol=1e-6)  # x is rounded
    np.testing.assert_array_equal(d.icdf(np.array([0.0, 1.0])[..., None])[:, 0].ravel()[:1], np.ravel(d.support[0])[:1])
    if law is not None:
        x = law.ppf(q)
        np.testing.assert_allclose(d.icdf(q), x, rtol=1e-12)
        np.testing.assert_allclose(d.log_prob(x), law.logpdf(x), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(d.cdf(x), law.cdf(x), rtol=1e-9)


def test_gradients_in_losses_are_unbiased() -> None:
    """E (x - 1)^2 of the logistic law: 2 (loc - 1), 2 pi^2 scale / 3; its score function agrees."""
    theta = {"loc": 0.4, "scale": 1.5}
    for estimator in ("auto", "score_function"):
        loss = rx.expectation(lambda t: (rx.sample(Bell(t["loc"], t["scale"])) - 1.0) ** 2, estimator=estimator)
        est = loss(theta, samples=2**16, rng=0)
        assert_unbiased(est.grad["loc"], est.grad_stderr["loc"], -1.2, "loc")
        assert_unbiased(est.grad["scale"], est.grad_stderr["scale"], np.pi**2, "scale")
    moved = rx.expectation(lambda t: rx.sample(Wedge(0.0, t)) ** 2)(3.0, samples=2**16, rng=0)
    assert_unbiased(moved.grad, moved.grad_stderr, 3.0, "a bound")


def test_they_can_be_parts_of_others() -> None:
    mixture = rx.MixtureSameFamily([0.5, 0.5], Bell([0.0, 3.0], 1.0))
    assert mixture.definition.reparametrised
    check_distribution(mixture, rng=1)
    check_distribution(rx.Truncated(Lifetime(0.5, 1.0), 0.2, [0.5, 3.0]), rng=1)


def test_a_discrete_law_is_refused() -> None:
    with pytest.raises(ParameterError, match="distribution_function is for continuous laws"):

        class Steps(Bell):
            discrete = True

            @staticmethod
            def distribution_function(x: Any, loc: Any, scale: Any) -> Any:
                return np.floor(x)


def test_the_kit_rejects_wrong_laws_with_axes() -> None:
    """A factor left out of the density, a correlation left out of draws, a derivative that is missing."""

    class Pair(rx.Distribution):
        noise = (("normal", 1),)
        constraints = {"loc": ("real", 1), "scale": "positive"}  # noqa: RUF012
        event_rank = 1

        def __init__(self, loc: Any, scale: Any) -> None:
            super().__init__(loc=loc, scale=scale)

        @staticmethod
        def g(eps: Any, loc: Any, scale: Any) -> Any:
            return loc + scale[..., None] * eps

        @staticmethod
        def log_density(x: Any, loc: Any, scale: Any) -> Any:
            z = (x - loc) / scale[..., None]
            return np.sum(-0.5 * z * z - 0.5 * np.log(2 * np.pi), axis=-1) - x.shape[-1] * np.log(scale)

    class Unnormalised(Pair):
        @staticmethod
        def log_density(x: Any, loc: Any, scale: Any) -> Any:
            return Pair.log_density(x, loc, scale) + np.log(scale)

    class Correlated(Pair):
        @staticmethod
        def g(eps: Any, loc: Any, scale: Any) -> Any:
            mixed = np.stack([eps[..., 0], 0.6 * eps[..., 0] + 0.8 * eps[..., 1]], axis=-1)
            return loc + scale[..., None] * mixed

    class Held(Pair):
        @staticmethod
        def g(eps: Any, loc: Any, scale: Any) -> Any:
            return loc + rx.stop_gradient(scale)[..., None] * eps

    check_distribution(Pair([0.0, 1.0], [0.5, 2.0]), rng=1)
    for law, message in (
        (Unnormalised, "the score for scale has mean"),
        (Correlated, "pathwise and score-function gradients of E"),
        (Held, r"sample_and_grad for scale\[\] differs from its difference quotient"),
    ):
        with pytest.raises(AssertionError, match=message):
            check_distribution(law([0.0, 1.0], [0.5, 2.0]), rng=1)
