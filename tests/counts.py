"""Integer draws against their probabilities, however many values there are."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.stats

from reparamx.distributions._base import Distribution

#: Cells into which draws are sorted, and values of a wide cell at which its probability is taken.
CELLS, PER_CELL = 256, 64
#: Least number of draws expected in a cell of a chi-square test.
LEAST = 20.0


def count_cells(d: Distribution, x: Any) -> tuple[np.ndarray, np.ndarray]:
    """Counts and probabilities of cells of neighbouring values, of shape (257, elements); all other values last."""
    draws = np.asarray(x, float)
    low = draws.min(axis=0)
    wide = np.ceil((draws.max(axis=0) - low + 1.0) / CELLS)
    stride = np.ceil(wide / PER_CELL)
    per_cell = np.ceil(wide / stride)
    wide = per_cell * stride
    start = low + wide * np.arange(CELLS)[:, None]
    probs = np.zeros(start.shape)
    for j in range(int(per_cell.max())):
        value = start + stride * j + np.floor(0.5 * (stride - 1.0))
        p = np.exp(np.asarray(d.log_prob(value.reshape(-1, *d.batch_shape)), float)).reshape(value.shape)
        probs += np.where(j < per_cell, stride * p, 0.0)
    place = np.floor((draws - low) / wide).astype(int)
    counts = np.stack([np.bincount(column, minlength=CELLS) for column in place.T], axis=1)
    rest = 1.0 - probs.sum(axis=0)
    rest = np.where(rest < 1e-9, 0.0, rest)
    return np.append(counts, np.zeros((1, counts.shape[1]), int), axis=0), np.append(probs, rest[None], axis=0)


def assert_counts_fit(d: Distribution, x: Any, alpha: float) -> None:
    """Chi-square of the cells of each element, rare ones joined with their neighbours; x of shape (n, elements)."""
    n = len(x)
    counts, probs = count_cells(d, x)
    assert np.all(counts[probs == 0.0] == 0)
    for e in range(counts.shape[1]):
        expected = n * probs[:, e]
        group = np.floor(np.cumsum(np.minimum(expected, LEAST)) / LEAST).astype(int)
        observed, expected = (np.bincount(group, a) for a in (counts[:, e], expected))
        rare = expected < LEAST
        observed = np.append(observed[~rare], observed[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
        if expected[-1] < LEAST and expected.size > 1:
            observed, expected = (np.append(a[:-2], a[-2] + a[-1]) for a in (observed, expected))
        if expected.size > 1:
            pvalue = scipy.stats.chisquare(observed, expected / expected.sum() * n).pvalue
            assert pvalue > alpha, f"{d}, element {e}: p = {pvalue}; {observed} drawn, {expected} expected"
