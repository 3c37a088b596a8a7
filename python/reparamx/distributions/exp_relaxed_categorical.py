"""Logarithms of the relaxed categorical distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import log_softmax, logsumexp
from ._base import Distribution, Reference, Value
from ._weights import conditions, log_probs, proportions

#: How far the sum of the entries' exponentials may be from 1.
_TOLERANCE = 1e-5


class ExpRelaxedCategorical(Distribution):
    r"""Logarithms of the entries of a relaxed one-hot vector: numbers with :math:`\sum_k e^{x_k} = 1`.

    .. math:: x = y - \log \sum_j e^{y_j}, \quad y_k = \frac{l_k + g_k}{T}, \quad g_k \sim \mathrm{Gumbel}(0, 1)

    .. math:: p(x) = (K - 1)!\; T^{K-1} \frac{\prod_k e^{l_k - T x_k}}{\left(\sum_k e^{l_k - T x_k}\right)^K}

    (Maddison, Mnih and Teh 2017, appendix C): the density of the log-ratios :math:`x_k - x_K`. At low temperatures,
    where the entries themselves round to 0 and 1, these numbers and their density are as accurate as ever. PyTorch:
    ``ExpRelaxedCategorical(temperature, probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive.
    probs : array_like, shape (..., K), optional
        Probabilities or any positive weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights :math:`l` up to a constant. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.ExpRelaxedCategorical(1e-3, logits=[0.0, 1.0, 2.0])
    >>> x = d.sample(1000, rng=0)
    >>> bool(x.min() < -1000.0), bool(np.all(np.isfinite(d.log_prob(x))))
    (True, True)
    """

    noise = (("gumbel", 1),)
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="log(factorial(len(x) - 1)) + (len(x) - 1) * log(temperature)"
            " + fsum(l - temperature * v for l, v in zip(logits, x))"
            " - len(x) * log(fsum(exp(l - temperature * v) for l, v in zip(logits, x)))",
            cases=(
                {"temperature": 0.5, "logits": [0.3, -1.0, 0.5]},
                {"temperature": [0.1, 3.0], "logits": [[-2.0, 1.0], [0.0, 4.0]]},
            ),
            statistics=(
                ("0.5 * (x[:, 0] - x[:, 2])", "logistic(-0.2)"),
                ("0.5 * (x[:, 1] - x[:, 0])", "logistic(-1.3)"),
            ),
        ),
        Reference(
            log_density="log(factorial(len(x) - 1)) + (len(x) - 1) * log(temperature)"
            " + fsum(log(p) - temperature * v for p, v in zip(probs, x))"
            " - len(x) * log(fsum(p * exp(-temperature * v) for p, v in zip(probs, x)))",
            cases=(
                {"temperature": 2.0, "probs": [0.3, 0.2, 0.5]},
                {"temperature": 0.25, "probs": [[0.3, 4.0], [1.0, 1.0]]},
            ),
            statistics=(("2.0 * (x[:, 0] - x[:, 2])", "logistic(log(0.6))"),),
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
        """The logarithm of the softmax of perturbed log-weights over the temperature."""
        return log_softmax((_logits(weights, form) + gumbel) * (1.0 / temperature[..., None]), axis=-1)

    @staticmethod
    def log_density(x: Any, temperature: Any, weights: Any, *, form: str) -> Any:
        """In logarithms throughout."""
        inside = np.abs(logsumexp(x, axis=-1)) <= _TOLERANCE
        safe = np.where(inside[..., None] & np.isfinite(x), x, -math.log(x.shape[-1]))
        value = log_ratio_density(safe, temperature, _logits(weights, form))
        # An entry of -inf has density 0: the others are then as large as they can be.
        finite = np.all(np.isfinite(x), axis=-1)
        return np.where(inside & finite, value, np.where(np.any(np.isnan(x), axis=-1), np.nan, -np.inf))

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
        return (-np.inf, 0.0)


def _logits(weights: Any, form: str) -> Any:
    return weights if form == "logits" else np.log(weights)


def log_ratio_density(x: Any, temperature: Any, logits: Any) -> Any:
    """Log-density of the log-ratios of the entries to the last one, from their logarithms x."""
    count = x.shape[-1]
    terms = logits - temperature[..., None] * x
    constant = math.lgamma(count) + (count - 1.0) * np.log(temperature)
    # Each term less the logarithm of their sum: at most 0, nothing overflows.
    return constant + np.sum(log_softmax(terms, axis=-1), axis=-1)
