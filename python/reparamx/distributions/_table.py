"""Sums over a discrete law of one variable, on a window of integers that holds nearly all of it.

Of a window of more than a million integers only every so manieth is looked at and stands for its neighbours, a cell:
along such a law's cells the probability is taken to change evenly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._gather import Array, Function, Index, Tails

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["Table"]

#: Draws that find the window.
_DRAWS = 255
#: A window is wide enough when the probabilities of its ends together are below this share of what rounding leaves.
_REST = 1e-17
#: Probabilities of one law, and of all, that are kept; doublings of a window.
_WIDEST, _KEPT, _DOUBLINGS = 2**20, 2**23, 64
#: A law of which more than this share is missed is not summed: the results are NaN.
_MISSED = 1e-9


class Table:
    """Sums over a discrete law.

    Parameters
    ----------
    law : Distribution
        Of batch shape (n,).
    """

    def __init__(self, law: Distribution) -> None:
        self.law = law
        low, high = (np.broadcast_to(np.asarray(end, np.float64), law.batch_shape) for end in law.support)
        draws = law.sample(_DRAWS, rng=0).astype(np.float64)
        self.low, self.high = low, high
        first, last = draws.min(axis=0), draws.max(axis=0)
        width = 16.0 + last - first
        for _ in range(_DOUBLINGS):
            start = np.where(np.isfinite(low), np.maximum(low, first - width), first - width)
            stop = np.where(np.isfinite(high), np.minimum(high, last + width), last + width)
            ends = np.stack([np.where(start > low, start, np.nan), np.where(stop < high, stop, np.nan)])
            with np.errstate(all="ignore"):
                rest = np.nansum(np.exp(np.where(np.isnan(ends), -np.inf, law.log_prob(ends))), axis=0) * width
            if not np.any(rest > _REST):
                break
            width = np.where(rest > _REST, 2.0 * width, width)
        most = max(2, min(_WIDEST, _KEPT // max(start.size, 1)))
        self.start, self.size = start, stop - start + 1.0
        self.stride = 2.0 * np.ceil(0.5 * (self.size / most - 1.0)) + 1.0  # odd: a cell has a middle
        self.last = np.ceil(self.size / self.stride) - 1.0  # number of the last cell, which may be smaller
        cells = np.arange(int(np.max(self.last, initial=0.0)) + 1)[:, None]
        held = np.clip(self.size - self.stride * cells, 0.0, self.stride)
        self.values = start + np.where(held > 0.0, self.stride * cells + np.floor(0.5 * held), 0.0)
        self.probs = held * np.exp(law.log_prob(self.values))
        self.origin, self.spread = np.zeros_like(start), np.maximum(last - first, 1.0)
        self.below = np.cumsum(self.probs, axis=0)
        self.above = np.cumsum(self.probs[::-1], axis=0)[::-1] - self.probs
        self._found = np.abs(self.below[-1] - 1.0) <= _MISSED

    def expect(self, f: Function) -> Array:
        """Mean of f of each element, NaN where the window is too small."""
        with np.errstate(all="ignore"):
            terms = np.where(self.probs > 0.0, self.probs * np.asarray(f(self.values, np.arange(self.low.size))), 0.0)
        return np.where(self._found, np.sum(terms, axis=0), np.nan)

    def tails(self, x: Array, index: Index) -> tuple[Array, Array]:
        """P(value <= x) and P(value > x); x is of element `index`."""
        place = np.floor(x) - self.start[index]
        known_place = np.clip(np.where(np.isnan(place), 0.0, place), 0.0, self.size[index] - 1.0)
        cell = np.floor(known_place / self.stride[index])
        first = cell * self.stride[index]
        held = np.minimum(self.stride[index], self.size[index] - first)
        up_to = (known_place - first + 1.0) / held  # the share of the cell's integers that are not beyond x
        middle, slope = self._probability(cell, index)
        beyond = held * (1.0 - up_to) * (middle + 0.5 * up_to * slope * held)
        cell = cell.astype(np.intp)
        below = np.where(place < 0.0, 0.0, self.below[cell, index] - beyond)
        above = np.where(place < 0.0, 1.0, self.above[cell, index] + beyond)
        known = self._found[index] & ~np.isnan(x)
        return np.where(known, below, np.nan), np.where(known, above, np.nan)

    def _probability(self, cell: Array, index: Index) -> tuple[Array, Array]:
        """Return the mean probability of a cell's integers, and its growth from each to the next."""
        places = np.stack([np.maximum(cell - 1.0, 0.0), cell, np.minimum(cell + 1.0, self.last[index])]).astype(np.intp)
        held = np.minimum(self.stride[index], self.size[index] - places * self.stride[index])
        probability, values = self.probs[places, index] / held, self.values[places, index]
        return probability[1], (probability[2] - probability[0]) / np.maximum(values[2] - values[0], 1.0)

    def quantile(self, q: Array, index: Index, tails: Tails) -> Array:
        """Smallest value x with P(value <= x) >= q, but for rounding of the sum."""
        enough = q * (1.0 - 8.0 * np.finfo(float).eps)
        start = self.start[index]
        low, high = np.zeros(len(q)), self.size[index] - 1.0
        first = np.argmax(self.probs > 0.0, axis=0)[index] * self.stride[index]
        while np.any(low < high):
            middle = np.floor(0.5 * (low + high))
            reached = (tails(start + middle, index)[0] >= enough) & (middle >= first)
            low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
            low = np.minimum(low, high)
        return np.where((q >= 0.0) & (q <= 1.0) & self._found[index], start + high, np.nan)

    def mode(self) -> Array:
        """Most likely value, the first of equals."""
        return np.asarray(self.values[np.argmax(self.probs, axis=0), np.arange(self.low.size)])
