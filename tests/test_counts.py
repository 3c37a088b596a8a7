"""Draws of discrete laws, on both sides of every switch of algorithm that the cases of their declarations name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats
from counts import assert_counts_fit
from exact_counts import HAT, SQUEEZE_R, SQUEEZE_US, draw_binomial, draw_hypergeometric, draw_poisson
from laws import CASES, Case, ids
from mpmath import mp, mpf

from reparamx._core import evaluate

COUNTED = [c for c in CASES if c.build().definition.discrete]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", COUNTED, ids=ids)
def test_draws_follow_the_law(case: Case, dtype: str) -> None:
    """Chi-square, n = 2^18 of each element, 1e-6 / 1000 each: a cell of 1 % that is off by 15 % is seen.

    In float32, where counts above 2^24 have gaps, large counts are not compared.
    """
    x = case.build(dtype).sample(2**18, rng=17, dtype=dtype).astype(float)
    if dtype == "float64" or np.max(np.abs(x)) < 2**24:
        assert_counts_fit(case.build(), x.reshape(len(x), -1), 1e-6 / 1000)


def largest_ratio(law: Any) -> float:
    """Largest P(X = x) (a / us^2 + b) / h over all us that lead to some x: at most 1 if the sampler is exact."""
    mean, deviation = law.mean(), law.std()
    (b0, b1), (a0, a1), (h0, h1) = (HAT[name] for name in "bah")
    b = b0 + b1 * deviation
    a, h = a0 + a1 * b, h0 + h1 / deviation
    x = np.arange(max(0.0, np.floor(mean - 25 * deviation)), mean + 35 * deviation + 40)
    density = np.zeros(x.shape)
    for end in (x, x + 1):  # of the interval that is rounded to x, where |end| = 2 a (1/2 - us) / us + b (1/2 - us)
        c = np.abs(end - mean - 0.5) + 2 * a - 0.5 * b
        root = np.sqrt(c**2 + 4 * a * b)
        us = np.where(c > 0, 2 * a / (c + root), (root - c) / (2 * b))
        density = np.maximum(density, a / us**2 + b)
    return float(np.max(law.pmf(x) * density) / h)


def smallest_ratio(law: Any) -> float:
    """Smallest P(X = x) (a / us^2 + b) / h over us from `squeeze_us` on."""
    mean, deviation = law.mean(), law.std()
    (b0, b1), (a0, a1), (h0, h1) = (HAT[name] for name in "bah")
    b = b0 + b1 * deviation
    a, h = a0 + a1 * b, h0 + h1 / deviation
    us = np.linspace(SQUEEZE_US, 0.5, 801)
    t = np.stack([0.5 - us, us - 0.5])
    x = np.floor((2 * a / us + b) * t + mean + 0.5)
    return float(np.min(law.pmf(x) * (a / us**2 + b)) / h)


def large_laws() -> list[Any]:
    rng = np.random.default_rng(0)
    laws = [scipy.stats.poisson(m) for m in np.append(np.arange(20, 45, 0.02), 10 ** rng.uniform(1.5, 7, 50))]
    for variance in 20 * 10 ** np.append(rng.uniform(0, 0.3, 500), rng.uniform(0, 3, 200)):
        p, q = 10 ** rng.uniform(-3, np.log10(0.5), 2)
        laws.append(scipy.stats.binom(np.ceil(variance / (p * (1 - p))), p))
        size = np.ceil(variance / (p * (1 - p) * q * (1 - q)))
        laws.append(scipy.stats.hypergeom(size, np.ceil(size * p), np.ceil(size * q)))
    return [law for law in laws if law.var() >= 20]


def test_the_hat_is_above_every_law_of_large_variance() -> None:
    assert max(largest_ratio(law) for law in large_laws()) < 1


def test_the_squeeze_is_below_every_law_of_large_variance() -> None:
    """Of the same laws, and of far larger ones, which are nearly normal."""
    laws = [*large_laws()[::9], *(scipy.stats.poisson(m) for m in (1e8, 1e10, 1e12))]
    limits = [SQUEEZE_R[0] + SQUEEZE_R[1] / (HAT["b"][0] + HAT["b"][1] * law.std()) for law in laws]
    assert all(smallest_ratio(law) > limit for law, limit in zip(laws, limits, strict=True))


#: Of draws by inversion and by rejection.
FAR_OUT: dict[str, tuple[Any, list[tuple[float, ...]]]] = {
    "draw_poisson": (draw_poisson, [(1e-9,), (0.3,), (19.5,), (20.5,), (1e4,)]),
    "draw_binomial": (draw_binomial, [(7.0, 0.5), (1e5, 1e-7), (300.0, 0.9375), (80.0, 0.5), (1e5, 0.875)]),
    "draw_hypergeometric": (draw_hypergeometric, [(30.0, 40.0, 20.0), (9.0, 900.0, 500.0), (1e3, 500.0, 700.0)]),
}


@pytest.mark.parametrize("op", FAR_OUT)
def test_draws_of_the_smallest_uniforms(op: str) -> None:
    """A uniform near 0 leads to the count of a probability that differs from it by no more than the rounding of 1."""
    reference, laws = FAR_OUT[op]
    u = np.ldexp(np.tile([1.0, 1.25], 30), -np.repeat(np.arange(24, 54), 2)[:60])
    v = np.random.default_rng(5).uniform(size=u.size)
    for law in laws:
        drawn = evaluate(op, [u, v, *(np.full(u.size, p) for p in law)], "float64", None)
        with mp.workdps(50):
            for x, u0, v0 in zip(drawn, u, v, strict=True):
                ends = [reference(mpf(u0 + off), mpf(float(v0)), *map(mpf, law)) for off in (2.0**-49, 0.0)]
                far = reference(max(mpf(u0) - mpf(2) ** -49, mpf(2) ** -62), mpf(float(v0)), *map(mpf, law))
                assert x == ends[1] or min(*ends, far) <= x <= max(*ends, far), (law, u0, v0)
