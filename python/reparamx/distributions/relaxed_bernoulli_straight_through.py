"""Draws of 0 and 1 with the derivative of relaxed ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import stop_gradient
from ._base import Distribution, Reference, Value
from ._math import op
from ._weights import log_odds, straight_through
from .bernoulli import Bernoulli
from .bernoulli_straight_through import log_probability


class RelaxedBernoulliStraightThrough(Distribution):
    r"""The law of `Bernoulli`; a draw has the derivative of the relaxed draw that it is rounded from.

    .. math:: x = [s > \tfrac12] + s - \mathrm{stop}(s), \quad s \sim \mathrm{RelaxedBernoulli}(T, p)

    The gradient is biased for every loss that is not linear in x (Jang, Gu and Poole 2017, section 2.2), so
    ``estimator="auto"`` does not take it: ask for ``estimator="pathwise"``. The density is that of 0 and 1. Pyro:
    ``RelaxedBernoulliStraightThrough(temperature, probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive: of the derivative, the law does not depend on it.
    probs : array_like, optional
        Probability of 1, in (0, 1).
    logits : array_like, optional
        Its log-odds. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.RelaxedBernoulliStraightThrough(0.5, probs=0.25)
    >>> d.prob([0, 1]), d.sample(4, rng=0).dtype
    (array([0.75, 0.25]), dtype('int64'))
    """

    noise = "uniform"
    discrete = True
    reparametrised = True
    straight_through = True
    references = (
        Reference(
            log_density="log(probs) if x == 1 else log(1 - probs)",
            scipy="bernoulli(probs)",
            cases=({"temperature": 0.5, "probs": 0.3}, {"temperature": 2.0, "probs": [0.3, 0.9]}),
            points=(0.0, 1.0),
        ),
        Reference(
            log_density="-log1p(exp(-logits)) if x == 1 else -log1p(exp(logits))",
            scipy="bernoulli(1 / (1 + exp(-logits)))",
            cases=({"temperature": 0.5, "logits": -0.4}, {"temperature": [0.1, 2.0], "logits": 0.7}),
            points=(0.0, 1.0),
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
        self.constraints = {"temperature": "positive", form: "open_unit_interval" if form == "probs" else "real"}
        self.static = {"form": form}
        super().__init__(temperature=temperature, **given)

    @staticmethod
    def g(u: Any, temperature: Any, weight: Any, *, form: str) -> Any:
        """1 where the logistic number is positive."""
        z = log_odds(weight, form) + op("logit", u)
        return straight_through(np.where(stop_gradient(z) > 0.0, 1.0, 0.0), op("sigmoid", z * (1.0 / temperature)))

    @staticmethod
    def log_density(x: Any, temperature: Any, weight: Any, *, form: str) -> Any:
        """The logarithm of p or of 1 - p."""
        return log_probability(x, weight, form) + 0.0 * temperature

    @property
    def probs(self) -> Value:
        """Probability of 1."""
        if "probs" in self.parameters:
            return self._spread(self.parameters["probs"])
        return self._spread(op("sigmoid", self.parameters["logits"]))

    @property
    def _hard(self) -> Bernoulli:
        """The law of draws."""
        return Bernoulli(probs=self.probs)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, 1)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.probs

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._hard.variance

    @property
    def mode(self) -> Value:
        """Most likely value; 0 if both are equally likely."""
        return self._hard.mode

    def entropy(self) -> Value:
        """Entropy in nats."""
        return self._hard.entropy()

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._hard.cdf(x)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._hard.sf(x)
