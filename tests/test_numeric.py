"""Integrals, quantiles and modes from the density alone: against formulas, and integrals over quantiles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from laws import CASES, FIRST, Case, ids

import reparamx as rx
from reparamx.distributions import _numeric
from reparamx.distributions._base import Distribution
from reparamx.errors import ShapeError

LEVELS = np.array([1e-12, 1e-3, 0.3, 0.5, 0.8, 0.999, 1 - 1e-9])
#: Where an end of the support is not 0, x itself is not known better than this share of it.
RESOLUTION = 2.0**-38


def column(d: Distribution) -> np.ndarray:
    return LEVELS.reshape((-1,) + (1,) * len(d.batch_shape))


def width(d: Distribution) -> Any:
    """Half of the distance of two quantiles."""
    return 0.5 * (np.asarray(d.icdf(0.9)) - np.asarray(d.icdf(0.1)))


def same(a: Any, b: Any, scale: Any, tolerance: Any) -> bool:
    """Whether two results agree, or are the same infinity or NaN."""
    a, b, scale = np.broadcast_arrays(*(np.asarray(v, float) for v in (a, b, scale)))
    finite = np.isfinite(a) & np.isfinite(b)
    with np.errstate(invalid="ignore"):
        return bool(
            np.all(np.where(finite, np.abs(a - b) <= tolerance * scale, (a == b) | (np.isnan(a) & np.isnan(b))))
        )


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_moments_match_formulas(case: Case) -> None:
    """Relative error 1e-9, of the mean and the mode relative to the width; more if x is rounded coarsely for it."""
    d = case.build()
    spread = 1.0 if d.definition.discrete else width(d)
    coarse = 1e-9 + np.finfo(float).eps * np.abs(np.asarray(d.icdf(0.5))) / spread
    if d._defines("mean"):
        assert same(_numeric.mean(d), d.mean, spread + np.abs(d.mean), coarse)
    if d._defines("variance"):
        assert same(_numeric.variance(d), d.variance, d.variance, coarse)
    if d._defines("entropy"):
        assert same(_numeric.entropy(d), d.entropy(), 1.0 + np.abs(d.entropy()), coarse)
    if d._defines("mode") and not d.definition.discrete:
        mode = _numeric.mode(d)
        close = np.abs(mode - d.mode) <= 1e-6 * spread + 1e-12 * np.abs(d.mode)
        assert np.all(close | (d.log_prob(mode) >= d.log_prob(d.mode) - 1e-12))  # or one of several


@pytest.mark.parametrize("case", [c for c in CASES if not c.build().definition.discrete], ids=ids)
def test_distribution_functions_match_formulas(case: Case) -> None:
    """Relative error 1e-8, also in the tails."""
    d = case.build()
    x = np.broadcast_to(d.icdf(column(d)), (LEVELS.size, *d.batch_shape))
    unknown = d.prob(x) * RESOLUTION * np.abs(x)
    unknown = np.where(np.isfinite(unknown), unknown, 1.0)
    for what, tail in (("cdf", 0), ("sf", 1)):
        exact = np.asarray(getattr(d, what)(x))
        got = _numeric.points(d, x, "x", lambda solver, at, index, tail=tail: solver.tails(at, index)[tail])  # type: ignore[misc]
        assert same(got, exact, 1e-8 * exact + unknown + 1e-15, 1.0), (what, got, exact)
    got = _numeric.points(d, column(d), "q", lambda solver, q, index: solver.quantile(q, index, solver.tails))
    assert same(got, x, 1e-8 * np.abs(x) + 1e-9 * width(d), 1.0), (got, x)


WITHOUT = [(c, name) for c in FIRST for name in ("mean", "variance", "entropy", "mode") if not c.build()._defines(name)]


@pytest.mark.parametrize(("case", "name"), WITHOUT, ids=lambda v: v.name if isinstance(v, Case) else v)
def test_what_has_no_formula_matches_an_integral_over_quantiles(case: Case, name: str) -> None:
    """E f(x) = integral of f(icdf(q)) from 0 to 1, by the tanh-sinh rule: the density is not used but for entropy.

    The entropy of a discrete law is summed.
    """
    d = case.build()
    if d.definition.discrete and name == "entropy":
        x = np.arange(float(d.icdf(1e-17)) - 40.0, float(d.icdf(1.0 - 2**-53)) + 40.0)
        p = d.prob(x)
        np.testing.assert_allclose(d.entropy(), -np.sum(p * np.where(p > 0.0, d.log_prob(x), 0.0)), rtol=1e-9)
        return
    t = np.linspace(-3.1, 3.1, 801)
    level = 1.0 / (1.0 + np.exp(-np.pi * np.sinh(t)))
    weight = (t[1] - t[0]) * np.pi * np.cosh(t) * level * (1.0 - level)
    x = d.icdf(level)
    mean = np.sum(weight * x)
    if name == "mode":
        around = d.mode + 1e-4 * width(d) * np.array([-1.0, 1.0])
        assert np.all(d.log_prob(np.clip(around, *d.support)) <= d.log_prob(d.mode))
    elif name == "entropy":
        np.testing.assert_allclose(d.entropy(), -np.sum(weight * d.log_prob(x)), rtol=1e-9)
    else:
        exact = mean if name == "mean" else np.sum(weight * np.square(x - mean))
        np.testing.assert_allclose(getattr(d, name), exact, rtol=1e-9)


class Law(rx.Distribution):
    """A law with a density alone."""

    noise = "uniform"
    constraints = {"scale": "positive"}  # noqa: RUF012

    def __init__(self, scale: Any) -> None:
        super().__init__(scale=scale)


class ArcSine(Law):
    """Infinite density at both ends, neither of which is 0."""

    @staticmethod
    def g(u: Any, scale: Any) -> Any:
        return 3.0 - scale * np.cos(np.pi * u)

    @staticmethod
    def log_density(x: Any, scale: Any) -> Any:
        z = (x - 3.0) / scale
        inside = np.abs(z) < 1.0
        rest = np.where(inside, (1.0 - z) * (1.0 + z), 1.0)
        return np.where(inside, -0.5 * np.log(rest) - np.log(np.pi * scale), np.where(np.abs(z) == 1, np.inf, -np.inf))

    @property
    def support(self) -> Any:
        return 3.0 - self.scale, 3.0 + self.scale


class Steps(Law):
    """Two intervals with a gap, and a support that is not declared."""

    @staticmethod
    def g(u: Any, scale: Any) -> Any:
        return scale * np.where(u < 0.25, 4.0 * u, 4.0 + 4.0 * u)

    @staticmethod
    def log_density(x: Any, scale: Any) -> Any:
        z = x / scale
        inside = ((z >= 0.0) & (z <= 1.0)) | ((z >= 5.0) & (z <= 8.0))
        return np.where(inside, -np.log(4.0 * scale), -np.inf)


class Geometric(Law):
    """Failures before the first success, of odds 1 / scale."""

    discrete = True

    @staticmethod
    def g(u: Any, scale: Any) -> Any:
        return np.floor(np.log(u) / (np.log(scale) - np.log1p(scale)))

    @staticmethod
    def log_density(x: Any, scale: Any) -> Any:
        value = x * np.log(scale) - (x + 1.0) * np.log1p(scale)
        return np.where((x >= 0.0) & (x == np.floor(x)), value, -np.inf)

    @property
    def support(self) -> Any:
        return 0, np.inf


class Squares(Law):
    """P(x) = 6 / (pi (x + 1))^2: a tail that no sum reaches."""

    discrete = True

    @staticmethod
    def g(u: Any, scale: Any) -> Any:
        return np.floor(0.6 / u) + 0.0 * scale

    @staticmethod
    def log_density(x: Any, scale: Any) -> Any:
        return np.log(6.0 / np.pi**2) - 2.0 * np.log(np.maximum(x, 0.0) + 1.0) + np.where(x < 0.0, -np.inf, 0.0)


def test_a_density_that_is_infinite_at_ends_is_integrated() -> None:
    d = ArcSine([1.0, 2.5])
    np.testing.assert_allclose(d.mean, 3.0, rtol=1e-9)
    np.testing.assert_allclose(d.variance, [0.5, 3.125], rtol=1e-8)
    np.testing.assert_allclose(d.entropy(), np.log(np.pi / 4) + np.log([2.0, 5.0]), rtol=1e-6)
    q = np.array([[1e-3], [0.25], [0.5], [0.9]])
    x = 3.0 - np.array([1.0, 2.5]) * np.cos(np.pi * q)
    np.testing.assert_allclose(d.cdf(x), np.broadcast_to(q, x.shape), rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(d.icdf(q), x, rtol=1e-8)
    np.testing.assert_allclose(d.mode, 3.0 - np.array([1.0, 2.5]))


def test_gaps_and_jumps_are_found() -> None:
    d = Steps([1.0, 1e-3])
    np.testing.assert_allclose(d.mean, [5.0, 5e-3], rtol=1e-9)
    np.testing.assert_allclose(d.cdf([[0.5], [3.0], [6.0], [9.0]])[:, 0], [0.125, 0.25, 0.5, 1.0], rtol=1e-9)
    np.testing.assert_allclose(d.sf([6.0, 6e-3]), 0.5, rtol=1e-9)
    np.testing.assert_allclose(d.expect(lambda x: np.where(x > 1.0, 0.0, 1.0))[0], 0.25, rtol=1e-9)


def test_sums_over_integers() -> None:
    scale = np.array([0.01, 1.0, 3000.0])
    d, p = Geometric(scale), 1.0 / (1.0 + scale)
    np.testing.assert_allclose(d.mean, scale, rtol=1e-9)
    np.testing.assert_allclose(d.variance, scale * (1.0 + scale), rtol=1e-9)
    np.testing.assert_allclose(d.entropy(), -np.log(p) - (1 - p) / p * np.log1p(-p), rtol=1e-9)
    assert np.all(d.mode == 0)
    k = np.array([[-1.0], [0.0], [0.5], [3.0], [40.0], [np.inf]])
    tail = np.where(k < 0, 1.0, np.exp((np.floor(np.maximum(k, 0.0)) + 1) * np.log1p(-p)))
    np.testing.assert_allclose(d.sf(k), np.where(k == np.inf, 0.0, tail), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(d.cdf(k), 1.0 - np.where(k == np.inf, 0.0, tail), rtol=1e-9, atol=1e-15)
    values = np.array([[0], [1], [7]])
    np.testing.assert_array_equal(d.icdf(d.cdf(values))[:, 1:], np.broadcast_to(values, (3, 3))[:, 1:])
    assert np.isnan(Squares(1.0).mean)


@pytest.mark.parametrize(
    "law",
    [
        rx.Geometric(logits=[-25.0, -30.0]),
        rx.DiscreteUniform(0, [7, 2**20 - 1, 2**20, 2**21, 10**9 + 5]),
        rx.DiscreteUniform([-5, 10**8], 2 * 10**8),
    ],
    ids=str,
)
def test_tails_between_the_integers_that_are_looked_at(law: Distribution) -> None:
    """Far more than a million integers, and last cells that are smaller than the others."""
    share = np.concatenate([10.0 ** np.arange(-9, 0), np.linspace(0.0, 1.0, 50)[1:-1]])[:, None]
    end = np.where(np.isfinite(law.support[1]), law.support[1], law.support[0] + 40.0 * law.mean)
    x = np.floor(law.support[0] + share * (end - law.support[0]))
    below, above = (
        _numeric.points(law, x, "x", lambda table, at, index, k=k: table.tails(at, index)[k])  # type: ignore[misc]
        for k in (0, 1)
    )
    np.testing.assert_allclose(below, law.cdf(x), rtol=1e-8, atol=1e-14)
    np.testing.assert_allclose(above, law.sf(x), rtol=1e-8, atol=1e-14)


def test_moments_that_do_not_exist() -> None:
    assert _numeric.mean(rx.Pareto(1.0, 1.0)) == np.inf
    assert _numeric.variance(rx.Pareto(1.0, [0.5, 2.0, 3.0])).tolist()[:2] == [np.inf, np.inf]
    assert np.isnan(_numeric.mean(rx.Cauchy(0.0, 1.0)))
    np.testing.assert_allclose(_numeric.mean(rx.Pareto(2.0, 1.001)), 2002.0, rtol=1e-6)
    assert rx.Normal(0.0, 1.0).expect(lambda x: np.exp(x * x)) == np.inf


def test_mass_that_is_not_found_gives_nan() -> None:
    class Unnormalised(ArcSine):
        @staticmethod
        def log_density(x: Any, scale: Any) -> Any:
            return ArcSine.log_density(x, scale) + 0.01

    d = Unnormalised(1.0)
    for value in (d.mean, d.variance, d.entropy(), d.cdf(3.0), d.sf(3.0), d.icdf(0.3), d.expect(np.cos)):
        assert np.isnan(value)


def test_arguments_of_points() -> None:
    d = Steps([1.0, 2.0])
    assert np.all(np.isnan(d.cdf(np.nan)))
    assert np.all(np.isnan(d.icdf([-0.1, 1.1])))
    assert d.cdf(-np.inf).tolist() == [0.0, 0.0]
    assert d.sf(-np.inf).tolist() == [1.0, 1.0]
    assert d.cdf(np.inf).tolist() == [1.0, 1.0]
    assert d.icdf([0.0, 1.0]).tolist() == [-np.inf, np.inf]
    assert d.cdf(np.zeros((3, 0, 2))).shape == (3, 0, 2)
    assert Steps(np.zeros((0, 2)) + 1.0).mean.shape == (0, 2)
    with pytest.raises(ShapeError, match=r"Steps: shape \(3,\) of x does not broadcast with batch_shape \(2,\)"):
        d.cdf(np.zeros(3))
    assert Steps(np.float32(1.0)).mean.dtype == np.float32


def test_batches_of_several_parts() -> None:
    d = rx.SinhArcsinh(0.0, np.arange(1.0, 1102.0), 0.0, 0.8)
    one = rx.SinhArcsinh(0.0, 1.0, 0.0, 0.8)
    np.testing.assert_allclose(d.variance, one.variance * np.square(d.scale), rtol=1e-9)
    d = ArcSine(np.arange(1.0, 602.0))
    q = np.array([[0.5], [0.1]])
    np.testing.assert_allclose((d.icdf(q) - 3.0) / d.scale, -np.cos(np.pi * q) + 0.0 * d.scale, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(Steps(1.0).cdf(np.linspace(5.0, 8.0, 3000)), np.linspace(0.25, 1.0, 3000), rtol=1e-9)


def test_laws_of_several_variables_have_no_defaults() -> None:
    d = rx.LogisticNormal(np.zeros(2), 1.0 + np.zeros(2))
    with pytest.raises(NotImplementedError, match="LogisticNormal has no formula of its entropy"):
        d.entropy()
