"""What is peculiar to one law made of laws; bad input to all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats
from chance import assert_unbiased

import reparamx as rx
from reparamx.errors import ParameterError, ShapeError

B = rx.bijectors


def test_a_masked_variable_is_a_constant_for_both_estimators() -> None:
    def loss(t: Any) -> Any:
        return np.sum(rx.sample(rx.Masked(rx.Normal(t, 1.0), np.array([True, False]))) ** 2)

    t = np.array([0.5, 0.7])
    for estimator in ("pathwise", "score_function"):
        est = rx.expectation(loss, estimator=estimator)(t, samples=2**16, rng=0)
        assert_unbiased(est.grad, est.grad_stderr, [1.0, 0.0], estimator)
    d = rx.Masked(rx.Normal([0.0, 1.0], 1.0), [True, False])
    np.testing.assert_array_equal(d.log_prob([0.0, 5.0])[1], 0.0)
    np.testing.assert_array_equal(d.sample(5, rng=0), rx.Normal([0.0, 1.0], 1.0).sample(5, rng=0))


def test_a_mixture_with_a_gap_is_not_differentiated_through_its_draws() -> None:
    """F is flat in the gap: its inverse jumps, and -F_theta / p would miss the jump."""
    d = rx.Mixture([0.5, 0.5], [rx.Uniform(0.0, 1.0), rx.Uniform(5.0, 6.0)])
    assert not d.definition.reparametrised
    est = rx.expectation(
        lambda w: rx.sample(rx.Mixture(np.stack([w, 1.0 - w]), [rx.Uniform(0.0, 1.0), rx.Uniform(5.0, 6.0)]))
    )(0.3, samples=2**16, rng=0)
    assert_unbiased(est.grad, est.grad_stderr, -5.0, "d mean / d weight")


def test_a_component_of_weight_zero_does_not_count() -> None:
    d = rx.MixtureSameFamily([0.0, 1.0], rx.Normal([0.0, 1.0], [1e-300, 1.0]))
    x, slope = d.sample_and_grad(100, rng=0)
    assert np.all(np.isfinite(d.log_prob([0.0, 1.0])))
    assert all(np.all(np.isfinite(value)) for value in (x, *slope.values()))
    np.testing.assert_array_equal(slope["components.loc"][:, 0], 0.0)


def test_transformed_laws_match_ours() -> None:
    x = np.array([0.2, 0.9, 3.0])
    made = rx.Transformed(rx.Normal(0.3, 0.5), B.Exp())
    ours = rx.LogNormal(0.3, 0.5)
    for what in ("log_prob", "cdf", "sf"):
        np.testing.assert_allclose(getattr(made, what)(x), getattr(ours, what)(x), rtol=1e-12, err_msg=what)
    np.testing.assert_allclose(made.icdf(x / 4), ours.icdf(x / 4), rtol=1e-13)
    np.testing.assert_array_equal(made.sample(100, rng=3), ours.sample(100, rng=3))
    np.testing.assert_allclose(made.mean, ours.mean, rtol=1e-7)
    line = rx.Transformed(rx.Normal([0.0, 1.0], 2.0), [B.Affine(1.0, -3.0)])
    np.testing.assert_array_equal(line.mean, [1.0, -2.0])
    np.testing.assert_array_equal(line.variance, 36.0)


def test_the_support_of_transformed_laws() -> None:
    assert rx.Transformed(rx.Normal(0.0, 1.0), [B.Exp(), B.Affine(1.0, -2.0)]).support == (-np.inf, 1.0)
    assert rx.Transformed(rx.Exponential(1.0), [B.Log(), B.Tanh()]).support == (-1.0, 1.0)
    moving = rx.Transformed(rx.Exponential(1.0), [B.Affine(0.0, 2.0), B.Affine(1.0, 2.0), B.Log()])
    assert moving.definition.support_depends == {"transforms.0.loc", "transforms.1.loc"}
    assert not rx.Transformed(rx.Normal(0.0, 1.0), B.Affine(0.0, 2.0)).definition.support_depends
    assert rx.Transformed(rx.Uniform(0.0, 1.0), B.Affine(0.0, 2.0)).definition.support_depends == {
        "base.low",
        "base.high",
        "transforms.0.loc",
        "transforms.0.scale",
    }


def test_explain_names_the_parameters_of_the_parts() -> None:
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(t, 1.0), 0.0, 2.0)))
    text = str(loss.explain(0.3))
    assert "Truncated_0 ~ Truncated(base.loc=t, base.scale=1, low=0, high=2): pathwise" in text


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rx.Independent(3.0), ParameterError, "Independent: base must be a distribution, got 3.0"),
        (lambda: rx.Independent(rx.Normal(0.0, 1.0)), ShapeError, r"Independent: Normal of batch_shape \(\) has no 1"),
        (lambda: rx.Independent(rx.Normal([0.0], 1.0), -1), ParameterError, "ndims must be a nonnegative integer"),
        (lambda: rx.Masked(rx.Normal(0.0, 1.0), 2.0), ParameterError, r"Masked: mask must be in \[0, 1\]"),
        (lambda: rx.Masked(rx.Normal([0.0, 1.0], 1.0), [True] * 3), ShapeError, "Masked: shapes of parameters"),
        (lambda: rx.ZeroInflated(rx.Normal(0.0, 1.0), 0.5), ParameterError, "base must be discrete, Normal is"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(0.5)), ParameterError, "ZeroInflated: give gate or gate_logits"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(0.5), [0.5, 1.5]), ParameterError, r"gate must be in \[0, 1\], got 1.5"),
        (lambda: rx.ZeroInflated(rx.Bernoulli(1.5), 0.5), ParameterError, r"Bernoulli: probs must be in \[0, 1\]"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), 2.0, 1.0), ParameterError, "probability between low and high must"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), np.nan), ParameterError, "Truncated: low must not be NaN"),
        (lambda: rx.Truncated(rx.Normal(0.0, 1.0), low=50.0), ParameterError, "between low and high must be positive"),
        (
            lambda: rx.Truncated(rx.MultivariateNormal([0.0], scale_tril=[[1.0]]), 0.0),
            ShapeError,
            "base must be a law of numbers",
        ),
        (lambda: rx.Truncated(rx.Categorical(probs=[1.0, 2.0]), 0.0), ParameterError, "Categorical has no formula of"),
        (lambda: rx.MixtureSameFamily([1.0, 2.0], rx.Normal([0.0] * 3, 1.0)), ShapeError, "mixture has 2 components"),
        (lambda: rx.MixtureSameFamily([1.0], rx.Normal(0.0, 1.0)), ShapeError, "mixture has 1 components"),
        (
            lambda: rx.MixtureSameFamily([-1.0, 2.0], rx.Normal([0.0, 1.0], 1.0)),
            ParameterError,
            "Categorical: probs must",
        ),
        (lambda: rx.MixtureSameFamily(rx.Normal(0.0, 1.0), rx.Normal([0.0], 1.0)), ParameterError, "mixture must be a"),
        (lambda: rx.Mixture([0.5, 0.5], [rx.Normal(0.0, 1.0)]), ShapeError, "Mixture: 2 weights for 1 components"),
        (
            lambda: rx.Mixture([0.5, 0.5], [rx.Normal(0.0, 1.0), rx.Bernoulli(0.5)]),
            ParameterError,
            "different shapes or kinds",
        ),
        (lambda: rx.Transformed(rx.Bernoulli(0.5), B.Exp()), ParameterError, "base must be continuous, Bernoulli is"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), np.exp), TypeError, "not iterable"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), [np.exp]), ParameterError, "is no bijector"),
        (lambda: rx.Transformed(rx.Normal(0.0, 1.0), B.StickBreaking()), ShapeError, "needs more axes than Normal"),
        (
            lambda: rx.Transformed(rx.Independent(rx.Normal(np.zeros(1), 1.0)), B.Affine([0.0, 1.0], 1.0)),
            ShapeError,
            r"parameters of Affine have entries for \(2,\), one variable has shape \(1,\)",
        ),
        (
            lambda: rx.Transformed(rx.Independent(rx.Normal(np.zeros(2), 1.0)), B.Planar(np.ones(3), np.ones(3), 0.0)),
            ShapeError,
            "Transformed: shapes of parameters do not fit together: base.base.loc",
        ),
        (
            lambda: rx.Transformed(rx.Independent(rx.Normal(np.zeros(1), 1.0)), B.Planar(np.ones(3), np.ones(3), 0.0)),
            ShapeError,
            "Transformed: shapes of parameters do not fit together",
        ),
        (
            lambda: rx.Transformed(rx.Normal(np.zeros(4), 1.0), B.CholeskyCovariance()),
            ShapeError,
            r"CholeskyCovariance: a vector must have n \(n \+ 1\) / 2 entries, got 4",
        ),
    ],
)
def test_bad_arguments_are_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_parameters_of_parts_are_checked_in_single_precision_and_inside_of_losses() -> None:
    d = rx.Independent(rx.Normal([0.0, 1.0], [1.0, 1e-60]))
    with pytest.raises(ParameterError, match=r"Normal: scale must be positive and finite, got 0.0 at index \(1,\)"):
        d.sample(3, dtype=np.float32)
    loss = rx.expectation(lambda t: np.sum(rx.sample(rx.Independent(rx.Normal(np.zeros(2), t)))))
    with pytest.raises(ParameterError, match=r"Normal: scale must be positive and finite, got -2.0 at index \(1,\)"):
        loss(np.array([1.0, -2.0]), samples=10)
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t, 0.0)))
    with pytest.raises(ParameterError, match="Truncated: probability between low and high must be positive"):
        loss(3.0, samples=10)


def test_the_upper_tail_is_asked_for_inside_of_a_loss() -> None:
    """A quantile of a level close to 1 has no digits left there; numbers that are known decide by themselves."""
    loss = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t)))
    with pytest.raises(ParameterError, match="without upper=True"):
        loss(5.0, samples=10)
    est = rx.expectation(lambda t: rx.sample(rx.Truncated(rx.Normal(0.0, 1.0), t, upper=True)))(30.0, samples=2**16)
    assert_unbiased(est.value, est.value_stderr, float(scipy.stats.truncnorm(30.0, np.inf).mean()), "mean")
    x = rx.Truncated(rx.Normal(0.0, 1.0), 30.0).sample(1000, rng=0)
    assert len(np.unique(x)) > 990
