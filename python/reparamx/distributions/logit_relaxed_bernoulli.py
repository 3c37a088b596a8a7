"""Log-odds of the relaxed Bernoulli distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import log_sigmoid, sigmoid
from ._base import Distribution, Reference, Value
from ._math import number, op
from ._weights import log_odds


class LogitRelaxedBernoulli(Distribution):
    r"""Log-odds of a relaxed Bernoulli variable: a logistic law of location :math:`l / T` and scale :math:`1 / T`.

    .. math:: x = \frac{l + \log u - \log(1 - u)}{T}, \quad
        p(x) = T\, \mathrm{sigmoid}(l - T x)\, \mathrm{sigmoid}(T x - l)

    (Maddison, Mnih and Teh 2017, appendix B). Where `RelaxedBernoulli` rounds to 0 or 1, these numbers do not. PyTorch:
    ``LogitRelaxedBernoulli(temperature, probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive.
    probs : array_like, optional
        :math:`p` in (0, 1), of log-odds :math:`l`.
    logits : array_like, optional
        :math:`l`. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.LogitRelaxedBernoulli(1e-3, logits=0.5).log_prob([-1e6])
    array([-1007.40775528])
    """

    noise = "uniform"
    reparametrised = True
    references = (
        Reference(
            log_density="log(temperature) - log1p(exp(logits - temperature * x))"
            " - log1p(exp(temperature * x - logits))",
            scipy="logistic(logits / temperature, 1 / temperature)",
            cases=(
                {"temperature": 0.5, "logits": 0.4},
                {"temperature": [1e-3, 4.0], "logits": [[-30.0], [2.0]]},
            ),
        ),
        Reference(
            log_density="log(temperature) - log1p(probs / (1 - probs) * exp(-temperature * x))"
            " - log1p((1 - probs) / probs * exp(temperature * x))",
            cdf="1 / (1 + probs / (1 - probs) * exp(-temperature * x))",
            cases=({"temperature": 0.5, "probs": 0.4}, {"temperature": 2.0, "probs": [1e-9, 0.7]}),
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
        """A logistic number, shifted and divided by the temperature."""
        return (log_odds(weight, form) + op("logit", u)) * (1.0 / temperature)

    @staticmethod
    def log_density(x: Any, temperature: Any, weight: Any, *, form: str) -> Any:
        """By the logarithms of the logistic function."""
        z = log_odds(weight, form) - temperature * x
        return np.log(temperature) + log_sigmoid(z) + log_sigmoid(-z)

    @property
    def logits(self) -> Value:
        """Log-odds l."""
        if "logits" in self.parameters:
            return self.parameters["logits"]
        return log_odds(self.parameters["probs"], "probs")

    @property
    def probs(self) -> Value:
        """Probability of which they are the log-odds."""
        return self.parameters["probs"] if "probs" in self.parameters else op("sigmoid", self.parameters["logits"])

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.logits / self.temperature)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(math.pi**2 / 3.0 / np.square(self.temperature))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(2.0 - np.log(self.temperature))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return sigmoid(self.temperature * number(x) - self.logits)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return sigmoid(self.logits - self.temperature * number(x))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return (self.logits + op("logit", q)) / self.temperature
