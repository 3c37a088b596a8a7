"""Divergences KL(p || q) of laws made of gamma variables, and of counts, zero to the second order for equal ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..distributions import (
    Beta,
    Binomial,
    Chi,
    Chi2,
    Dirichlet,
    Gamma,
    Geometric,
    InverseGamma,
    Maxwell,
    NegativeBinomial,
    Poisson,
)
from ..trace.convert import is_traced
from ._excess import lgamma_rest, ratio_excess, relative_entropy_term
from ._registry import register_kl
from .same_family import bernoulli

Value = Any


@register_kl(Gamma, Gamma)
@register_kl(InverseGamma, InverseGamma)
def gamma(p: Any, q: Any) -> Value:
    """That at equal rates, and that of the rates; also of 1 / x."""
    a, b = p.concentration, q.concentration
    return lgamma_rest(a, b) + b * ratio_excess(q.rate, p.rate) + (a - b) * (q.rate - p.rate) / p.rate


@register_kl(Chi2, Chi2)
@register_kl(Chi, Chi)
def chi(p: Any, q: Any) -> Value:
    """Gamma variables of concentrations df / 2, and their roots."""
    return lgamma_rest(0.5 * p.df, 0.5 * q.df)


@register_kl(Maxwell, Maxwell)
def maxwell(p: Maxwell, q: Maxwell) -> Value:
    """The square of x is a gamma variable of concentration 3/2."""
    return 1.5 * ratio_excess(p.scale, q.scale, 2)


@register_kl(Beta, Beta)
def beta(p: Beta, q: Beta) -> Value:
    """That of both gamma variables without that of their sum."""
    a, b = (p.concentration1, p.concentration0), (q.concentration1, q.concentration0)
    return lgamma_rest(a[0], b[0]) + lgamma_rest(a[1], b[1]) - lgamma_rest(a[0] + a[1], b[0] + b[1])


@register_kl(Dirichlet, Dirichlet)
def dirichlet(p: Dirichlet, q: Dirichlet) -> Value:
    """That of the gamma variables without that of their sum."""
    a, b = p.concentration, q.concentration
    return np.sum(lgamma_rest(a, b), axis=-1) - lgamma_rest(np.sum(a, axis=-1), np.sum(b, axis=-1))


@register_kl(Poisson, Poisson)
def poisson(p: Poisson, q: Poisson) -> Value:
    """P.rate log(p.rate / q.rate) - p.rate + q.rate."""
    return relative_entropy_term(p.rate, q.rate, np.log(p.rate), np.log(q.rate))


@register_kl(Geometric, Geometric)
def geometric(p: Geometric, q: Geometric) -> Value:
    """That of one trial, times the mean number of trials."""
    return bernoulli(p, q) / p.probs


@register_kl(Binomial, Binomial)
def binomial(p: Binomial, q: Binomial) -> Value | None:
    """That of one trial, times the number of trials."""
    return _of_trials(p, q, p.total_count)


@register_kl(NegativeBinomial, NegativeBinomial)
def negative_binomial(p: NegativeBinomial, q: NegativeBinomial) -> Value | None:
    """That of one trial, times the mean number of trials."""
    return _of_trials(p, q, p.total_count * (1.0 + p._odds))


def _of_trials(p: Any, q: Any, trials: Value) -> Value | None:
    """None for laws of other total counts; inside of a loss they must be the same value or equal constants."""
    n, m = p.total_count, q.total_count
    same = n.node == m.node if is_traced(n) and is_traced(m) else not is_traced([n, m]) and np.all(np.equal(n, m))
    return trials * bernoulli(p, q) if same else None
