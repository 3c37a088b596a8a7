r"""What all mixtures have in common: :math:`p(x) = \sum_k w_k p_k(x)`, and their implicit reparametrisation.

A draw x of a component is also a draw of the mixture, whose distribution function F is known. Held at the same
:math:`F(x, \theta)`, it moves by :math:`dx / d\theta = -F_\theta / p` (Figurnov, Mohamed and Mnih 2018, eq. 6). Where
the entries of x are independent within each component, the same holds for one entry after the other with F the
distribution function given the entries before it, whose weights are those of the components after these entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import logsumexp, softmax, stop_gradient
from ._base import Distribution, Value
from ._combined import Combinator, formula
from ._implicit import STEPS, implicit, solve
from ._math import number

__all__ = ["Mixing", "constant_support", "log_weights"]


def log_weights(mixture: Distribution) -> Value:
    """Logarithms of the weights of a Categorical, -inf with derivative zero where they are 0."""
    if "logits" in mixture.parameters:
        logits = mixture.parameters["logits"]
        return logits - logsumexp(logits, axis=-1, keepdims=True)
    probs = mixture.parameters["probs"]
    zero = stop_gradient(probs) == 0.0
    known = np.log(np.where(zero, 1.0, probs)) - np.log(np.sum(probs, axis=-1, keepdims=True))
    return np.where(zero, -np.inf, known)


def constant_support(law: Distribution) -> tuple[float, float] | None:
    """Support of a law of which no parameter moves it, None if one does."""
    if law.definition.support_depends:
        return None
    low, high = (np.unique(np.asarray(end, float)) for end in law.support)
    return (float(low[0]), float(high[0])) if low.size == high.size == 1 else None


class Mixing(Combinator):
    """A mixture: subclasses say what the components are."""

    _implicit_draws = True

    @property
    def mixture(self) -> Any:
        """The law of the number of the component."""
        return self._part("mixture")

    def _each(self, what: str, x: Value) -> Value:
        """A function of x by all components, on a last axis."""
        raise NotImplementedError

    def _log_density(self, x: Value) -> Value:
        weights, density = log_weights(self.mixture), self._each("log_prob", x)
        # A component of weight 0 may have an infinite density.
        return logsumexp(np.where(stop_gradient(weights) == -np.inf, -np.inf, weights + density), axis=-1)

    def _average(self, values: Value) -> Value:
        """Weighted mean over the components; those of weight 0 do not count, whatever their value."""
        w = np.exp(log_weights(self.mixture))
        return np.sum(np.where(stop_gradient(w) == 0.0, 0.0, w * values), axis=-1)

    def _implicit(self, x: Value) -> Value:
        """Return draws of numbers with derivatives."""
        return implicit(x, self._level, lambda x: np.exp(self._log_density(x)))

    def _level(self, x: Value) -> Value:
        return self._average(self._each("cdf", x))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        self._require_numbers("cdf")
        with np.errstate(all="ignore"):
            return self._level(number(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        self._require_numbers("sf")
        with np.errstate(all="ignore"):
            return self._average(self._each("sf", number(x)))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``, between those of the components, by halving."""
        self._require_numbers("icdf")
        if self.definition.discrete:
            return super().icdf(q)
        with np.errstate(all="ignore"):
            level = number(q)
            inside = (level > 0.0) & (level < 1.0)
            safe = np.where(inside, level, 0.5)
            ends = self._each("icdf", stop_gradient(safe))
            used = np.exp(log_weights(self.mixture)) > 0.0
            low = np.min(np.where(used, ends, np.inf), axis=-1)
            high = np.max(np.where(used, ends, -np.inf), axis=-1)
            x = solve(self._level, lambda x: np.exp(self.log_prob(x)), safe, low, high)
            first, last = self.support
            return np.where(inside, x, np.where(level == 0.0, first, np.where(level == 1.0, last, np.nan)))[()]

    def _require_numbers(self, what: str) -> None:
        if self.event_shape:
            raise NotImplementedError(f"{self.name} has no {what}: its variables have axes")

    def _moments(self) -> tuple[Value, Value]:
        """Means and variances of the components, on a last axis."""
        raise NotImplementedError

    def _weighted(self, values: Value) -> Value:
        """Mean over the components of something with the axes of a variable."""
        w = np.exp(log_weights(self.mixture))
        shape = np.shape(w)
        w = np.reshape(w, (*shape[:-1], *(1,) * len(self.event_shape), shape[-1]))
        return np.sum(np.where(w == 0.0, 0.0, w * values), axis=-1)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self._weighted(self._moments()[0]))

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        means, variances = self._moments()
        center = np.expand_dims(self._weighted(means), -1)
        return self._spread(self._weighted(variances + np.square(means - center)))


def entry_by_entry(x: Value, weights: Value, entries: Sequence[Distribution]) -> Value:
    """Return draws x of shape (..., entries) with derivatives; component k of entry i is the law ``entries[i]``."""
    x = stop_gradient(x)
    columns = [x[..., i] for i in range(len(entries))]
    for _ in range(STEPS):
        known = weights
        for i, law in enumerate(entries):
            share = softmax(known, axis=-1)
            at = columns[i][..., None]
            density = law.log_prob(at)
            level = np.sum(share * law.cdf(at), axis=-1)
            slope = np.sum(share * np.exp(density), axis=-1)
            usable = stop_gradient(slope) > 0.0
            step = (level - stop_gradient(level)) / np.where(usable, slope, 1.0)
            columns[i] = np.where(usable, columns[i] - step, columns[i])
            known = known + law.log_prob(columns[i][..., None])
    return np.stack(columns, axis=-1)


def has_formula(law: Distribution) -> bool:
    """Whether a law can be part of an implicit reparametrisation: a cdf with derivatives, a support that stays."""
    if law.definition.discrete or law.event_shape:
        return False
    return constant_support(law) is not None and bool(formula(law, "cdf"))
