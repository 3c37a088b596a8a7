"""Integrals over a continuous law of one variable, from its density alone.

E f(x) = integral of f(x) p(x) dx/dy dy in a `Coordinate` y, by Lobatto's rule on panels that are halved until a panel
agrees with its halves. Draws say where the mass is; that the density integrates to 1 tells whether it was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ._coordinate import Coordinate
from ._gather import Array, Function, Index, Tails, gather, one

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["Line"]

#: A panel is good if its halves together differ from it by this share of the whole, and the left one from what the
#: polynomial through its nodes says by that share: a kink may hide from one comparison. The halves are far better.
_AGREEMENT, _AGREEMENT_OF_HALF = 1e-11, 1e-9
#: Halvings: down to the last bit of a coordinate. More bad panels of an element than this come of rounding.
_HALVINGS, _BAD = 60, 200
#: Below this probabilities are denormal numbers.
_NOTHING = 1e-290
#: Draws that find the mass, and those of them, in order of size, between which the first panels lie.
_DRAWS = 1023
_ORDER = (0, 7, 63, 255, 511, 767, 959, 1015, 1022)
#: A law of which more than this share is missed is not integrated: the results are NaN.
_MISSED = 1e-6
#: Steps of searches: of Newton's method less than 10 are needed, of halving and golden section 60 to 80. The smallest.
_STEPS, _STEP = 80, 1e-13


@cache
def _lobatto(count: int = 11) -> tuple[Array, Array, Array]:
    """Nodes and weights of Lobatto's rule on (-1, 1): both ends are nodes, so that no jump hides between panels.

    And the weights that integrate the polynomial through the nodes over (-1, 0).
    """
    legendre = np.zeros(count)
    legendre[-1] = 1.0
    inner = np.polynomial.legendre.legroots(np.polynomial.legendre.legder(legendre))
    nodes = np.concatenate([[-1.0], np.real(inner), [1.0]])
    weights = 2.0 / (count * (count - 1) * np.square(np.polynomial.legendre.legval(nodes, legendre)))
    integrals = np.polynomial.legendre.legval(0.0, np.polynomial.legendre.legint(np.eye(count), lbnd=-1))
    return nodes, weights, np.linalg.solve(np.polynomial.legendre.legvander(nodes, count - 1).T, integrals)


@dataclass(frozen=True)
class _Panels:
    """Intervals of the coordinate, integrals over them and what is foretold for their left halves: flat arrays."""

    left: Array
    right: Array
    element: Index
    value: Array
    share: Array

    def take(self, which: NDArray[np.bool_]) -> _Panels:
        """Return some panels."""
        return _Panels(*(a[which] for a in vars(self).values()))

    def join(self, other: _Panels) -> _Panels:
        """Return the panels of both."""
        return _Panels(*(np.append(a, b) for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class _Ladder:
    """Panels of each element in order: edges and the integrals below and above them, of shape (edges, elements).

    The i-th of the panels it was made of is number ``rank[i]`` of its element.
    """

    edges: Array
    below: Array
    above: Array
    rank: Index

    @staticmethod
    def of(panels: _Panels, rests: tuple[Array, Array]) -> _Ladder:
        """Sort panels; what lies beyond the ends is given."""
        order = np.lexsort((panels.left, panels.element))
        element = panels.element[order]
        first = np.searchsorted(element, np.arange(len(rests[0])))
        rank = np.arange(element.size) - first[element]
        values = np.zeros((int(np.max(rank, initial=0)) + 1, len(first)))
        values[rank, element] = panels.value[order]
        edges = np.full((len(values) + 1, len(first)), -np.inf)
        edges[rank, element] = panels.left[order]
        edges[rank + 1, element] = np.maximum(edges[rank + 1, element], panels.right[order])
        zero = np.zeros((1, len(first)))
        below = np.concatenate([zero, np.cumsum(values, axis=0)])
        above = np.concatenate([np.cumsum(values[::-1], axis=0)[::-1], zero])
        places = np.empty_like(rank)
        places[order] = rank
        return _Ladder(np.maximum.accumulate(edges, axis=0), below + rests[0], above + rests[1], places)

    def smaller_tails(self, element: Index) -> Array:
        """Integral up to or down to the far end, whichever is smaller, of the last of the panels it was made of."""
        rank = self.rank[len(self.rank) - len(element) :]
        return np.asarray(np.minimum(self.below[rank + 1, element], self.above[rank, element]))


class Line:
    """Integrals of a continuous law.

    Parameters
    ----------
    law : Distribution
        Of batch shape (n,).
    """

    def __init__(self, law: Distribution) -> None:
        low, high = (np.broadcast_to(np.asarray(end, np.float64), law.batch_shape) for end in law.support)
        draws = np.sort(law.sample(_DRAWS, rng=0).astype(np.float64), axis=0)
        center = draws[_DRAWS // 2]
        spread = 0.5 * (draws[_DRAWS * 5 // 6] - draws[_DRAWS // 6])
        spread = np.where(spread > 0.0, spread, np.maximum(np.abs(center), 1.0) * 1e-8)
        scale = np.where(np.isfinite(low), center - low, np.where(np.isfinite(high), high - center, spread))
        scale = np.where(np.isfinite(low) & np.isfinite(high), high - low, scale)
        self.law, self.draws, self.spread = law, draws, spread
        self.origin = center - 0.5 * spread  # no edge of a panel: a kink beside a zero on an edge would hide
        self.coordinate = Coordinate(low, high, center, np.where(scale > 0.0, scale, spread))
        first, last = self.coordinate.end(low, -1.0), self.coordinate.end(high, 1.0)
        y = np.clip(self.coordinate.y(draws[list(_ORDER)]), first, last)
        steps = np.maximum(y[-1] - y[0], 1e-8) * 4.0 ** np.arange(-4, 16)[:, None]
        edges = np.concatenate([first[None], y[0] - steps[::-1], y, y[-1] + steps, last[None]])
        self.edges = np.clip(edges, first, last)

    @property
    def _every(self) -> Index:
        return np.arange(self.law.batch_shape[0])

    @cached_property
    def _found(self) -> NDArray[np.bool_]:
        """Whether the mass of each element was found."""
        return np.asarray(np.abs(self._integral(one) - 1.0) <= _MISSED)

    @cached_property
    def _ladder(self) -> _Ladder:
        """Panels of the density, so fine that both tails are exact relative to themselves."""
        panels = self._first_panels(one)
        done = panels.take(np.zeros(panels.left.size, bool))
        rests = self._rests(one, np.ones(self._every.size))
        for _ in range(_HALVINGS):
            halves, _ = self._halve(panels, one)
            refined = replace(panels, value=halves.value.reshape(2, -1).sum(axis=0))
            tail = _Ladder.of(done.join(refined), rests).smaller_tails(panels.element)
            poor = self._poor(panels, halves, tail)
            done, panels = done.join(refined.take(~poor)), halves.take(np.tile(poor, 2))
            if not np.any(poor):
                break
        return _Ladder.of(done.join(panels), rests)

    def expect(self, f: Function) -> Array:
        """Mean of f of each element: infinite or NaN where it diverges, NaN where the mass was not found."""
        return np.where(self._found, self._integral(f), np.nan)

    def tails(self, x: Array, index: Index) -> tuple[Array, Array]:
        """Probabilities of values below and above x, the smaller exact relative to itself; x is of `index`."""
        coordinate, edges = self.coordinate.take(index), self._ladder.edges[:, index]
        inside = (x > coordinate.low) & (x < coordinate.high)
        y = np.clip(coordinate.y(np.where(inside, x, coordinate.center)), edges[0], edges[-1])
        rank = np.clip(np.sum(edges <= y, axis=0) - 1, 0, len(edges) - 2)
        column = np.arange(len(x))
        below = self._ladder.below[rank, index] + self._rule(edges[rank, column], y, index, one)[0].value
        above = self._ladder.above[rank + 1, index] + self._rule(y, edges[rank + 1, column], index, one)[0].value
        left = below < above
        below, above = np.where(left, below, 1.0 - above), np.where(left, 1.0 - below, above)
        known = self._found[index] & ~np.isnan(x)
        below, above = np.where(inside, below, x >= coordinate.high), np.where(inside, above, x <= coordinate.low)
        return np.where(known, below, np.nan), np.where(known, above, np.nan)

    def quantile(self, q: Array, index: Index, tails: Tails) -> Array:
        """Solve P(value < x) = q, by Newton's method on the logarithm of the smaller tail, kept between bounds."""
        coordinate, law = self.coordinate.take(index), gather(self.law, index)
        low, high = self.edges[0, index], self.edges[-1, index]
        upper = q > 0.5
        goal = np.where(upper, 1.0 - q, q)
        inside = goal > 0.0
        rank = np.clip((np.where(inside, q, 0.5) * _DRAWS).astype(np.intp), 0, _DRAWS - 1)
        y = np.clip(coordinate.y(self.draws[rank, index]), low, high)
        searching = inside.copy()
        for step in range(_STEPS):
            x = coordinate.x(y)
            with np.errstate(all="ignore"):
                below, above = tails(x, index)
                tail = np.where(upper, above, below)
                excess = np.where(upper, -1.0, 1.0) * (np.log(tail) - np.log(goal))
                slope = np.exp(law.log_prob(x) + coordinate.log_slope(y)) / tail
                low, high = np.where(excess <= 0.0, y, low), np.where(excess >= 0.0, y, high)
                new = y - excess / slope
            halve = ~((new >= low) & (new <= high)) | (step % 8 == 7)
            new = np.where(halve, 0.5 * (low + high), new)
            new = np.where(searching & (excess != 0.0), new, y)
            searching &= np.abs(new - y) > _STEP * np.maximum(np.abs(y), 1.0)
            y = new
            if not np.any(searching):
                break
        x = np.where(inside, coordinate.x(y), np.where(upper, coordinate.high, coordinate.low))
        return np.where((q >= 0.0) & (q <= 1.0) & self._found[index], x, np.nan)

    def mode(self) -> Array:
        """Point of largest density: by golden section about the draw of largest density, or an end of the support."""
        coordinate, density = self.coordinate, self.law.log_prob
        best = np.argmax(density(self.draws), axis=0)
        y = np.concatenate([self.edges[:1], coordinate.y(self.draws), self.edges[-1:]])
        left, right = (np.take_along_axis(y, best[None] + side, axis=0)[0] for side in (0, 2))
        golden = 0.5 * (math.sqrt(5.0) - 1.0)
        for _ in range(_STEPS):
            first, second = right - golden * (right - left), left + golden * (right - left)
            rising = density(coordinate.x(first)) < density(coordinate.x(second))
            left, right = np.where(rising, first, left), np.where(rising, right, second)
        points = np.stack([coordinate.low, coordinate.high, coordinate.x(0.5 * (left + right))])
        heights = np.where(np.isfinite(points), density(points), -np.inf)
        return np.asarray(np.take_along_axis(points, np.argmax(heights, axis=0)[None], axis=0)[0])

    # ------------------------------------------------------------------------------------------ panels

    def _integrand(self, y: Array, index: Index, f: Function) -> Array:
        """Values of f p dx/dy at coordinates of shape (points, panels), panel i of element ``index[i]``."""
        coordinate = self.coordinate.take(index)
        x = coordinate.x(y)
        with np.errstate(all="ignore"):
            weight = np.exp(gather(self.law, index).log_prob(x) + coordinate.log_slope(y))
            weight = np.where(np.isfinite(weight), weight, 0.0)  # a point that was rounded to an infinite end
            return np.where(weight > 0.0, weight * np.asarray(f(x, index)), 0.0)

    def _rule(self, left: Array, right: Array, index: Index, f: Function) -> tuple[_Panels, Array]:
        """Return the panels with the integrals of f p over them, and the integrals of its absolute value."""
        half = 0.5 * (right - left)
        nodes, weights, half_weights = _lobatto()
        value = self._integrand(left + half * (1.0 + nodes[:, None]), index, f)
        with np.errstate(invalid="ignore"):
            panels = _Panels(left, right, index, half * (weights @ value), half * (half_weights @ value))
            return panels, half * (weights @ np.abs(value))

    def _integral(self, f: Function) -> Array:
        """Integral of f p of each element."""
        panels = self._first_panels(f)
        count = self._every.size
        total, size = np.zeros(count), np.zeros(count)
        for _ in range(_HALVINGS):
            halves, sizes = self._halve(panels, f)
            refined, refined_size = halves.value.reshape(2, -1).sum(axis=0), sizes.reshape(2, -1).sum(axis=0)
            everything = size + np.bincount(panels.element, refined_size, count)
            poor = self._poor(panels, halves, everything[panels.element])
            total += np.bincount(panels.element[~poor], refined[~poor], count)
            size += np.bincount(panels.element[~poor], refined_size[~poor], count)
            panels = halves.take(np.tile(poor, 2))
            if not np.any(poor):
                break
        total += np.bincount(panels.element, panels.value, count)
        low, high = self._rests(f, total)
        with np.errstate(invalid="ignore"):
            return np.asarray(total + low + high)

    def _first_panels(self, f: Function) -> _Panels:
        left, right = self.edges[:-1].ravel(), self.edges[1:].ravel()
        used = right > left
        return self._rule(left[used], right[used], np.tile(self._every, len(self.edges) - 1)[used], f)[0]

    def _halve(self, panels: _Panels, f: Function) -> tuple[_Panels, Array]:
        """Return all left halves and all right halves, and the integrals of the absolute value."""
        middle = 0.5 * (panels.left + panels.right)
        left, right = np.append(panels.left, middle), np.append(middle, panels.right)
        return self._rule(left, right, np.tile(panels.element, 2), f)

    def _poor(self, panels: _Panels, halves: _Panels, whole: Array) -> NDArray[np.bool_]:
        """Panels whose halves disagree by more than the rounding of x; none of elements that have too many of them."""
        left, right = halves.value.reshape(2, -1)
        element, middle = panels.element, 0.5 * (panels.left + panels.right)
        coordinate = self.coordinate.take(element)
        with np.errstate(all="ignore"):
            rounding = np.finfo(float).eps * np.abs(coordinate.x(middle)) * np.exp(-coordinate.log_slope(middle))
            noise = rounding * np.abs(left + right) + _NOTHING
            wrong = np.abs(left + right - panels.value) > _AGREEMENT * whole + noise
            wrong |= np.abs(left - panels.share) > _AGREEMENT_OF_HALF * whole + noise
        return wrong & (np.bincount(element[wrong], minlength=self._every.size) < _BAD)[element]

    def _rests(self, f: Function, total: Array) -> tuple[Array, Array]:
        """Integrals beyond the first and the last edge, where f p dx/dy is an exponential of y."""
        rests = []
        for end, inwards in ((self.edges[0], 1.0), (self.edges[-1], -1.0)):
            at, before = self._integrand(np.stack([end, end + inwards]), self._every, f)
            with np.errstate(all="ignore"):
                decay = np.log(before / at)
                rest = np.where(decay > 1e-9, at / decay, np.copysign(np.inf, at))
                matters = (np.abs(at) > 1e-17 * np.abs(total)) & (before != 0.0) & np.isfinite(at)
            rests.append(np.where(matters, rest, 0.0))
        return rests[0], rests[1]
