r"""Draws from a distribution function alone, and their derivatives by the implicit function theorem.

From :math:`F(x, \theta) = u` follows :math:`dx / d\theta = -F_\theta / p` (Figurnov, Mohamed and Mnih 2018, eq. 6). A
step of Newton's method :math:`x - (F(x, \theta) - u) / p(x, \theta)` from a constant solution x has exactly this
derivative; a second step makes the derivatives up to the third exact, since each step doubles the order of the error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..special import stop_gradient
from ..trace.traced import Traced

__all__ = ["between", "implicit", "invert", "solve"]

Function = Callable[[Any], Any]

#: Halvings of a bracket: down to 2^-60 of it, beyond the 2^-53 of a double.
HALVINGS = 60
#: Steps of Newton's method, for derivatives up to the third order.
STEPS = 2
#: Where the coordinate of an infinite support ends: sinh and exp are finite there, and beyond is less than 1e-300.
REACH = 700.0


def implicit(x: Any, cdf: Function, density: Function) -> Any:
    """Return draws x with their derivatives in whatever `cdf` depends on.

    Parameters
    ----------
    x : traced
        Draws; their own derivatives are dropped.
    cdf, density : callable
        The distribution function and its derivative in x.

    Returns
    -------
    traced
        The value of x, exactly.
    """
    x = stop_gradient(x)
    for _ in range(STEPS):
        level = cdf(x)
        x = _newton(x, level - stop_gradient(level), density(x))
    return x


def _newton(x: Any, residual: Any, slope: Any) -> Any:
    """Return x - residual / slope; x where there is no slope to speak of."""
    known = stop_gradient(slope)
    usable = np.isfinite(known) & (known > 0.0)
    return np.where(usable, x - residual / np.where(usable, slope, 1.0), x)


def solve(function: Function, slope: Function, goal: Any, low: Any, high: Any) -> Any:
    """Return the x between two bounds at which an increasing function is a goal, with its derivatives.

    Parameters
    ----------
    function, slope : callable
        The function and its derivative.
    goal, low, high : array or traced
        They broadcast against each other and what the function returns.
    """
    target, left, right = stop_gradient(goal), stop_gradient(low), stop_gradient(high)
    for _ in range(HALVINGS):
        middle = 0.5 * left + 0.5 * right
        below = stop_gradient(function(middle)) < target
        left, right = np.where(below, middle, left), np.where(below, right, middle)
    x = 0.5 * left + 0.5 * right
    for _ in range(STEPS):
        moved = _newton(x, function(x) - goal, slope(x))
        # Newton's steps give the derivatives; their values count within the last bracket only.
        inside = (stop_gradient(moved) >= left) & (stop_gradient(moved) <= right)
        x = np.where(inside, moved, stop_gradient(x) + (moved - stop_gradient(moved)))
    return x


def invert(cdf: Function, density: Function, level: Any, support: tuple[Any, Any]) -> Any:
    """Return the x in a support at which a distribution function has a level, with its derivatives.

    The bracket is halved in a coordinate that is logarithmic towards every end of the support.
    """
    low, high = (stop_gradient(end) for end in support)
    place = _coordinate(low, high)
    left: Any = -REACH
    right: Any = REACH
    target = stop_gradient(level)
    for _ in range(HALVINGS + 11):  # the first 11 find the order of magnitude
        middle = 0.5 * (left + right)
        reached = stop_gradient(cdf(place(middle)))
        # What overflows at the ends of the coordinate says nothing.
        reached = np.where(np.isnan(reached), np.where(np.greater(middle, 0.0), 1.0, 0.0), reached)
        below = reached < target
        left, right = np.where(below, middle, left), np.where(below, right, middle)
    x = place(0.5 * (left + right))
    for _ in range(STEPS):
        moved = _newton(x, cdf(x) - level, density(x))
        near = np.abs(stop_gradient(moved - x)) <= 1e-6 * np.abs(place(right) - place(left)) + 1e-9 * np.abs(x)
        x = np.where(near, moved, stop_gradient(x) + (moved - stop_gradient(moved)))
    return x


def _coordinate(low: Any, high: Any) -> Function:
    """Return x of a coordinate on the whole line: sinh, or exp from an end, or the logistic function between two."""
    left, right = _finite(low), _finite(high)

    def place(y: Any) -> Any:
        near = _choose(left, lambda: low + np.exp(y), lambda: np.sinh(y))
        far = _choose(right, lambda: high - np.exp(-y), lambda: near)
        both = _choose(right, lambda: low + (high - low) / (1.0 + np.exp(-y)), lambda: near)
        return _choose(left, lambda: both, lambda: far)

    return place


def _finite(end: Any) -> Any:
    """Whether an end is finite: True or False if that is known."""
    finite = np.isfinite(end)
    if isinstance(finite, Traced):
        return finite
    return bool(np.all(finite)) if np.all(finite) == np.any(finite) else finite


def _choose(condition: Any, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    if isinstance(condition, bool):
        return first() if condition else second()
    return np.where(condition, first(), second())


def between(x: Any, low: Any, high: Any) -> Any:
    """Return x, or the bound it passed by rounding, with the derivative of x."""
    value = stop_gradient(x)
    inside = np.minimum(np.maximum(value, stop_gradient(low)), stop_gradient(high))
    return inside + (x - value)
