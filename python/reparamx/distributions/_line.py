"""Integrals over a continuous law of one variable, from its density alone.

E f(x) = integral of f(x) p(x) dx/dy dy in a coordinate y that is logarithmic towards the ends of the support, by
Gauss's rule on panels that are halved until a panel agrees with its halves. Draws say where the mass is; that the
density integrates to 1 tells whether it was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ._gather import Array, Function, Index, Tails, gather, one

if TYPE_CHECKING:
    from ._base import Distribution

__all__ = ["Line"]

#: A panel is good if its halves differ from it by this share of the integral of |f|: the halves are far better.
_AGREEMENT = 1e-11
#: Halvings: down to the last bit of a coordinate. More bad panels of an element than this come of rounding.
_HALVINGS, _BAD = 60, 100
#: Draws that find the mass, and those of them, in order of size, between which the first panels lie.
_DRAWS = 1023
_ORDER = (0, 7, 63, 255, 511, 767, 959, 1015, 1022)
#: Where the coordinate ends: x is then 1e130 scales away, and what is left of f p falls like a power of x.
_END = 300.0
#: An end of the support is approached up to this share of its own size, where the distance is still exact to 4 digits.
_CLOSE = 2.0**-40
#: A law of which more than this share is missed is not integrated: the results are NaN.
_MISSED = 1e-6
#: Steps of searches: of Newton's method less than 10 are needed, of halving and golden section 60 to 80. The smallest.
_STEPS, _STEP = 80, 1e-13

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)


@dataclass(frozen=True)
class _Coordinate:
    """x of a coordinate y on the whole line, for each element: arrays of shape (elements,).

    x = center + scale sinh y between infinite ends, low + scale e^y above a finite one, high - scale e^-y below one,
    and between two finite ends the logistic function of y.
    """

    low: Array
    high: Array
    center: Array
    scale: Array

    def take(self, index: Index) -> _Coordinate:
        """Return the coordinates of some elements."""
        return _Coordinate(self.low[index], self.high[index], self.center[index], self.scale[index])

    def x(self, y: Array) -> Array:
        """Point of a coordinate."""
        with np.errstate(over="ignore", invalid="ignore"):
            near, far = self.scale / (1.0 + np.exp(-y)), self.scale / (1.0 + np.exp(y))
            return self._choose(
                self.center + self.scale * np.sinh(y),
                self.low + self.scale * np.exp(y),
                self.high - self.scale * np.exp(-y),
                np.where(y < 0.0, self.low + near, self.high - far),
            )

    def y(self, x: Array) -> Array:
        """Coordinate of a point."""
        with np.errstate(all="ignore"):
            above, below = np.log((x - self.low) / self.scale), np.log((self.high - x) / self.scale)
            return self._choose(np.arcsinh((x - self.center) / self.scale), above, -below, above - below)

    def log_slope(self, y: Array) -> Array:
        """Logarithm of dx/dy."""
        a = np.abs(y)
        between = -a - 2.0 * np.log1p(np.exp(-a))
        return np.log(self.scale) + self._choose(a - math.log(2.0) + np.log1p(np.exp(-2.0 * a)), y, -y, between)

    def end(self, end: Array, sign: float) -> Array:
        """Where the coordinate ends towards an end of the support."""
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.log(self.scale) - np.log(_CLOSE * np.abs(end))
        return sign * np.where(np.isfinite(end) & (end != 0.0), np.clip(near, 1.0, _END), _END)

    def _choose(self, free: Array, up: Array, down: Array, between: Array) -> Array:
        low, high = np.isfinite(self.low), np.isfinite(self.high)
        return np.where(low & high, between, np.where(low, up, np.where(high, down, free)))


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
        self.law, self.draws, self.center, self.spread = law, draws, center, spread
        self.coordinate = _Coordinate(low, high, center, np.where(scale > 0.0, scale, spread))
        first, last = self.coordinate.end(low, -1.0), self.coordinate.end(high, 1.0)
        y = np.clip(self.coordinate.y(draws[list(_ORDER)]), first, last)
        steps = np.maximum(y[-1] - y[0], 1e-8) * 4.0 ** np.arange(-1, 16)[:, None]
        edges = np.concatenate([first[None], y[0] - steps[::-1], y, y[-1] + steps, last[None]])
        self.edges = np.clip(edges, first, last)

    @property
    def _every(self) -> Index:
        return np.arange(self.law.batch_shape[0])

    @cached_property
    def _found(self) -> NDArray[np.bool_]:
        """Whether the mass of each element was found."""
        return np.abs(self._integral(self.edges, self._every, one) - 1.0) <= _MISSED

    def expect(self, f: Function) -> Array:
        """Mean of f of each element: infinite or NaN where it diverges, NaN where the mass was not found."""
        return np.where(self._found, self._integral(self.edges, self._every, f), np.nan)

    def tails(self, x: Array, index: Index) -> tuple[Array, Array]:
        """Probabilities of values below and above x, the smaller to its own relative accuracy; x is of `index`."""
        coordinate, edges = self.coordinate.take(index), self.edges[:, index]
        first, last = edges[0], edges[-1]
        inside = (x > coordinate.low) & (x < coordinate.high)
        y = np.clip(coordinate.y(np.where(inside, x, coordinate.center)), first, last)
        left = y < edges[len(edges) // 2]
        steps = 4.0 ** np.arange(-14, 5)[:, None]
        edges = np.sort(np.concatenate([edges, y[None], np.where(left, y - steps, y + steps)]), axis=0)
        edges = np.clip(edges, np.where(left, first, y), np.where(left, y, last))
        smaller = self._integral(edges, index, one)
        below = np.where(inside, np.where(left, smaller, 1.0 - smaller), x >= coordinate.high)
        above = np.where(inside, np.where(left, 1.0 - smaller, smaller), x <= coordinate.low)
        known = self._found[index] & ~np.isnan(x)
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

    def _integral(self, edges: Array, index: Index, f: Function) -> Array:
        """Integral of f p between the first and the last edge, and beyond those that are ends of the coordinate.

        Column i of `edges` belongs to element ``index[i]``. Beyond the ends f p dx/dy is an exponential of y.
        """
        inner = total = self._panels(edges, index, f)
        for edge, end, inwards in ((edges[0], self.edges[0], 1.0), (edges[-1], self.edges[-1], -1.0)):
            at, before = self._integrand(np.stack([edge, edge + inwards]), index, f)
            with np.errstate(all="ignore"):
                decay = np.log(before / at)
                rest = np.where(decay > 1e-9, at / decay, np.copysign(np.inf, at))
                matters = (edge == end[index]) & (np.abs(at) > 1e-17 * np.abs(inner)) & np.isfinite(at)
                total = total + np.where(matters, rest, 0.0)
        return total

    def _integrand(self, y: Array, index: Index, f: Function) -> Array:
        """Values of f p dx/dy at coordinates of shape (points, panels), panel i of element ``index[i]``."""
        coordinate = self.coordinate.take(index)
        x = coordinate.x(y)
        with np.errstate(all="ignore"):
            weight = np.exp(gather(self.law, index).log_prob(x) + coordinate.log_slope(y))
            weight = np.where(np.isfinite(weight), weight, 0.0)  # a point that was rounded to an infinite end
            return np.where(weight > 0.0, weight * np.asarray(f(x, index)), 0.0)

    def _rule(self, left: Array, right: Array, index: Index, f: Function) -> tuple[Array, Array]:
        """Gauss's rule on panels: integrals of f and of |f|."""
        half = 0.5 * (right - left)
        value = self._integrand(left + half * (1.0 + _NODES[:, None]), index, f)
        with np.errstate(invalid="ignore"):
            return half * (_WEIGHTS @ value), half * (_WEIGHTS @ np.abs(value))

    def _panels(self, edges: Array, index: Index, f: Function) -> Array:
        count = edges.shape[1]
        left, right, column = edges[:-1].ravel(), edges[1:].ravel(), np.tile(np.arange(count), len(edges) - 1)
        used = right > left
        left, right, column = left[used], right[used], column[used]
        value, _ = self._rule(left, right, index[column], f)
        total, size = np.zeros(count), np.zeros(count)
        for _ in range(_HALVINGS):
            middle = 0.5 * (left + right)
            twice = index[np.tile(column, 2)]
            halves, sizes = self._rule(np.append(left, middle), np.append(middle, right), twice, f)
            refined, refined_size = halves.reshape(2, -1).sum(axis=0), sizes.reshape(2, -1).sum(axis=0)
            everything = size + np.bincount(column, refined_size, count)
            with np.errstate(invalid="ignore"):
                poor = np.abs(refined - value) > _AGREEMENT * everything[column]
            poor &= (np.bincount(column[poor], minlength=count) < _BAD)[column]
            total += np.bincount(column[~poor], refined[~poor], count)
            size += np.bincount(column[~poor], refined_size[~poor], count)
            if not np.any(poor):
                return total
            left, right = np.append(left[poor], middle[poor]), np.append(middle[poor], right[poor])
            value, column = halves[np.tile(poor, 2)], np.tile(column[poor], 2)
        return total + np.bincount(column, value, count)
