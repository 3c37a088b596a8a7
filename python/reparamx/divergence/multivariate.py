"""Divergences KL(p || q) of laws of several variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..distributions import (
    GaussianRandomWalk,
    Independent,
    LogisticNormal,
    LowRankMultivariateNormal,
    MultivariateNormal,
)
from ..distributions._matrix import Scale
from ..errors import ShapeError
from ._excess import ratio_excess
from ._registry import kl_divergence, register_kl
from .same_family import half_normal, normal

Value = Any
AnyNormal = MultivariateNormal | LowRankMultivariateNormal


def _scale(d: AnyNormal) -> Scale:
    return d._scale if isinstance(d, MultivariateNormal) else Scale.of(d.covariance, "covariance_matrix")


@register_kl(MultivariateNormal, MultivariateNormal)
@register_kl(MultivariateNormal, LowRankMultivariateNormal)
@register_kl(LowRankMultivariateNormal, MultivariateNormal)
@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
def multivariate_normal(p: AnyNormal, q: AnyNormal) -> Value:
    """(|A|^2 - n - 2 log det A + |z|^2) / 2, A and z the root of p's covariance and the distance, whitened by q.

    If both roots are triangular in the same way so is A, and A = 1 needs no cancellation.
    """
    ours, theirs = _scale(p), _scale(q)
    size = p.event_shape[0]
    whitened = theirs.solve_matrix(ours.times_matrix(np.eye(size)))
    distance = np.sum(np.square(theirs.solve(p.loc - q.loc)), axis=-1)
    if ours.inverse == theirs.inverse:
        ratios = np.diagonal(whitened, axis1=-2, axis2=-1)
        across = np.square(whitened * (1.0 - np.eye(size)))
        return 0.5 * (np.sum(ratio_excess(ratios, 1.0, 2), axis=-1) + np.sum(across, axis=(-2, -1)) + distance)
    return 0.5 * (np.sum(np.square(whitened), axis=(-2, -1)) - size + distance) - ours.log_det + theirs.log_det


@register_kl(LogisticNormal, LogisticNormal)
def logistic_normal(p: LogisticNormal, q: LogisticNormal) -> Value:
    """That of the normal laws of the breaking points."""
    each = normal(p, q)
    return np.sum(np.broadcast_to(each, (*np.shape(each)[:-1], p.event_shape[0] - 1)), axis=-1)


@register_kl(GaussianRandomWalk, GaussianRandomWalk)
def gaussian_random_walk(p: GaussianRandomWalk, q: GaussianRandomWalk) -> Value:
    """That of one step, times their number."""
    return p.event_shape[0] * half_normal(p, q)


@register_kl(Independent, Independent)
def independent(p: Independent, q: Independent) -> Value:
    """Sum of those of the entries."""
    if p.ndims != q.ndims:
        raise ShapeError(f"kl_divergence: p is independent along {p.ndims} axes, q along {q.ndims}")
    each = kl_divergence(p.base, q.base)
    shape = np.broadcast_shapes(p.base.batch_shape, q.base.batch_shape)
    return np.sum(np.broadcast_to(each, shape), axis=tuple(range(-p.ndims, 0)))
