"""Counts of several categories that add up to a total."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._math import op

__all__ = ["are_counts_of", "conditional_binomials"]


def are_counts_of(x: Any, total: Any) -> Any:
    """Return whether the last axis holds nonnegative whole numbers that add up to a total."""
    return np.all((x >= 0.0) & (x == np.floor(x)), axis=-1) & (np.sum(x, axis=-1) == total)


def conditional_binomials(u: Any, v: Any, total: Any, probs: Any) -> Any:
    """Draw counts category by category: each is binomial, of what is left, by its share of the rest of `probs`."""
    size = probs.shape[-1]
    rest = np.flip(np.cumsum(np.flip(probs, axis=-1), axis=-1), axis=-1)
    left = total + 0.0 * u[..., 0]
    counts = []
    for k in range(size - 1):
        some = rest[..., k] > 0.0
        share = np.where(some, probs[..., k] / np.where(some, rest[..., k], 1.0), 0.0)
        counts.append(op("draw_binomial", u[..., k], v[..., k], left, share))
        left = left - counts[-1]
    return np.stack([*counts, left], axis=-1)
