"""Coordinates of the lines that laws of one variable live on, logarithmic towards the ends of the support."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ._gather import Array, Index

__all__ = ["Coordinate"]

#: Where the coordinate ends: x is then 1e130 scales away, and what is left of f p falls like a power of x.
_END = 300.0
#: An end of the support is approached up to this share of its own size, where the distance is still exact to 4 digits.
_CLOSE = 2.0**-40


@dataclass(frozen=True)
class Coordinate:
    """x of a coordinate y on the whole line, for each element: arrays of shape (elements,).

    x = center + scale sinh y between infinite ends, low + scale e^y above a finite one, high - scale e^-y below one,
    and between two finite ends the logistic function of y.
    """

    low: Array
    high: Array
    center: Array
    scale: Array

    def take(self, index: Index) -> Coordinate:
        """Return the coordinates of some elements."""
        return Coordinate(self.low[index], self.high[index], self.center[index], self.scale[index])

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
