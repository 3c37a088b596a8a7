"""Divergences KL(p || q) of two laws of one family, zero to the second order where they are equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..distributions import (
    Bernoulli,
    Categorical,
    Cauchy,
    ContinuousBernoulli,
    Exponential,
    Gumbel,
    HalfCauchy,
    HalfNormal,
    Laplace,
    LogitNormal,
    LogNormal,
    LogUniform,
    Normal,
    OneHotCategorical,
    Pareto,
    Rayleigh,
    Uniform,
    VonMises,
    Weibull,
)
from ..distributions._math import gauss, op, ratio
from ..errors import ShapeError
from ._excess import bregman, expm1_excess, lgamma_excess, ratio_excess, relative_entropy_term
from ._registry import register_kl

Value = Any


@register_kl(Normal, Normal)
@register_kl(LogNormal, LogNormal)
@register_kl(LogitNormal, LogitNormal)
def normal(p: Any, q: Any) -> Value:
    """(R - 1 - log R + z^2) / 2, R the ratio of variances, z the distance in scales of q; also of e^x and sigmoid x."""
    return 0.5 * (ratio_excess(p.scale, q.scale, 2) + np.square((p.loc - q.loc) / q.scale))


@register_kl(HalfNormal, HalfNormal)
def half_normal(p: Any, q: Any) -> Value:
    """That of the normal laws: log p - log q is the same on both sides of 0."""
    return 0.5 * ratio_excess(p.scale, q.scale, 2)


@register_kl(Rayleigh, Rayleigh)
def rayleigh(p: Rayleigh, q: Rayleigh) -> Value:
    """x^2 is exponential, of rate 1 / (2 scale^2)."""
    return ratio_excess(p.scale, q.scale, 2)


@register_kl(Exponential, Exponential)
def exponential(p: Exponential, q: Exponential) -> Value:
    """R - 1 - log R, R = q.rate / p.rate."""
    return ratio_excess(q.rate, p.rate)


@register_kl(Pareto, Pareto)
def pareto(p: Pareto, q: Pareto) -> Value:
    """log x is exponential above log scale."""
    beyond = np.maximum((p.scale - q.scale) / q.scale, 0.0)
    return ratio_excess(q.alpha, p.alpha) + q.alpha * np.log1p(beyond)


@register_kl(Laplace, Laplace)
def laplace(p: Laplace, q: Laplace) -> Value:
    """r - 1 - log r + r (e^-z - 1 + z), r the ratio of scales and z the difference of loc in scales of p."""
    z = np.abs(p.loc - q.loc) / p.scale
    return ratio_excess(p.scale, q.scale) + p.scale / q.scale * expm1_excess(-z)


def _gumbel(shift: Value, numerator: Value, denominator: Value) -> Value:
    """With the ratio r of scales and the difference of loc in scales of q."""
    w = op("lgamma", 1.0 + numerator / denominator) - shift
    return expm1_excess(w) + lgamma_excess(numerator, denominator)


@register_kl(Gumbel, Gumbel)
def gumbel(p: Gumbel, q: Gumbel) -> Value:
    """E exp(-(x - q.loc) / q.scale) = e^w, w = log gamma(1 + r) - (p.loc - q.loc) / q.scale, r the ratio of scales."""
    return _gumbel((p.loc - q.loc) / q.scale, p.scale, q.scale)


@register_kl(Weibull, Weibull)
def weibull(p: Weibull, q: Weibull) -> Value:
    """-log x is of Gumbel's law with loc = -log scale and scale = 1 / concentration."""
    return _gumbel(q.concentration * (np.log(q.scale) - np.log(p.scale)), q.concentration, p.concentration)


@register_kl(Cauchy, Cauchy)
def cauchy(p: Cauchy, q: Cauchy) -> Value:
    """log(1 + (squared distance of (loc, scale)) / (4 p.scale q.scale)); Chyzak and Nielsen, 2019."""
    scales, locs = p.scale - q.scale, p.loc - q.loc
    return np.log1p(0.25 * ((scales / p.scale) * (scales / q.scale) + (locs / p.scale) * (locs / q.scale)))


@register_kl(HalfCauchy, HalfCauchy)
def half_cauchy(p: HalfCauchy, q: HalfCauchy) -> Value:
    """That of the Cauchy laws: log p - log q is the same on both sides of 0."""
    return np.log1p(0.25 * ((p.scale - q.scale) / p.scale) * ((p.scale - q.scale) / q.scale))


@register_kl(Uniform, Uniform)
def uniform(p: Uniform, q: Uniform) -> Value:
    """Logarithm of the ratio of widths."""
    more = (p.low - q.low) + (q.high - p.high)
    return np.log1p(np.maximum(more, 0.0) / (p.high - p.low))


@register_kl(LogUniform, LogUniform)
def log_uniform(p: LogUniform, q: LogUniform) -> Value:
    """log x is uniform."""
    more = np.log(p.low / q.low) + np.log(q.high / p.high)
    return np.log1p(np.maximum(more, 0.0) / np.log(p.high / p.low))


@register_kl(VonMises, VonMises)
def von_mises(p: VonMises, q: VonMises) -> Value:
    """That at equal loc, and q.concentration times the mean of the difference of cosines."""
    a, b = p.concentration, q.concentration
    spread = op("bessel_complement", a)
    turned = np.square(np.sin(0.5 * (p.loc - q.loc)))
    far = op("log_i0e", b) - op("log_i0e", a) + (b - a) * spread
    return bregman(a, b, _variance_of_cosine, far) + 2.0 * b * (1.0 - spread) * turned


def _variance_of_cosine(concentration: Value) -> Value:
    spread = op("bessel_complement", concentration)
    return spread * (2.0 - spread) - (1.0 - spread) / concentration


@register_kl(Bernoulli, Bernoulli)
def bernoulli(p: Any, q: Any) -> Value:
    """Sum over 0 and 1, of laws of probs or logits."""
    p_terms, q_terms = _outcomes(p), _outcomes(q)
    terms = [relative_entropy_term(a, b, x, y) for (a, x), (b, y) in zip(p_terms, q_terms, strict=True)]
    return terms[0] + terms[1]


def _outcomes(d: Any) -> list[tuple[Value, Value]]:
    """Probability and its logarithm of 1 and of 0."""
    if "logits" in d.parameters:
        return [(op("sigmoid", logit), op("log_sigmoid", logit)) for logit in (d.logits, -d.logits)]
    return [(d.probs, np.log(d.probs)), (1.0 - d.probs, np.log1p(-d.probs))]


@register_kl(Categorical, Categorical)
@register_kl(OneHotCategorical, OneHotCategorical)
def categorical(p: Any, q: Any) -> Value:
    """Sum over the categories."""
    if p.categories != q.categories:
        raise ShapeError(f"kl_divergence: p has {p.categories} categories, q has {q.categories}")
    return np.sum(relative_entropy_term(p.probs, q.probs, p.logits, q.logits), axis=-1)


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def continuous_bernoulli(p: ContinuousBernoulli, q: ContinuousBernoulli) -> Value:
    """A(b) - A(a) - (b - a) A'(a) = (b - a)^2 integral of (1 - s) A''(a + s (b - a)), A'' the variance; a, b logits."""
    step = q.logits - p.logits
    near = np.abs(step) < 6.0
    small, integral = np.where(near, step, 0.0), 0.0
    for s, weight in gauss(20):
        integral = integral + weight * (1.0 - s) * ContinuousBernoulli(logits=p.logits + s * small).variance
    far = log_normalizer(q) - log_normalizer(p) - step * p.mean
    return np.where(near, np.square(small) * integral, far)


def log_normalizer(d: ContinuousBernoulli) -> Value:
    """Integral of e^(l x) from 0 to 1, its logarithm."""
    return np.maximum(d.logits, 0.0) + np.log(ratio("expm1", -np.abs(d.logits)))
