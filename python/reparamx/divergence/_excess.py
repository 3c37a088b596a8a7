"""Differences that vanish to second order, without their cancellation: what divergences of near laws are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..distributions._math import EULER, gauss, op

__all__ = [
    "bregman",
    "expm1_excess",
    "lgamma_excess",
    "lgamma_rest",
    "log1p_excess",
    "ratio_excess",
    "relative_entropy_term",
]

Value = Any

#: Riemann's zeta function of 2, 3, ... 17.
_ZETA = (
    1.6449340668482264,
    1.2020569031595943,
    1.0823232337111382,
    1.0369277551433699,
    1.0173430619844491,
    1.0083492773819228,
    1.0040773561979443,
    1.0020083928260822,
    1.0009945751278181,
    1.0004941886041195,
    1.0002460865533080,
    1.0001227133475785,
    1.0000612481350587,
    1.0000305882363070,
    1.0000152822594086,
    1.0000076371976379,
)
#: Up to here series are used: beyond, less than a digit cancels.
_NEAR = 0.3


def log1p_excess(u: Value) -> Value:
    """u - log(1 + u), for |u| <= 0.3: u s - 2 (s^3 / 3 + s^5 / 5 + ...), s = u / (2 + u)."""
    s = u / (2.0 + u)
    square = np.square(s)
    series: Value = 0.0
    for k in range(25, 1, -2):
        series = series * square + 1.0 / k
    return u * s - 2.0 * s * square * series


def expm1_excess(z: Value) -> Value:
    """e^z - 1 - z, infinite for large z."""
    near = np.abs(z) < _NEAR
    small = np.where(near, z, 0.0)
    series: Value = 1.0
    for k in range(14, 2, -1):
        series = 1.0 + small / k * series
    return np.where(near, 0.5 * np.square(small) * series, np.expm1(np.where(near, 1.0, z)) - z)


def lgamma_excess(numerator: Value, denominator: Value) -> Value:
    """Log gamma(r) + Euler's constant (r - 1) of a positive ratio r, 0 at r = 1."""
    u = (numerator - denominator) / denominator
    near = np.abs(u) < 0.1
    small = np.where(near, u, 0.0)
    series: Value = 0.0
    for k in range(17, 1, -1):
        series = _ZETA[k - 2] / k - small * series
    r = np.where(near, 2.0, numerator / denominator)
    return np.where(near, np.square(small) * series, op("lgamma", r) + EULER * (r - 1.0))


def lgamma_rest(a: Value, b: Value) -> Value:
    """Log gamma(b) - log gamma(a) - (b - a) digamma(a)."""
    far = op("lgamma", b) - op("lgamma", a) - (b - a) * op("digamma", a)
    return bregman(a, b, lambda c: op("trigamma", c), far)


def bregman(a: Value, b: Value, bend: Callable[[Value], Value], far: Value) -> Value:
    """F(b) - F(a) - (b - a) F'(a) of positive a and b, given F'' and what it is far from a.

    Near a it is (b - a)^2 times the integral of (1 - s) F''(a + s (b - a)) from 0 to 1, by Gauss.
    """
    step = b - a
    near = (step > -0.5 * a) & (step < a)
    small, integral = np.where(near, step, 0.0), 0.0
    for s, weight in gauss(12):
        integral = integral + weight * (1.0 - s) * bend(a + s * small)
    return np.where(near, np.square(small) * integral, far)


def ratio_excess(numerator: Value, denominator: Value, power: int = 1) -> Value:
    """R - 1 - log R of R = (numerator / denominator)^power, a power 1 or 2 of a positive ratio."""
    u = (numerator - denominator) / denominator
    if power == 2:
        u = u * (2.0 + u)
    near = np.abs(u) < _NEAR
    r = np.where(near, 1.0, numerator / denominator)
    far = r**power - 1.0 - power * (np.log(numerator) - np.log(denominator))
    return np.where(near, log1p_excess(np.where(near, u, 0.0)), far)


def relative_entropy_term(p: Value, q: Value, log_p: Value, log_q: Value) -> Value:
    """P log(p / q) - p + q of two probabilities; their sum over all values is the divergence."""
    possible = p > 0.0
    some = np.where(possible, p, 1.0)
    u = np.where(possible, (q - p) / some, 0.0)
    near = np.abs(u) < _NEAR
    far = some * np.where(possible & ~near, log_p - log_q, 0.0) + (q - p)
    return np.where(possible, np.where(near, p * log1p_excess(np.where(near, u, 0.0)), far), q)
