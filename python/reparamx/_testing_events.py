"""Checks of laws whose variables have axes: derivatives entry by entry, and two ways to the same gradient."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .distributions import Distribution
from .errors import ParameterError

Array = Any
Entry = tuple[Any, ...]

#: Entries of one parameter that are moved, spread evenly.
_ENTRIES = 32


def require(d: Distribution, holds: bool, message: str) -> None:
    """Raise naming the distribution."""
    if not holds:
        raise AssertionError(f"{d!r}: {message}")


def moved(d: Distribution, name: str, value: Any) -> Distribution:
    """The law with another value of a parameter, which is checked when it is used."""
    other = copy.copy(d)
    other.parameters = {**d.parameters, name: np.asarray(value)}
    other._checked = set()
    return other


def check_support(d: Distribution, *, rng: Any) -> None:
    """Check log_prob of draws, of draws with an entry outside of the bounds of entries, and of NaN."""
    x = np.asarray(d.sample(64, rng=rng), float)
    density, score = d.log_prob(x), d.score(x)
    require(d, bool(np.all(density > -np.inf)), "log_prob of a draw is -inf or nan")
    for name, slope in score.items():
        require(d, not np.any(np.isnan(slope)), f"score of draws is nan for {name}")
    first: Any = (..., *(0,) * len(d.event_shape))
    for edge, side in zip(d.support, (-1.0, 1.0), strict=True):
        if np.all(np.isfinite(edge)):
            outside = x.copy()
            outside[first] = np.broadcast_to(np.asarray(edge, float), d.shape)[first] + side
            density = d.log_prob(outside)
            require(d, bool(np.all(density == -np.inf)), f"log_prob of an entry beyond {edge} is {density}, not -inf")
    unknown = d.log_prob(np.full(d.shape, np.nan))
    require(d, bool(np.all(np.isnan(unknown) | (unknown == -np.inf))), "log_prob(nan) is a number")


def check_derivatives(d: Distribution, *, draws: int, rng: Any) -> None:
    """Check score and sample_and_grad against difference quotients of fourth order, entry by entry."""
    seed = int(np.random.default_rng(rng).integers(2**32))
    x = d.sample(draws, rng=seed)
    score = d.score(x)
    path: dict[str, Array] = {}
    if at_fixed_noise(d):
        y, path = d.sample_and_grad(draws, rng=seed)
        require(d, np.array_equal(x, y), "sample and sample_and_grad draw other numbers")
    for name, slopes in score.items():
        for entry in entries(d, name):
            unit = _unit(d, name, slopes[(..., *entry)])
            scale = 1.0 + np.abs(d.log_prob(x))
            _compare(d, f"score for {name}{list(entry)}", name, slopes, entry, unit, lambda e: e.log_prob(x), scale)
            if name in path:
                scale = 1.0 + np.abs(x)
                wide = np.reshape(unit, (*np.shape(unit), *(1,) * len(d.event_shape)))
                what = f"sample_and_grad for {name}{list(entry)}"
                _compare(d, what, name, path[name], entry, unit, lambda e: e.sample(draws, rng=seed), scale, wide)


def at_fixed_noise(d: Distribution) -> bool:
    """Whether the derivatives of draws are those at fixed noise, so that draws of moved parameters show them."""
    law = d.definition
    return law.reparametrised and not (law.straight_through or law.implicit or law.samplers)


def check_level(d: Distribution, *, draws: int, rng: Any) -> None:
    """Check that implicitly reparametrised draws do not change their distribution function: F_theta = -p dx/dtheta."""
    x, path = d.sample_and_grad(draws, rng=rng)
    density, score = d.prob(x), d.score(x)
    for name, slopes in path.items():
        rank = len(own_shape(d, name))
        level = -slopes * np.reshape(density, (*x.shape, *(1,) * rank))
        for entry in entries(d, name):
            unit = unit_of(d, name, score[name][(..., *entry)], x)
            what = f"p dx/d{name}{list(entry)}"
            _compare(d, what, name, level, entry, unit, lambda e: e.cdf(x), np.ones(()))


def own_shape(d: Distribution, name: str) -> tuple[int, ...]:
    """Axes of a parameter of one variable."""
    rank = next(p.rank for p in d.definition.parameters if p.name == name)
    shape = tuple(np.shape(d.parameters[name]))
    return shape[len(shape) - rank :]


def unit_of(d: Distribution, name: str, score: Array, x: Array) -> Array:
    """Return the change of a parameter that its law notices: one over the root mean square of the score.

    Of a bound of the support, where the density may be almost nothing, not more than the spread of draws.
    """
    size = np.sqrt(np.mean(np.square(score), axis=0))
    unit = np.asarray(1.0 / np.where(size > 0.0, size, 1.0))
    if own_shape(d, name):
        return np.asarray(np.minimum(unit, 1.0))  # of the entries
    if name in d.definition.support_depends:
        return np.asarray(np.minimum(unit, np.std(x, axis=0)))
    if not d.definition.discrete:
        positive = any(p.name == name and p.constraint == "positive" for p in d.definition.parameters)
        return np.asarray(np.minimum(unit, d.parameters[name])) if positive else unit
    return np.asarray(np.minimum(unit, np.maximum(1.0, np.abs(d.parameters[name]))))  # rare values were not drawn


def _unit(d: Distribution, name: str, score: Array) -> Array:
    """Return the change of a parameter that its law notices: one over the root mean square of the score."""
    size = np.sqrt(np.mean(np.square(score), axis=0))
    return 1.0 / np.maximum(size, 1e-3 * (1.0 + np.max(np.abs(d.parameters[name]), initial=0.0)))


def entries(d: Distribution, name: str) -> Iterator[Entry]:
    """Entries of one variable's part of a parameter, at most `_ENTRIES`."""
    listed = list(np.ndindex(own_shape(d, name)))
    return iter(listed[:: max(1, len(listed) // _ENTRIES)])


def _compare(
    d: Distribution,
    what: str,
    name: str,
    slopes: Array,
    entry: Entry,
    unit: Array,
    f: Callable[[Distribution], Any],
    scale: Array,
    wide: Array | None = None,
) -> None:
    """Compare a derivative, in units of the parameter, with the quotient; of symmetric matrices along both entries."""
    step = 1e-3 * unit
    mirrored = entry[::-1] if len(entry) == 2 and entry[0] != entry[1] else None
    for along in [(entry,)] + ([(entry, mirrored)] if mirrored else []):
        values = []
        try:
            for k in (-2, -1, 1, 2):
                shape = np.shape(d.parameters[name])
                value = np.array(
                    np.broadcast_to(d.parameters[name], (*d.batch_shape, *shape[len(shape) - len(entry) :]))
                )
                for place in along:
                    value[(..., *place)] += k * step
                values.append(np.asarray(f(moved(d, name, value)), float))
        except ParameterError:
            continue
        with np.errstate(invalid="ignore"):
            by_unit = (8.0 * (values[2] - values[1]) - (values[3] - values[0])) / 12e-3
            exact = sum(slopes[(..., *place)] for place in along) * (unit if wide is None else wide)
            error = np.abs(exact - by_unit) / (scale + np.abs(exact))
        bad = np.isfinite(by_unit) & (error > 1e-6)
        # Draws at a kink, where quotients have no meaning, are few.
        require(
            d, np.mean(bad) <= 0.02, f"{what} differs from its difference quotient by {np.max(error[bad], initial=0.0)}"
        )
        return


def check_two_gradients(d: Distribution, *, samples: int, rng: Any, limit: Callable[[int], float]) -> None:
    """Check that pathwise and score-function gradients of E f(x) agree, for three smooth f of standardised draws.

    They do only if draws follow the density. The difference has mean zero, draw by draw, for every entry of every
    parameter that does not move the support; `limit` tells how many standard errors a number of such tests may reach.
    """
    if not d.definition.reparametrised or d.definition.straight_through:
        return
    rng = np.random.default_rng(rng)
    axes = tuple(range(-len(d.event_shape), 0)) if d.event_shape else ()
    pilot = d.sample(1024, rng=rng)
    center, spread = np.median(pilot, axis=0), np.std(pilot, axis=0)
    spread = np.where(spread > 1e-12 * np.max(np.abs(pilot), axis=0), spread, np.inf)  # a constant entry says nothing
    weights = np.cos(1.0 + np.arange(math.prod(d.event_shape))).reshape(d.event_shape)
    weights = weights / np.sqrt(np.sum(np.square(weights)))
    x, path = d.sample_and_grad(samples, rng=rng)
    score = d.score(x)
    z = (x - center) / spread
    at = np.sum(weights * z, axis=axes, keepdims=True)
    functions = {
        "tanh(w z)": (np.tanh(at), weights * (1.0 - np.square(np.tanh(at)))),
        "cos(w z + 1)": (np.cos(at + 1.0), -weights * np.sin(at + 1.0)),
        "mean tanh(z)": (np.mean(np.tanh(z), axis=axes, keepdims=True), (1.0 - np.square(np.tanh(z))) / weights.size),
    }
    names = [name for name in path if name not in d.definition.support_depends]
    tests = len(functions) * sum(math.prod(path[name].shape[1:]) for name in names)
    for text, (value, slope) in functions.items():
        baseline = np.mean(value[: samples // 2], axis=0)  # of half of the draws: its effect is beyond the resolution
        cost = np.squeeze(value - baseline, axis=axes)
        for name in names:
            own = path[name].ndim - x.ndim
            wide = np.reshape(slope / spread, (*np.shape(slope / spread), *(1,) * own))
            through = np.sum(wide * path[name], axis=tuple(range(x.ndim - len(axes), x.ndim)))
            difference = through - np.reshape(cost, (*cost.shape, *(1,) * own)) * score[name]
            error = np.std(difference, axis=0, ddof=1) / math.sqrt(samples)
            bad = np.abs(np.mean(difference, axis=0)) > limit(tests) * error + 1e-12
            what = f"pathwise and score-function gradients of E {text} for {name} differ by"
            require(d, not np.any(bad), f"{what} {np.mean(difference, axis=0)}, standard error {error}")


def check_frequencies(d: Distribution, *, samples: int, rng: Any, limit: Callable[[int], float]) -> bool:
    """Check how often each value of a discrete law was drawn; return whether all values were seen often enough."""
    x = np.asarray(d.sample(samples, rng=rng), float)
    enough = True
    for index in np.ndindex(d.batch_shape):
        rows = x[(slice(None), *index)].reshape(samples, -1)
        values, counts = np.unique(rows, axis=0, return_counts=True)
        full = np.broadcast_to(
            values.reshape((-1, *(1,) * len(d.batch_shape), *d.event_shape)), (len(values), *d.shape)
        )
        p = np.exp(np.asarray(d.log_prob(full), float))[(slice(None), *index)]
        reach = limit(len(values))
        # Bernstein's inequality keeps the normal tail honest for rare values.
        spread = reach * np.sqrt(samples * p * (1.0 - p)) + reach**2 / 3.0 * (p < 1.0)
        fine = np.abs(counts - samples * p) <= spread + 1e-9 * samples
        require(
            d, bool(np.all(fine)), f"values {values[~fine]} were drawn {counts[~fine]} times, expected {samples * p}"
        )
        enough = enough and bool(np.all(p > 100.0 / samples) and np.sum(p) > 1.0 - 1e-9)
    return enough
