"""Conformance kit for distributions: what any distribution must satisfy, ours and users' own.

The statistical checks are two-sided tests at a stated false-alarm rate; a failure at 1e-9 is not bad luck.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _testing_events
from .distributions import Distribution
from .errors import ParameterError

__all__ = [
    "FALSE_ALARM",
    "check_distribution",
    "check_draws",
    "check_events",
    "check_gradients",
    "check_log_prob",
    "check_score_mean",
    "check_shapes",
    "z_limit",
]

#: Probability that a correct distribution fails any one check.
FALSE_ALARM = 1e-9
#: Share of draws that may lie at a kink, where difference quotients have no meaning.
_KINKS = 0.02


def check_distribution(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Run all checks.

    Parameters
    ----------
    d : Distribution
    samples : int
        Draws for the statistical checks. A maximal difference of distribution functions of 3.3 / sqrt(samples), or a
        bias of 6.2 standard errors, is noticed half of the time.
    rng : None, int, SeedSequence or Generator
        As in `numpy.random.default_rng`.

    Raises
    ------
    AssertionError
        Naming the distribution and what it violates.

    Examples
    --------
    >>> import reparamx as rx
    >>> from reparamx.testing import check_distribution
    >>> check_distribution(rx.Laplace(0.0, [1.0, 2.0]))
    """
    rng = np.random.default_rng(rng)
    check_shapes(d, rng=rng)
    if d.definition.event_rank:
        check_events(d, samples=samples, rng=rng)
        return
    check_log_prob(d, rng=rng)
    check_gradients(d, rng=rng)
    check_draws(d, samples=samples, rng=rng)
    check_score_mean(d, samples=samples, rng=rng)


def check_events(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Check a law whose variables have axes.

    There is no cdf: what is checked is log_prob of draws and outside of the bounds of entries, derivatives against
    difference quotients, that the score has mean zero, that the pathwise and the score-function gradient of E f(x)
    agree for three smooth f, each at `FALSE_ALARM`, and of discrete laws the frequency of each value.
    """
    rng = np.random.default_rng(rng)
    _testing_events.check_support(d, rng=rng)
    _testing_events.check_derivatives(d, draws=50, rng=rng)
    if d.definition.discrete:
        if _testing_events.check_frequencies(d, samples=samples, rng=rng, limit=z_limit):
            _check_mean_of_score(d, samples, rng)
        return
    _check_mean_of_score(d, samples, rng)
    _testing_events.check_two_gradients(d, samples=samples, rng=rng, limit=z_limit)


def check_shapes(d: Distribution, *, rng: Any = 0) -> None:
    """Check the shapes and types of draws, densities and derivatives."""
    for size, lead in ((None, ()), (3, (3,)), ((2, 300), (2, 300)), (0, (0,))):
        x = d.sample(size, rng=rng)
        _require(d, np.shape(x) == lead + d.shape, f"sample({size}) has shape {np.shape(x)}, not {lead + d.shape}")
        density = d.log_prob(x)
        _require(d, np.shape(density) == lead + d.batch_shape, f"log_prob has shape {np.shape(density)}")
        for name, slope in d.score(x).items():
            extra = _rank_shape(d, name)
            _require(d, slope.shape == lead + d.batch_shape + extra, f"score has shape {slope.shape} for {name}")
    repeated = np.random.default_rng(7)
    first = d.sample(5, rng=7)
    _require(d, np.array_equal(first, d.sample(5, rng=repeated)), "the same seed gives other numbers")


def check_log_prob(d: Distribution, *, rng: Any = 0) -> None:
    """Check that log_prob is -inf exactly outside of the support, and NaN only for NaN; so are its derivatives."""
    low, high = (np.broadcast_to(np.asarray(edge, float), d.batch_shape) for edge in d.support)
    outside = [low + 0.5] if d.definition.discrete else []
    outside += [np.nextafter(low, -np.inf), np.nextafter(high, np.inf)]
    outside += [low - np.maximum(1.0, np.abs(low)), high + np.maximum(1.0, np.abs(high))]
    for x in outside:
        density = d.log_prob(x)
        _require(d, bool(np.all(density == -np.inf)), f"log_prob({x}) = {density} outside of the support, not -inf")
        if np.all(np.isfinite(x)):
            _require_numbers(d, d.score(x), f"score({x}) outside of the support")
    _require(d, bool(np.all(np.isnan(d.log_prob(np.nan)))), "log_prob(nan) is not nan")
    inside = [d.sample(64, rng=rng), *(edge for edge in (low, high) if np.all(np.isfinite(edge)))]
    for x in inside:
        density = d.log_prob(x)
        _require(d, not np.any(np.isnan(density)), f"log_prob({x}) is nan")
        _require_numbers(d, d.score(x), f"score({x})")
    _require(d, bool(np.all(d.log_prob(inside[0]) > -np.inf)), "log_prob of a draw is -inf")


def check_gradients(d: Distribution, *, draws: int = 200, rng: Any = 0) -> None:
    """Check score and sample_and_grad against difference quotients of fourth order."""
    seed = int(np.random.default_rng(rng).integers(2**32))
    x = d.sample(draws, rng=seed)
    score = d.score(x)
    for name, slope in score.items():
        unit = _unit(d, name, slope, x)
        quotient = _quotient(d, name, unit, lambda e: e.log_prob(x))
        if quotient is not None:
            _require_close(d, f"score for {name}", name, slope, quotient, unit, 1.0 + np.abs(d.log_prob(x)))
    if d.definition.implicit and d.definition.reparametrised:
        _testing_events.check_level(d, draws=draws, rng=seed)
    elif d.definition.reparametrised and not d.definition.straight_through:
        x, grad = d.sample_and_grad(draws, rng=seed)
        _require(d, np.array_equal(x, d.sample(draws, rng=seed)), "sample and sample_and_grad draw other numbers")
        for name, slope in grad.items():
            unit = _unit(d, name, score[name], x)
            quotient = _quotient(d, name, unit, lambda e: e.sample(draws, rng=seed))
            if quotient is not None:
                scale = np.abs(x) + np.sqrt(np.mean(np.square(slope * unit), axis=0))
                _require_close(d, f"sample_and_grad for {name}", name, slope, quotient, unit, scale)


def check_draws(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Check the law of draws: Kolmogorov and Smirnov's test with the cdf, or counts with the probabilities."""
    x = d.sample(samples, rng=rng).reshape(samples, -1)
    low, high = (np.broadcast_to(np.asarray(edge, float), d.batch_shape).ravel() for edge in d.support)
    _require(d, bool(np.all((x >= low) & (x <= high))), "a draw lies outside of the support")
    elements = max(1, math.prod(d.batch_shape))
    if d.definition.discrete:
        _check_counts(d, x, int(np.max(high)), elements)
        return
    # Massart's constant: P(sup |F_n - F| > t) <= 2 exp(-2 n t^2).
    limit = math.sqrt(math.log(2.0 * elements / FALSE_ALARM) / (2.0 * samples))
    level = np.sort(np.asarray(d.cdf(x.reshape(samples, *d.shape)), float).reshape(samples, -1), axis=0)
    steps = np.arange(samples + 1)[:, None] / samples
    distance = np.maximum(np.abs(level - steps[1:]), np.abs(level - steps[:-1])).max(axis=0)
    _require(d, bool(np.all(distance <= limit)), f"the law of draws differs from the cdf by {distance}, limit {limit}")


def _check_counts(d: Distribution, x: NDArray[Any], largest: int, elements: int) -> None:
    n = len(x)
    for k in range(largest + 1):
        p = np.exp(np.asarray(d.log_prob(k), float)).ravel()
        count = np.sum(x == k, axis=0)
        limit = z_limit(elements * (largest + 1))
        # Bernstein's inequality keeps the normal tail honest for rare values.
        spread = limit * np.sqrt(n * p * (1.0 - p)) + limit**2 / 3.0 * (p > 0.0) * (p < 1.0)
        fine = np.abs(count - n * p) <= spread + 1e-9 * n
        _require(d, bool(np.all(fine)), f"value {k} was drawn {count} times of {n}, expected {n * p}")
        _require(d, bool(np.all((p > 0.0) | (count == 0))), f"value {k} of probability 0 was drawn")


def check_score_mean(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Check that the score has mean zero, for the parameters that do not move the support."""
    if d.definition.discrete:
        values = np.arange(int(np.max(d.support[1])) + 1).reshape((-1,) + (1,) * len(d.batch_shape))
        if np.any(np.exp(d.log_prob(values)) < 100.0 / samples):
            return  # too rare to be seen in so few draws, and of large score
    _check_mean_of_score(d, samples, rng)


def _check_mean_of_score(d: Distribution, samples: int, rng: Any) -> None:
    x = d.sample(samples, rng=rng)
    bounds = {
        p.name: {"nonnegative": (0.0,), "unit_interval": (0.0, 1.0)}.get(p.constraint, ())
        for p in d.definition.parameters
    }
    for name, slope in d.score(x).items():
        if name in d.definition.support_depends or np.any(np.isin(d.parameters[name], bounds[name])):
            continue  # at the border of the parameters values of probability 0 have a score, but are not drawn
        error = np.std(slope, axis=0, ddof=1) / math.sqrt(samples)
        mean = np.mean(slope, axis=0)
        limit = z_limit(max(1, mean.size)) * error + 1e-12 * np.max(np.abs(slope), axis=0) + 1e-14
        _require(d, bool(np.all(np.abs(mean) <= limit)), f"the score for {name} has mean {mean}, limit {limit}")


def z_limit(tests: int = 1, false_alarm: float = FALSE_ALARM) -> float:
    """Return the largest |z| that any of so many correct tests exceeds with probability `false_alarm` together."""
    return -NormalDist().inv_cdf(false_alarm / (2.0 * tests))


def _rank_shape(d: Distribution, name: str) -> tuple[int, ...]:
    rank = next(p.rank for p in d.definition.parameters if p.name == name)
    shape = tuple(np.shape(d.parameters[name]))
    return shape[len(shape) - rank :]


def _unit(d: Distribution, name: str, score: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """Return the change of a parameter that its law notices: one over the root mean square of the score.

    Of a bound of the support, where the density may be almost nothing, not more than the spread of draws.
    """
    size = np.sqrt(np.mean(np.square(score), axis=0))
    unit = np.asarray(1.0 / np.where(size > 0.0, size, 1.0))
    if name in d.definition.support_depends:
        return np.asarray(np.minimum(unit, np.std(x, axis=0)))
    if not d.definition.discrete:
        positive = any(p.name == name and p.constraint == "positive" for p in d.definition.parameters)
        return np.minimum(unit, d.parameters[name]) if positive else unit
    return np.asarray(np.minimum(unit, np.maximum(1.0, np.abs(d.parameters[name]))))  # rare values were not drawn


def _quotient(d: Distribution, name: str, unit: NDArray[Any], f: Any) -> NDArray[Any] | None:
    """Return the difference quotient in one parameter, None for rows and where the neighbours are no parameters."""
    if _rank_shape(d, name) != ():
        return None
    step = 1e-3 * unit
    values = []
    for k in (-2, -1, 1, 2):
        try:
            values.append(np.asarray(f(_testing_events.moved(d, name, d.parameters[name] + k * step)), float))
        except ParameterError:
            return None
    with np.errstate(invalid="ignore"):
        return np.asarray((8.0 * (values[2] - values[1]) - (values[3] - values[0])) / (12.0 * step))


def _require_close(d: Distribution, what: str, name: str, exact: Any, quotient: Any, unit: Any, scale: Any) -> None:
    error = np.abs((exact - quotient) * unit) / scale
    # A parameter that is moved by little of itself is moved inexactly.
    rounding = 4.0 * np.finfo(float).eps * np.abs(d.parameters[name]) / (1e-3 * unit)
    bad = np.isfinite(quotient) & (error > 1e-7 + rounding)
    worst = np.max(np.where(bad, error, 0.0))
    _require(d, np.mean(bad) <= _KINKS, f"{what} differs from its difference quotient by {worst} of its scale")


def _require_numbers(d: Distribution, slopes: dict[str, NDArray[Any]], what: str) -> None:
    for name, slope in slopes.items():
        _require(d, not np.any(np.isnan(slope)), f"{what} is nan for {name}")


def _require(d: Distribution, holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(f"{d!r}: {message}")
