"""Distributions: bad input, edges of the support, extreme noise, shapes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from laws import CLASSES, FIRST, FIRST_VECTORS, Case, ids

import reparamx as rx
from reparamx.distributions import _programs
from reparamx.distributions._base import Distribution
from reparamx.distributions._custom import CustomDefinition
from reparamx.distributions._definition import definitions
from reparamx.errors import NotDifferentiableError, ParameterError, ShapeError

BAD = {
    "real": [np.nan, np.inf, -np.inf],
    "positive": [0.0, -1.0, np.nan, np.inf],
    "nonnegative": [-1e-300, np.nan, np.inf],
    "whole": [-1.0, 0.5, np.nan, np.inf],
    "unit_interval": [-0.1, 1.0000001, np.nan],
    "open_unit_interval": [0.0, 1.0, -0.1, np.nan],
    "any": [np.nan],
}


@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_bad_parameters_are_refused_by_name_value_and_index(case: Case) -> None:
    for parameter in case.build().definition.parameters:
        for bad in BAD[parameter.constraint]:
            good = np.asarray(case.parameters[parameter.name], float)
            if parameter.rank:
                value, where = good.copy(), f"({good.size - 1},)"
                value[-1] = bad
            else:
                value, where = np.array([float(good), bad]), "(1,)"
            with pytest.raises(ParameterError) as caught:
                case.make(**{**case.parameters, parameter.name: value})
            text = str(caught.value)
            assert text.startswith(f"{case.make.__name__}: {parameter.name} must"), text
            assert f"at index {where}" in text, text
            assert ("nan" in text) if np.isnan(bad) else (str(bad) in text or f"{bad:g}" in text), text


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rx.Uniform(1.0, 1.0), "Uniform: high - low must be positive"),
        (lambda: rx.Uniform(-1e308, 1e308), "Uniform: high - low must be positive and finite"),
        (lambda: rx.Uniform([0.0, 3.0], 2.0), r"Uniform: high - low must be .*-1.*at index \(1,\)"),
        (lambda: rx.LogUniform(2.0, 1.0), "LogUniform: high - low must be positive"),
        (lambda: rx.TruncatedNormal(0.0, 1.0, 2.0, 1.0), "TruncatedNormal: high - low must be positive .*got -1.0"),
        (lambda: rx.TruncatedNormal(0.0, 1.0, np.inf, np.inf), "TruncatedNormal: high - low must be positive"),
        (lambda: rx.Triangular(0.0, 1.0, 1.5), "Triangular: high - peak must be nonnegative .*got -0.5"),
        (lambda: rx.ContinuousBernoulli(1.0), r"ContinuousBernoulli: probs must be in \(0, 1\), got 1.0"),
        (lambda: rx.Categorical(probs=[0.0, 0.0]), "Categorical: sum of probs must be positive"),
        (lambda: rx.Categorical(logits=[-np.inf, -np.inf]), "Categorical: largest of logits must be finite"),
        (lambda: rx.Categorical(logits=[np.inf, 0.0]), "Categorical: largest of logits must be finite"),
        (lambda: rx.Bernoulli(), "Bernoulli: give probs or logits, exactly one"),
        (lambda: rx.Bernoulli(0.5, 0.5), "Bernoulli: give probs or logits, exactly one"),
        (lambda: rx.Normal("a", 1.0), "Normal: loc must be real numbers"),
        (lambda: rx.Normal(1j, 1.0), "Normal: loc must be real numbers, got dtype complex128"),
        (lambda: rx.Normal(None, 1.0), "Normal"),
        (lambda: rx.Normal(np.array([object()]), 1.0), "Normal: loc must be real numbers"),
    ],
)
def test_bad_arguments_are_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_shapes_that_do_not_broadcast_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"Normal: shapes of parameters do not broadcast: loc \(2,\), scale \(3,\)"):
        rx.Normal(np.zeros(2), np.ones(3))
    with pytest.raises(ShapeError, match=r"Normal: shape \(3,\) of x"):
        rx.Normal(np.zeros(2), 1.0).log_prob(np.zeros(3))
    with pytest.raises(ShapeError, match="Categorical: probs needs at least 1 axis"):
        rx.Categorical(probs=0.5)


@pytest.mark.parametrize("size", [-1, 1.5, (2, -1), True])
def test_bad_sizes_are_refused(size: Any) -> None:
    with pytest.raises((ParameterError, TypeError)):
        rx.Normal(0.0, 1.0).sample(size)


EDGES = [
    (rx.Weibull(1.0, 1.0), 0.0, 0.0),
    (rx.Weibull(4.0, 1.0), 0.0, -math.log(4.0)),
    (rx.Weibull(1.0, 0.5), 0.0, np.inf),
    (rx.Weibull(1.0, 2.0), 0.0, -np.inf),
    (rx.Kumaraswamy(1.0, 1.0), 0.0, 0.0),
    (rx.Kumaraswamy(1.0, 3.0), 0.0, math.log(3.0)),
    (rx.Kumaraswamy(3.0, 1.0), 1.0, math.log(3.0)),
    (rx.Kumaraswamy(0.5, 2.0), 0.0, np.inf),
    (rx.Kumaraswamy(0.5, 2.0), 1.0, -np.inf),
    (rx.LogNormal(0.0, 1.0), 0.0, -np.inf),
    (rx.Exponential(2.0), 0.0, math.log(2.0)),
    (rx.HalfNormal(1.0), 0.0, 0.5 * math.log(2 / math.pi)),
    (rx.HalfCauchy(1.0), 1e200, math.log(2 / math.pi) - 400 * math.log(10.0)),
    (rx.Rayleigh(1.0), 0.0, -np.inf),
    (rx.Pareto(2.0, 3.0), 2.0, math.log(1.5)),
    (rx.Uniform(1.0, 3.0), 1.0, -math.log(2.0)),
    (rx.Uniform(1.0, 3.0), 3.0, -math.log(2.0)),
    (rx.LogUniform(1.0, math.e), 1.0, 0.0),
    (rx.Bernoulli(0.0), 0, 0.0),
    (rx.Bernoulli(0.0), 1, -np.inf),
    (rx.Bernoulli(1.0), 1, 0.0),
    (rx.Bernoulli(1e-17), 1, math.log(1e-17)),
    (rx.Bernoulli(logits=np.inf), 1, 0.0),
    (rx.Bernoulli(logits=np.inf), 0, -np.inf),
    (rx.Bernoulli(logits=-800.0), 1, -800.0),
    (rx.Categorical(logits=[-np.inf, 3.0]), 1, 0.0),
    (rx.Gumbel(0.0, 1.0), -1000.0, -np.inf),
    (rx.LogLogistic(-2.0, 1.0), 0.0, 2.0),
    (rx.LogLogistic(1.0, 0.5), 0.0, -np.inf),
    (rx.LogLogistic(1.0, 2.0), 0.0, np.inf),
    (rx.LogitNormal(0.0, 1.0), 1.0, -np.inf),
    (rx.Burr(2.0, 1.0, 3.0), 0.0, math.log(1.5)),
    (rx.Burr(2.0, 0.5, 3.0), 0.0, np.inf),
    (rx.Burr(2.0, 2.0, 3.0), 0.0, -np.inf),
    (rx.Gompertz(2.0, 3.0), 0.0, math.log(6.0)),
    (rx.Gompertz(2.0, 3.0), 1e300, -np.inf),
    (rx.Levy(1.0, 1.0), 1.0, -np.inf),
    (rx.Moyal(0.0, 1.0), -1e300, -np.inf),
    (rx.FoldedNormal(0.0, 1.0), 0.0, 0.5 * math.log(2 / math.pi)),
    (rx.Triangular(0.0, 2.0, 1.0), 0.0, -np.inf),
    (rx.Triangular(0.0, 2.0, 1.0), 1.0, 0.0),
    (rx.Triangular(0.0, 2.0, 0.0), 0.0, 0.0),
    (rx.Triangular(0.0, 2.0, 2.0), 2.0, 0.0),
    (rx.Triangular(0.0, 2.0, 2.0), 1.0, -math.log(2.0)),
    (rx.GeneralizedPareto(0.0, 2.0, -1.0), 2.0, -math.log(2.0)),
    (rx.GeneralizedPareto(0.0, 1.0, -0.5), 2.0, -np.inf),
    (rx.GeneralizedPareto(0.0, 1.0, -2.0), 0.5, np.inf),
    (rx.GeneralizedPareto(0.0, 1.0, 1e-300), 3.0, -3.0),
    (rx.GeneralizedPareto(0.0, 1.0, -1e-9), 3.0, -3.0 - 1.5e-9),
    (rx.GeneralizedExtremeValue(0.0, 2.0, -1.0), 2.0, -math.log(2.0)),
    (rx.GeneralizedExtremeValue(0.0, 1.0, 0.5), -2.0, -np.inf),
    (rx.GeneralizedExtremeValue(0.0, 1.0, -0.5), 2.0, -np.inf),
    (rx.GeneralizedExtremeValue(0.0, 1.0, 1e-300), 1.0, -1.0 - math.exp(-1.0)),
    (rx.ContinuousBernoulli(logits=0.0), 0.0, 0.0),
    (rx.ContinuousBernoulli(logits=1e4), 1.0, math.log(1e4)),
    (rx.ContinuousBernoulli(logits=1e4), 0.0, math.log(1e4) - 1e4),
    (rx.ContinuousBernoulli(probs=0.5), 1.0, 0.0),
    (rx.TruncatedNormal(0.0, 1.0, 0.0, np.inf), 0.0, 0.5 * math.log(2 / math.pi)),
    (rx.TruncatedNormal(0.0, 1.0, -1e-200, 1e-200), 0.0, math.log(5e199)),
    (rx.TruncatedNormal(0.0, 1.0, 1e100, np.inf), 1e100, math.log(1e100)),
    (rx.TruncatedNormal(0.0, 1.0, -np.inf, -1e100), -1e100, math.log(1e100)),
    (rx.Normal(0.0, 1e-200), 1.0, -np.inf),
]


@pytest.mark.parametrize(("d", "x", "limit"), EDGES, ids=lambda v: repr(v))
def test_limits_at_the_edges(d: Distribution, x: float, limit: float) -> None:
    """Where peers return NaN or a wrong infinity; no derivative is NaN either."""
    value = float(d.log_prob(x))
    assert value == limit or abs(value - limit) <= 1e-15 * (1 + abs(limit)), value
    for name, slope in d.score(x).items():
        assert not np.any(np.isnan(slope)), (name, slope)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("word", [0, 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("case", FIRST, ids=ids)
def test_draws_are_in_the_support_for_any_words(case: Case, word: int, dtype: str) -> None:
    """Generators that return the same extreme word for ever: finite draws in the support, of positive density."""
    d = case.build(dtype)
    arrays = d._arrays(dtype)
    program = _programs.draw_program(d.definition, d.batch_shape, tuple(a.shape for a in arrays), dtype, False)
    words = np.full(4096, word, np.uint64)
    x = program.run(arrays, 64, (0, 0), 1, words=words)[0][0]
    low, high = d.support
    assert np.all(np.isfinite(x))
    assert np.all((x >= low) & (x <= high))
    assert np.all(d.log_prob(x) > -np.inf)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("low", "high"), [(1.0, 1.0 + 2**-20), (2.0**32 - 3, 2.0**32 - 1), (-1e38, 1e38), (1e20, 3e20)]
)
def test_uniform_is_below_high(low: float, high: float, dtype: str) -> None:
    high = float(max(np.dtype(dtype).type(high), np.nextafter(np.dtype(dtype).type(low), np.dtype(dtype).type(np.inf))))
    d = rx.Uniform(np.asarray(low, dtype), np.asarray(high, dtype))
    x = d.sample(2**18, rng=3)
    assert x.dtype == dtype
    assert np.all((x >= d.low) & (x < d.high))


def test_a_uniform_of_neighbours_is_its_low() -> None:
    assert np.all(rx.Uniform(1.0, np.nextafter(1.0, 2.0)).sample(1000, rng=0) == 1.0)


@pytest.mark.parametrize("k", [2, 3, 17, 1000])
def test_categories_of_probability_zero_are_never_drawn(k: int) -> None:
    """One-hot at every position, and all but one: for extreme words and for random ones."""
    positions = range(k) if k < 20 else (0, 1, k // 2, k - 2, k - 1)
    for j in positions:
        hot = np.zeros(k)
        hot[j] = 0.3
        assert np.all(rx.Categorical(probs=hot).sample(300, rng=j) == j)
        cold = np.linspace(0.1, 1.0, k)
        cold[j] = 0.0
        with np.errstate(divide="ignore"):
            laws = (rx.Categorical(probs=cold), rx.Categorical(logits=np.log(cold)))
        for law in laws:
            x = law.sample(5000, rng=j)
            assert np.all((x >= 0) & (x < k) & (x != j))


def test_eager_log_prob_and_draws_agree_with_numpy_shapes() -> None:
    d = rx.Normal(np.zeros((3, 1)), np.ones(4))
    assert d.batch_shape == (3, 4)
    assert d.sample(rng=0).shape == (3, 4)
    assert d.sample((2, 5), rng=0).shape == (2, 5, 3, 4)
    assert d.sample(1000, rng=0).shape == (1000, 3, 4)
    assert d.log_prob(np.zeros((7, 1, 1))).shape == (7, 3, 4)
    assert isinstance(rx.Normal(0.0, 1.0).log_prob(0.0), float)
    x = np.zeros(10)[::2]
    x.setflags(write=False)
    np.testing.assert_array_equal(rx.Normal(0.0, 1.0).log_prob(x), rx.Normal(0.0, 1.0).log_prob(np.zeros(5)))
    assert rx.Normal(np.zeros(0), 1.0).sample(3, rng=0).shape == (3, 0)
    assert rx.Normal(np.zeros(0), 1.0).log_prob(1.0).shape == (0,)


def test_parameters_are_copied() -> None:
    scale = np.ones(3)
    d = rx.Normal(0.0, scale)
    scale[:] = -1.0
    assert np.all(d.scale == 1.0)


def test_draws_do_not_depend_on_threads() -> None:
    d = rx.Normal([0.0, 1.0], 1.0)
    first = d.sample(10_000, rng=1, threads=1)
    np.testing.assert_array_equal(first, d.sample(10_000, rng=1, threads=3))


def test_discrete_laws_have_no_pathwise_derivative() -> None:
    with pytest.raises(NotDifferentiableError, match="Bernoulli"):
        rx.Bernoulli(0.5).sample_and_grad(3)


def test_repr_can_be_read() -> None:
    assert repr(rx.Normal(0.0, 2.0)) == "Normal(loc=0.0, scale=2.0)"
    assert repr(rx.Bernoulli(logits=[0.0, 1.0])) == "Bernoulli(logits=[0., 1.])"


@pytest.mark.parametrize("make", CLASSES)
def test_declarations_are_complete(make: type[Distribution]) -> None:
    assert make.references or getattr(make, "noise", None) == (), f"{make.__name__} declares no reference"
    doc = make.__doc__ or ""
    for needed in (".. math::", "Parameters\n", "Examples\n"):
        assert needed in doc, f"{make.__name__} has no {needed.strip()} in its docstring"
    for reference in make.references:
        assert len(reference.cases) >= 2
        assert reference.scipy or reference.cdf or reference.statistics or getattr(make, "support", None)


def test_every_definition_has_a_declaration() -> None:
    """Those that are not written in Python."""
    cases = [*FIRST, *FIRST_VECTORS]
    declared = {d.name for case in cases if not isinstance(d := case.build().definition, CustomDefinition)}
    assert set(definitions()) == declared


def test_densities_take_the_threads_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPARAMX_NUM_THREADS", "many")
    with pytest.raises(ValueError, match="REPARAMX_NUM_THREADS must be a positive integer, got 'many'"):
        rx.Normal(0.0, 1.0).log_prob(0.5)
