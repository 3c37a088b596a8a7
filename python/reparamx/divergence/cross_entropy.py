"""E_p log q(x) from moments of p: with the entropy of p, divergences between families.

A p that lacks the moments, or has them by quadrature only, gives None.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..distributions import (
    ContinuousBernoulli,
    Distribution,
    Exponential,
    FoldedNormal,
    Gumbel,
    Laplace,
    LogUniform,
    Normal,
    Pareto,
    Uniform,
)
from ..distributions._math import ratio
from ._registry import mean_log_density
from .same_family import log_normalizer

Value = Any


@mean_log_density(Normal)
def normal(p: Distribution, q: Normal) -> Value:
    """By mean and variance."""
    if not (p._defines("mean") and p._defines("variance")):
        return None
    square = p.variance / np.square(q.scale) + np.square((p.mean - q.loc) / q.scale)
    square = np.where(square < np.inf, square, np.inf)  # also where the moments do not exist
    return -0.5 * square - np.log(q.scale) - 0.5 * math.log(2.0 * math.pi)


@mean_log_density(Exponential)
def exponential(p: Distribution, q: Exponential) -> Value:
    """By the mean."""
    return np.log(q.rate) - q.rate * p.mean if p._defines("mean") else None


@mean_log_density(Uniform)
def uniform(p: Distribution, q: Uniform) -> Value:
    """Whatever p is."""
    return -np.log(q.high - q.low)


@mean_log_density(ContinuousBernoulli)
def continuous_bernoulli(p: Distribution, q: ContinuousBernoulli) -> Value:
    """By the mean."""
    return q.logits * p.mean - log_normalizer(q) if p._defines("mean") else None


@mean_log_density(Laplace)
def laplace(p: Distribution, q: Laplace) -> Value:
    """By the mean distance from loc: of a normal p that of a folded normal law."""
    if not isinstance(p, Normal):
        return None
    return -FoldedNormal(p.loc - q.loc, p.scale).mean / q.scale - np.log(2.0 * q.scale)


@mean_log_density(Pareto)
def pareto(p: Distribution, q: Pareto) -> Value:
    """By the mean of log x."""
    if isinstance(p, LogUniform):
        mean = 0.5 * (np.log(p.low) + np.log(p.high))
    elif isinstance(p, Uniform):
        low = np.maximum(p.low, np.where(p.low > 0.0, 0.0, 1.0))  # p reaches out of the support otherwise
        high = np.maximum(p.high, 2.0 * low)
        high = np.where(p.low > 0.0, p.high, high)
        mean = np.log(high) + low / (high - low) * np.log(high / low) - 1.0
    else:
        return None
    return np.log(q.alpha) + q.alpha * np.log(q.scale) - (q.alpha + 1.0) * mean


@mean_log_density(Gumbel)
def gumbel(p: Distribution, q: Gumbel) -> Value:
    """By the mean and the mean of e^(-x / scale)."""
    s = 1.0 / q.scale
    if isinstance(p, Normal):
        mean = np.exp(s * (q.loc - p.loc) + 0.5 * np.square(s * p.scale))
    elif isinstance(p, Exponential):
        mean = np.exp(s * q.loc) / (1.0 + s / p.rate)
    elif isinstance(p, Uniform):
        mean = np.exp(s * (q.loc - p.low)) * ratio("expm1", s * (p.low - p.high))
    else:
        return None
    return -np.log(q.scale) - s * (p.mean - q.loc) - mean
