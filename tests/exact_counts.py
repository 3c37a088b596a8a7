"""Exact values behind the laws of counts and angles: what references of ops may call, besides exact.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exact import Retry
from mpmath import mp, mpf

_HEADER = Path(__file__).resolve().parent.parent / "src" / "reparamx" / "random" / "counts.hpp"
#: The constants of the hat of transformed rejection: intercept and slope of each.
HAT = {name: (float(p), float(q)) for name, p, q in re.findall(r"hat_(\w)\[\] = {(.+?), (.+?)}", _HEADER.read_text())}
SQUEEZE_US = float(re.findall(r"squeeze_us = ([\d.]+)", _HEADER.read_text())[0])
SQUEEZE_R = tuple(float(v) for v in re.findall(r"squeeze_r\[\] = {(.+?), (.+?)}", _HEADER.read_text())[0])

# ------------------------------------------------------------------------------------------------- densities


def excess_deviance(d: Any, m: Any) -> mpf:
    """By its series where the logarithm would need more digits."""
    if abs(d) < m * mpf(10) ** -20:
        return d * d / (2 * m) * (1 - d / (3 * m))
    return (m + d) * mp.log((m + d) / m) - d if d > -m else (m if d == -m else mp.nan)


def factorial_rest(x: Any) -> mpf:
    if x < 1e-20:
        return x * (1 - mp.euler - mp.log(x)) if x else mpf(0)
    return mp.log(2 * mp.pi * x) / 2 + 1 / (12 * x) if x > 1e20 else mp.loggamma(x + 1) - x * mp.log(x) + x


def factorial_rest_slope(x: Any) -> mpf:
    if x < 1e-20:
        return -mp.euler - mp.log(x)
    return 1 / (2 * x) - 1 / (12 * x * x) if x > 1e20 else mp.digamma(1 + x) - mp.log(x)


def log_skellam(x: Any, m: Any, n: Any) -> mpf:
    if x != int(x):
        return mp.nan
    return x / 2 * mp.log(m / n) + mp.log(mp.besseli(abs(x), 2 * mp.sqrt(m * n))) - m - n


def skellam_ratio(x: Any, m: Any, n: Any) -> mpf:
    if x != int(x):
        return mp.nan
    z = 2 * mp.sqrt(m * n)
    return mp.sqrt(n / m) * mp.besseli(abs(x - 1), z) / mp.besseli(abs(x), z) - 1


# ------------------------------------------------------------------------------------------------- draws of counts


def _inverted(u: Any, first: mpf, step: Callable[[int], mpf]) -> mpf:
    """Smallest x with P(X > x) <= u."""
    x, p, tail = 0, first, 1 - first
    while u < tail:
        x += 1
        p *= step(x)
        tail -= p
    return mpf(x)


def _rejected(u: Any, v: Any, mean: mpf, deviation: mpf, probability: Callable[[int], mpf]) -> mpf:
    """Transformed rejection, as in random/counts.hpp."""
    b = mpf(HAT["b"][0]) + mpf(HAT["b"][1]) * deviation
    a = mpf(HAT["a"][0]) + mpf(HAT["a"][1]) * b
    h = mpf(HAT["h"][0]) + mpf(HAT["h"][1]) / deviation
    more = Retry(float(u), float(v))
    while True:
        t = u - mpf(1) / 2
        us = mpf(1) / 2 - abs(t)
        k = int(mp.floor((2 * a / us + b) * t + mean + mpf(1) / 2))
        if k >= 0 and v * h <= (a / us**2 + b) * probability(k):
            return mpf(k)
        u, v = more.uniform(), more.uniform()


def draw_poisson(u: Any, v: Any, rate: Any) -> mpf:
    if rate < 20:
        return _inverted(u, mp.exp(-rate), lambda k: rate / k)
    return _rejected(
        u, v, rate, mp.sqrt(rate), lambda k: mp.exp(k * mp.log(rate) - rate - mp.loggamma(k + 1)) if k >= 0 else mpf(0)
    )


def draw_binomial(u: Any, v: Any, n: Any, p: Any) -> mpf:
    if p > 0.5:
        return n - draw_binomial(u, v, n, 1 - p)
    q, total = 1 - p, int(n)
    if n * p * q < 20:
        return _inverted(u, q**total, lambda k: (total + 1 - k) * p / (q * k))
    return _rejected(
        u, v, n * p, mp.sqrt(n * p * q), lambda k: mp.binomial(total, k) * p**k * q ** (total - k) if k <= n else mpf(0)
    )


def draw_hypergeometric(u: Any, v: Any, good: Any, bad: Any, sample: Any) -> mpf:
    if sample > good + bad:
        return mp.nan
    if good > bad:
        return sample - draw_hypergeometric(u, v, bad, good, sample)
    size = good + bad
    if sample > size - sample:
        return good - draw_hypergeometric(u, v, good, bad, size - sample)
    a, b, n = int(good), int(bad), int(sample)
    mean = mpf(n * a) / max(a + b, 1)
    variance = mean * b / max(a + b, 1) * (a + b - n) / max(a + b - 1, 1)
    if variance < 20:
        none = mp.binomial(b, n) / mp.binomial(a + b, n)
        return _inverted(u, none, lambda k: mpf((a + 1 - k) * (n + 1 - k)) / (k * (b - n + k)))

    def probability(k: int) -> mpf:
        return mp.binomial(a, k) * mp.binomial(b, n - k) / mp.binomial(a + b, n) if k <= min(a, n) else mpf(0)

    return _rejected(u, v, mean, mp.sqrt(variance), probability)


# ------------------------------------------------------------------------------------------------- angles


def log_i0e(k: Any) -> mpf:
    if k < 1e6:
        return mp.log(mp.besseli(0, k)) - k
    return -mp.log(2 * mp.pi * k) / 2 + 1 / (8 * k) + 1 / (16 * k**2) + mpf(25) / 384 / k**3 + mpf(13) / 128 / k**4


def bessel_complement(k: Any) -> mpf:
    if k < 1e6:
        return 1 - mp.besseli(1, k) / mp.besseli(0, k)
    return 1 / (2 * k) + 1 / (8 * k**2) + 1 / (8 * k**3) + mpf(25) / 128 / k**4 + mpf(13) / 32 / k**5


def _arc(f: Callable[[mpf], mpf], a: mpf, b: mpf, k: mpf) -> mpf:
    """Integral over panels of the width of a peak of concentration k."""
    width = min(mp.pi, 2 / mp.sqrt(k + 1))
    count = int(mp.ceil((b - a) / width)) or 1
    return mp.quad(f, [a + (b - a) * i / count for i in range(count + 1)])


def von_mises_cdf(x: Any, k: Any) -> mpf:
    with mp.workdps(30):
        a = abs(mpf(x))
        rest = _arc(lambda t: mp.exp(k * (mp.cos(t) - mp.cos(a))), a, +mp.pi, k)
        tail = rest * mp.exp(k * (mp.cos(a) - 1) - log_i0e(k)) / (2 * mp.pi)
        return tail if x < 0 else 1 - tail


def von_mises_slope(x: Any, k: Any) -> mpf:
    """Of the integral from 0 and that to pi, which are equal, the one that does not cancel."""
    with mp.workdps(30):
        a, ratio = abs(mpf(x)), 1 - bessel_complement(k)
        ends = (mpf(0), a) if mp.cos(a) > ratio else (+mp.pi, a)
        low, high = min(ends), max(ends)
        total = _arc(lambda t: (ratio - mp.cos(t)) * mp.exp(k * (mp.cos(t) - mp.cos(a))), low, high, k)
        return mp.sign(x) * (total if ends[0] == 0 else -total)


def draw_von_mises(u: Any, v: Any, k: Any) -> mpf:
    """Best and Fisher's wrapped Cauchy angles, in the paper's constants."""
    r = 1 + mp.sqrt(1 + 4 * k * k)
    s = r / (2 * k)
    more = Retry(float(u), float(v))
    while True:
        x = 2 * mp.atan(mp.sqrt((s - 1) / (s + 1)) * mp.tan(mp.pi * (u - mpf(1) / 2)))
        c = k * (s - mp.cos(x))
        if v <= c * mp.exp(1 - c):
            return x
        u, v = more.uniform(), more.uniform()


def draw_integer(u: Any, v: Any, n: Any) -> mpf:
    return min(max(mp.floor(n * (u + (v - mpf(1) / 2) / mpf(2) ** 52)), mpf(0)), n - 1)
