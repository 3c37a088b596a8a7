"""Conformance kit for distributions: what any distribution must satisfy, ours and users' own.

The statistical checks are two-sided tests at a stated false-alarm rate; a failure at 1e-9 is not bad luck. The checks
of formulas (moments, distribution functions, quantiles) compare them with integrals of the density, without chance.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _testing_events
from ._testing_events import own_shape, require
from .distributions import Distribution
from .distributions import _numeric as numeric
from .distributions._gather import gather
from .errors import ParameterError

__all__ = [
    "FALSE_ALARM",
    "check_distribution",
    "check_draws",
    "check_events",
    "check_formulas",
    "check_gradients",
    "check_log_prob",
    "check_mean",
    "check_score_mean",
    "check_shapes",
    "z_limit",
]

#: Probability that a correct distribution fails any one check.
FALSE_ALARM = 1e-9
#: Share of draws that may lie at a kink, where difference quotients have no meaning.
_KINKS = 0.02
#: Largest relative difference of a formula from the integral of the density.
_AGREEMENT = 1e-6
#: Where x is no more exact than this share of itself: integrals go no nearer to an end of the support that is not 0.
_RESOLUTION = 2.0**-38
#: A discrete law of more values than this is compared by its distribution function, not value by value.
_MANY = 1000


def check_distribution(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Run all checks.

    Of a law of one variable everything that its class defines is checked against its density: moments, entropy, mode,
    ``cdf``, ``sf``, ``icdf``. Of laws of several variables the mean is compared with draws.

    Parameters
    ----------
    d : Distribution
    samples : int
        Draws for the statistical checks. A maximal difference of distribution functions of 3.3 / sqrt(samples), or a
        bias of a mean score of 6.2 standard errors, is noticed half of the time.
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
    check_mean(d, samples=samples, rng=rng)
    if d.definition.event_rank:
        check_events(d, samples=samples, rng=rng)
        return
    check_log_prob(d, rng=rng)
    check_gradients(d, rng=rng)
    check_draws(d, samples=samples, rng=rng)
    check_formulas(d, rng=rng)
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
        require(d, np.shape(x) == lead + d.shape, f"sample({size}) has shape {np.shape(x)}, not {lead + d.shape}")
        density = d.log_prob(x)
        require(d, np.shape(density) == lead + d.batch_shape, f"log_prob has shape {np.shape(density)}")
        for name, slope in d.score(x).items():
            extra = own_shape(d, name)
            require(d, slope.shape == lead + d.batch_shape + extra, f"score has shape {slope.shape} for {name}")
    repeated = np.random.default_rng(7)
    first = d.sample(5, rng=7)
    require(d, np.array_equal(first, d.sample(5, rng=repeated)), "the same seed gives other numbers")


def check_log_prob(d: Distribution, *, rng: Any = 0) -> None:
    """Check that log_prob is -inf exactly outside of the support, and NaN only for NaN; so are its derivatives."""
    low, high = (np.broadcast_to(np.asarray(edge, float), d.shape) for edge in d.support)
    outside = [low + 0.5] if d.definition.discrete else []
    outside += [np.nextafter(low, -np.inf), np.nextafter(high, np.inf)]
    outside += [low - np.maximum(1.0, np.abs(low)), high + np.maximum(1.0, np.abs(high))]
    if getattr(d, "periodic", False):
        outside = [np.full(d.batch_shape, end) for end in (-np.inf, np.inf)]
    for x in outside:
        if d.event_shape and not np.all(np.isfinite(x)):
            continue
        density = d.log_prob(x)
        require(d, bool(np.all(density == -np.inf)), f"log_prob({x}) = {density} outside of the support, not -inf")
        if np.all(np.isfinite(x)):
            _require_numbers(d, d.score(x), f"score({x}) outside of the support")
    if not (d.definition.discrete and d.event_shape):  # NaN is no label
        unknown = d.log_prob(np.full(d.event_shape, np.nan))
        require(d, bool(np.all(np.isnan(unknown))), "log_prob(nan) is not nan")
    inside = [d.sample(64, rng=rng)]
    inside += [edge for edge in (low, high) if not d.event_shape and np.all(np.isfinite(edge))]
    for x in inside:
        density = d.log_prob(x)
        require(d, not np.any(np.isnan(density)), f"log_prob({x}) is nan")
        _require_numbers(d, d.score(x), f"score({x})")
    require(d, bool(np.all(d.log_prob(inside[0]) > -np.inf)), "log_prob of a draw is -inf")


def check_gradients(d: Distribution, *, draws: int = 200, rng: Any = 0) -> None:
    """Check score and sample_and_grad against difference quotients of fourth order.

    Of a parameter that is a vector or a matrix along a direction in proportion to its entries.
    """
    generator = np.random.default_rng(rng)
    seed = int(generator.integers(2**32))
    x = d.sample(draws, rng=seed)
    scores = d.score(x)
    along = {name: _direction(d, name, generator) for name in scores}
    units = {}
    for name, slope in scores.items():
        slope = _along(d, name, slope, along[name], 0)
        units[name] = _testing_events.unit_of(d, name, slope, x)
        quotient = _quotient(d, name, along[name], units[name], lambda e: e.log_prob(x))
        if quotient is not None:
            _require_close(d, f"score for {name}", name, slope, quotient, units[name], 1.0 + np.abs(d.log_prob(x)))
    if d.definition.implicit and d.definition.reparametrised:
        _testing_events.check_level(d, draws=draws, rng=seed)
    elif _testing_events.at_fixed_noise(d):
        x, grad = d.sample_and_grad(draws, rng=seed)
        require(d, np.array_equal(x, d.sample(draws, rng=seed)), "sample and sample_and_grad draw other numbers")
        for name, slope in grad.items():
            slope = _along(d, name, slope, along[name], len(d.event_shape))
            unit = units[name].reshape(d.batch_shape + (1,) * len(d.event_shape))
            quotient = _quotient(d, name, along[name], unit, lambda e: e.sample(draws, rng=seed))
            if quotient is not None:
                scale = np.abs(x) + np.sqrt(np.mean(np.square(slope * unit), axis=0))
                _require_close(d, f"sample_and_grad for {name}", name, slope, quotient, unit, scale)


def check_formulas(d: Distribution, *, rng: Any = 0) -> None:
    """Check what the class defines against the density: of laws of one variable, without chance.

    Mean, variance and entropy are compared with integrals (of discrete laws sums), ``cdf`` and ``sf`` with the tails at
    draws and at far quantiles, to 1e-6 of themselves; ``icdf`` must be the inverse of ``cdf``; no draw may be more
    likely than the mode. Where an integral is not found to that accuracy nothing is compared.
    """
    if d.event_shape or not d.definition.noises:
        return
    x = np.asarray(d.sample(200, rng=rng), float)
    spread = np.quantile(x, 0.9, axis=0) - np.quantile(x, 0.1, axis=0)
    for name in ("mean", "variance", "entropy"):
        if d._defines(name):
            exact = getattr(numeric, name)(d)
            value = d.entropy() if name == "entropy" else getattr(d, name)
            scale = {"mean": spread + np.abs(exact), "variance": exact, "entropy": 1.0 + np.abs(exact)}[name]
            _require_same(d, name, value, exact, scale)
    if d._defines("mode"):
        best, reached = d.log_prob(d.mode), d.log_prob(x)
        require(d, bool(np.all(reached <= best + 1e-9 * (1.0 + np.abs(best)))), f"a draw is more likely than {d.mode}")
    q = np.array([1e-9, 1e-3, 0.2, 0.5, 0.9, 1.0 - 1e-6]).reshape((-1,) + (1,) * len(d.batch_shape))
    if d._defines("icdf"):
        x = np.concatenate([x, np.broadcast_to(d.icdf(q), (len(q), *d.batch_shape))])
    density = np.zeros_like(x) if d.definition.discrete else d.prob(x)
    blurred = np.where(np.isfinite(density), density, 1.0) * _RESOLUTION * np.abs(x)
    for name, side in (("cdf", 0), ("sf", 1)):
        if d._defines(name):
            exact = numeric.points(d, x, "x", lambda solver, at, index, side=side: solver.tails(at, index)[side])  # type: ignore[misc]
            _require_same(d, name, getattr(d, name)(x), exact, exact + (blurred + 1e-15) / _AGREEMENT)
    if d._defines("cdf") and d._defines("icdf"):
        if d.definition.discrete:
            require(d, bool(np.all(d.icdf(d.cdf(x)) == x)), "icdf(cdf(x)) is not x")
        else:
            _require_same(d, "cdf(icdf(q)) - q", d.cdf(d.icdf(q)) - q, 0.0 * q, 1.0 + blurred[-len(q) :] / _AGREEMENT)


def check_draws(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Check the law of draws: Kolmogorov and Smirnov's test with the cdf, or counts with the probabilities.

    Of laws of several variables only that draws lie in the support.
    """
    x = np.asarray(d.sample(samples, rng=rng)).reshape(samples, -1)
    low, high = (np.broadcast_to(np.asarray(edge, float), d.shape).ravel() for edge in d.support)
    require(d, bool(np.all((x >= low) & (x <= high))), "a draw lies outside of the support")
    if d.event_shape or not d.definition.noises:
        return
    elements = max(1, math.prod(d.batch_shape))
    if d.definition.discrete and np.max(high - low) <= _MANY:
        _check_counts(d, x, range(int(np.min(low)), int(np.max(high)) + 1), elements)
        return
    # Massart's constant: P(sup |F_n - F| > t) <= 2 exp(-2 n t^2), of any law.
    limit = math.sqrt(math.log(2.0 * elements / FALSE_ALARM) / (2.0 * samples))
    x = np.sort(x, axis=0)
    level = np.asarray(d.cdf(x.reshape(samples, *d.shape)), float).reshape(samples, -1)
    above = np.stack([np.searchsorted(column, column, "right") for column in x.T], axis=-1) / samples
    distance = np.abs(level - above)
    if not d.definition.discrete:
        distance = np.maximum(distance, np.abs(level - np.arange(samples)[:, None] / samples))
    worst = distance.max(axis=0)
    require(d, bool(np.all(worst <= limit)), f"the law of draws differs from the cdf by {worst}, limit {limit}")


def _check_counts(d: Distribution, x: NDArray[Any], values: range, elements: int) -> None:
    n = len(x)
    for k in values:
        p = np.exp(np.asarray(d.log_prob(k), float)).ravel()
        count = np.sum(x == k, axis=0)
        limit = z_limit(elements * len(values))
        # Bernstein's inequality keeps the normal tail honest for rare values.
        spread = limit * np.sqrt(n * p * (1.0 - p)) + limit**2 / 3.0 * (p > 0.0) * (p < 1.0)
        fine = np.abs(count - n * p) <= spread + 1e-9 * n
        require(d, bool(np.all(fine)), f"value {k} was drawn {count} times of {n}, expected {n * p}")
        require(d, bool(np.all((p > 0.0) | (count == 0))), f"value {k} of probability 0 was drawn")


def check_mean(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    r"""Check the mean against the median of means of draws, whatever the tails are, if the variance is finite.

    Of k = 8 log(1 / a) groups it is further than :math:`\sigma \sqrt{32 \log(1 / a) / n}` from the mean with a
    probability of at most a (Lugosi and Mendelson, 2019, theorem 2): 0.1 standard deviations for 2**16 samples.
    """
    try:
        mean, variance = d.mean, d.variance
    except NotImplementedError:  # of a law whose variables have axes
        return
    certainty = math.log(max(1, math.prod(d.shape)) / FALSE_ALARM)
    groups = math.ceil(8.0 * certainty)
    x = np.asarray(d.sample(samples // groups * groups, rng=rng), float)
    middle = np.median(x.reshape((groups, -1, *d.shape)).mean(axis=1), axis=0)
    with np.errstate(invalid="ignore"):
        limit = np.sqrt(variance * (32.0 * certainty / len(x))) + 1e-12 * np.abs(middle)
        bad = np.isfinite(mean) & np.isfinite(limit) & (np.abs(middle - mean) > limit)
    require(d, not np.any(bad), f"draws have mean {middle}, the distribution {mean}, limit {limit}")


def check_score_mean(d: Distribution, *, samples: int = 2**16, rng: Any = 0) -> None:
    """Check that the score has mean zero, for the parameters that do not move the support.

    Of a discrete law of one variable by summing over its values, since rare ones have a large score, else from draws.
    """
    if not d.definition.discrete or d.event_shape:
        _check_mean_of_score(d, samples, rng)
        return
    for name in _scored(d):
        for entry in _testing_events.entries(d, name):

            def at(x: Any, index: Any, name: str = name, entry: Any = entry) -> Any:
                return gather(d, index).score(x)[name][(..., *entry)]

            def square(x: Any, index: Any, at: Any = at) -> Any:
                return np.square(at(x, index))

            mean, size = numeric.expect(d, at), np.sqrt(numeric.expect(d, square))
            bad = np.abs(mean) > _AGREEMENT * size + 1e-14  # never of NaN: the mass of the law was not found
            require(d, not np.any(bad), f"the score for {name}{list(entry)} has mean {mean}, root mean square {size}")


def _scored(d: Distribution) -> list[str]:
    """Parameters whose score has mean zero.

    At the border of the parameters values of probability 0 have a score, but are not drawn.
    """
    border = {"nonnegative": (0.0,), "unit_interval": (0.0, 1.0)}
    return [
        p.name
        for p in d.definition.parameters
        if p.name not in d.definition.support_depends
        and not np.any(np.isin(d.parameters[p.name], border.get(p.constraint, ())))
    ]


def _check_mean_of_score(d: Distribution, samples: int, rng: Any) -> None:
    x = d.sample(samples, rng=rng)
    score = d.score(x)
    for name in _scored(d):
        slope = score[name]
        error = np.std(slope, axis=0, ddof=1) / math.sqrt(samples)
        mean = np.mean(slope, axis=0)
        limit = z_limit(max(1, mean.size)) * error + 1e-12 * np.max(np.abs(slope), axis=0) + 1e-14
        require(d, bool(np.all(np.abs(mean) <= limit)), f"the score for {name} has mean {mean}, limit {limit}")


def z_limit(tests: int = 1, false_alarm: float = FALSE_ALARM) -> float:
    """Return the largest |z| that any of so many correct tests exceeds with probability `false_alarm` together."""
    return -NormalDist().inv_cdf(false_alarm / (2.0 * tests))


def _direction(d: Distribution, name: str, generator: np.random.Generator) -> NDArray[Any]:
    """Return a change of a parameter, 1 or, of vectors and matrices, in proportion to the entries, as symmetric."""
    own = own_shape(d, name)
    if own == ():
        return np.ones(np.shape(d.parameters[name]))
    signs = generator.choice([-1.0, 1.0], own)
    if len(own) > 1 and own[-1] == own[-2]:
        signs = 0.5 * (signs + np.swapaxes(signs, -1, -2))
    value = d.parameters[name]
    return np.asarray(signs * np.where(np.isfinite(value), value, 0.0))


def _along(d: Distribution, name: str, slope: NDArray[Any], along: NDArray[Any], inner: int) -> NDArray[Any]:
    """Derivative along a direction; `inner` axes of a variable stand before those of the parameter."""
    rank = len(own_shape(d, name))
    batch = np.shape(along)[: np.ndim(along) - rank]
    along = along.reshape(batch + (1,) * inner + np.shape(along)[len(batch) :])
    return np.asarray(np.sum(slope * along, axis=tuple(range(-rank, 0))))


def _quotient(d: Distribution, name: str, along: NDArray[Any], unit: NDArray[Any], f: Any) -> NDArray[Any] | None:
    """Return the difference quotient along a direction, None where the neighbours are no parameters."""
    step = 1e-3 * unit
    own = own_shape(d, name)
    wide = step.reshape(d.batch_shape + (1,) * len(own)) * along
    values = []
    for k in (-2, -1, 1, 2):
        try:
            moved = _testing_events.moved(d, name, d.parameters[name] + k * wide)
            values.append(np.asarray(f(moved), float))
        except ParameterError:
            return None
    with np.errstate(invalid="ignore"):
        return np.asarray((8.0 * (values[2] - values[1]) - (values[3] - values[0])) / (12.0 * step))


def _require_close(d: Distribution, what: str, name: str, exact: Any, quotient: Any, unit: Any, scale: Any) -> None:
    error = np.abs((exact - quotient) * unit) / scale
    # A parameter that is moved by little of itself is moved inexactly.
    size = 1.0 if own_shape(d, name) else np.abs(d.parameters[name])
    rounding = 4.0 * np.finfo(float).eps * size / (1e-3 * unit)
    bad = np.isfinite(quotient) & (error > 1e-7 + rounding)
    worst = np.max(np.where(bad, error, 0.0))
    require(d, np.mean(bad) <= _KINKS, f"{what} differs from its difference quotient by {worst} of its scale")


def _require_same(d: Distribution, what: str, value: Any, exact: Any, scale: Any) -> None:
    """Require that a formula agrees with an integral, where that is known; infinite where it is."""
    with np.errstate(invalid="ignore"):
        close = (value == exact) | (np.abs(value - exact) <= _AGREEMENT * scale) | np.isnan(exact)
    require(d, bool(np.all(close)), f"{what} is {value}, by its density it should be {exact}")


def _require_numbers(d: Distribution, slopes: dict[str, NDArray[Any]], what: str) -> None:
    for name, slope in slopes.items():
        require(d, not np.any(np.isnan(slope)), f"{what} is nan for {name}")
