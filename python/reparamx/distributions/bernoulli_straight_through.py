"""Draws of 0 and 1 with the derivative of their probability."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import log_sigmoid, sigmoid, stop_gradient
from ._base import Reference, Value
from ._weights import straight_through
from .bernoulli import Bernoulli


def log_probability(x: Any, weight: Any, form: str) -> Any:
    """Logarithm of the probability of 0 or 1."""
    if form == "logits":
        value = np.where(x == 1.0, log_sigmoid(weight), log_sigmoid(-weight))
    else:
        p = np.where(x == 1.0, weight, 1.0 - weight)
        possible = stop_gradient(p) > 0.0
        value = np.where(possible, np.log(np.where(possible, p, 1.0)), -np.inf)
    return np.where((x == 0.0) | (x == 1.0), value, np.where(np.isnan(x), np.nan, -np.inf))


class BernoulliStraightThrough(Bernoulli):
    r"""The law of `Bernoulli`; a draw has the derivative of the probability :math:`p` in its place.

    .. math:: x = h + p - \mathrm{stop}(p), \quad h \sim \mathrm{Bernoulli}(p)

    The gradient is biased for every loss that is not linear in x (Bengio, Leonard and Courville 2013), so
    ``estimator="auto"`` does not take it: ask for ``estimator="pathwise"``.

    Parameters
    ----------
    probs : array_like, optional
        Probability :math:`p` of 1, in [0, 1].
    logits : array_like, optional
        Log-odds. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> x, slope = rx.BernoulliStraightThrough(probs=0.25).sample_and_grad(4, rng=0)
    >>> set(x) <= {0, 1}, slope["probs"]
    (True, array([1., 1., 1., 1.]))
    """

    noise = "uniform"
    reparametrised = True
    discrete = True
    straight_through = True
    references = (
        Reference(
            log_density="log(probs) if x == 1 else log(1 - probs)",
            scipy="bernoulli(probs)",
            cases=({"probs": 0.3}, {"probs": [[0.25], [0.75]]}),
            points=(0.0, 1.0),
        ),
        Reference(
            log_density="-log1p(exp(-logits)) if x == 1 else -log1p(exp(logits))",
            scipy="bernoulli(1 / (1 + exp(-logits)))",
            cases=({"logits": -0.4}, {"logits": [[2.0], [-3.0]]}),
            points=(0.0, 1.0),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        (form,) = self._exactly_one(probs=probs, logits=logits)
        self.constraints = {form: "unit_interval" if form == "probs" else "any"}
        self.static = {"form": form}
        super().__init__(probs, logits)

    @staticmethod
    def g(u: Any, weight: Any, *, form: str) -> Any:
        """1 where the noise is below p."""
        p = sigmoid(weight) if form == "logits" else weight
        return straight_through(np.where(u < stop_gradient(p), 1.0, 0.0), p)

    @staticmethod
    def log_density(x: Any, weight: Any, *, form: str) -> Any:
        """The logarithm of p or of 1 - p."""
        return log_probability(x, weight, form)
