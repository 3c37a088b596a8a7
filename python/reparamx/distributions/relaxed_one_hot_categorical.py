"""Relaxed categorical distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import logsumexp, softmax
from ._base import Distribution, Reference, Value
from ._weights import conditions, log_probs, proportions
from .exp_relaxed_categorical import log_ratio_density

#: How far the sum of the entries may be from 1.
_TOLERANCE = 1e-5


class RelaxedOneHotCategorical(Distribution):
    r"""Points of the simplex that tend to draws of `OneHotCategorical` as the temperature falls (Concrete).

    .. math:: x = \mathrm{softmax}(y), \quad y_k = \frac{l_k + g_k}{T}, \quad g_k \sim \mathrm{Gumbel}(0, 1)

    .. math:: p(x) = (K - 1)!\; T^{K-1} \frac{\prod_k e^{l_k} x_k^{-T-1}}{\left(\sum_k e^{l_k} x_k^{-T}\right)^K}

    (Maddison, Mnih and Teh 2017, eq. 10; Jang, Gu and Poole 2017), the density of the first K - 1 entries. A gradient
    through it is that of another law: biased for the discrete one, the more so the higher the temperature. At low
    temperatures entries round to 0, where the density is its limit, mostly infinite: take `ExpRelaxedCategorical` if
    the density of draws is needed. PyTorch: ``RelaxedOneHotCategorical(temperature, probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive.
    probs : array_like, shape (..., K), optional
        Probabilities of the entries to be the largest, or any positive weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights :math:`l` up to a constant. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> x = rx.RelaxedOneHotCategorical(0.5, probs=[0.5, 0.25, 0.25]).sample(2, rng=0)
    >>> x.shape, bool(np.allclose(x.sum(axis=1), 1.0))
    ((2, 3), True)
    """

    noise = (("gumbel", 1),)
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="log(factorial(len(x) - 1)) + (len(x) - 1) * log(temperature)"
            " + fsum(l - (temperature + 1) * log(v) for l, v in zip(logits, x))"
            " - len(x) * log(fsum(exp(l) * v**-temperature for l, v in zip(logits, x)))",
            cases=(
                {"temperature": 0.5, "logits": [0.3, -1.0, 0.5]},
                {"temperature": [0.4, 3.0], "logits": [[-2.0, 1.0], [0.0, 4.0]]},
            ),
            statistics=(("0.5 * log(x[:, 0] / x[:, 2])", "logistic(-0.2)"),),
        ),
        Reference(
            log_density="log(factorial(len(x) - 1)) + (len(x) - 1) * log(temperature)"
            " + fsum(log(p) - (temperature + 1) * log(v) for p, v in zip(probs, x))"
            " - len(x) * log(fsum(p * v**-temperature for p, v in zip(probs, x)))",
            cases=(
                {"temperature": 2.0, "probs": [0.3, 0.2, 0.5]},
                {"temperature": 0.5, "probs": [[0.3, 4.0], [1.0, 1.0]]},
            ),
            statistics=(("2.0 * log(x[:, 0] / x[:, 2])", "logistic(log(0.6))"),),
        ),
    )

    def __init__(
        self,
        temperature: ArrayLike | Value,
        probs: ArrayLike | Value | None = None,
        logits: ArrayLike | Value | None = None,
    ) -> None:
        given = self._exactly_one(probs=probs, logits=logits)
        (form,) = given
        self.constraints = {"temperature": "positive", form: ("positive" if form == "probs" else "real", 1)}
        self.conditions = conditions(form)
        self.static = {"form": form}
        super().__init__(temperature=temperature, **given)

    @staticmethod
    def g(gumbel: Any, temperature: Any, weights: Any, *, form: str) -> Any:
        """The softmax of perturbed log-weights over the temperature."""
        logits = weights if form == "logits" else np.log(weights)
        return softmax((logits + gumbel) * (1.0 / temperature[..., None]), axis=-1)

    @staticmethod
    def log_density(x: Any, temperature: Any, weights: Any, *, form: str) -> Any:
        """By the logarithms of the entries; zeros, that vanish at one rate, by the power of that rate."""
        logits = weights if form == "logits" else np.log(weights)
        count = x.shape[-1]
        inside = (np.min(x, axis=-1) >= 0.0) & (np.abs(np.sum(x, axis=-1) - 1.0) <= _TOLERANCE)
        safe = np.where(inside[..., None], x, 1.0 / count)
        zero = safe == 0.0
        logs = np.log(np.where(zero, 1.0, safe))
        value = log_ratio_density(logs, temperature, logits) - np.sum(logs, axis=-1)
        zeros = np.sum(np.where(zero, 1.0, 0.0), axis=-1)
        power = count * temperature - zeros * (temperature + 1.0)
        shares = logsumexp(np.where(zero, logits, -np.inf), axis=-1)
        finite = math.lgamma(count) + (count - 1.0) * np.log(temperature) - count * np.where(zeros > 0.0, shares, 0.0)
        finite = finite + np.sum(logits - (temperature[..., None] + 1.0) * logs, axis=-1)
        edge = np.where(power == 0.0, finite, np.where(power > 0.0, -np.inf, np.inf))
        value = np.where(zeros > 0.0, edge, value)
        return np.where(inside, value, np.where(np.any(np.isnan(x), axis=-1), np.nan, -np.inf))

    @property
    def probs(self) -> Value:
        """Probabilities of the entries to be the largest."""
        (form,) = (name for name in self.parameters if name != "temperature")
        return proportions(self.parameters[form], form)

    @property
    def logits(self) -> Value:
        """Their logarithms."""
        (form,) = (name for name in self.parameters if name != "temperature")
        return log_probs(self.parameters[form], form)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry."""
        return (0.0, 1.0)
