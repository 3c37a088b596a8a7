"""Relaxed Bernoulli distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import log_sigmoid, stop_gradient
from ._base import Distribution, Reference, Value
from ._math import number, op
from ._weights import log_odds


class RelaxedBernoulli(Distribution):
    r"""Numbers in (0, 1) that tend to draws of `Bernoulli` as the temperature :math:`T` falls (binary Concrete).

    .. math:: x = \mathrm{sigmoid}\left(\frac{l + \log u - \log(1 - u)}{T}\right), \quad
        p(x) = \frac{T e^l x^{-T-1} (1 - x)^{-T-1}}{\left(e^l x^{-T} + (1 - x)^{-T}\right)^2}

    (Maddison, Mnih and Teh 2017, appendix B). A gradient through it is that of another law: biased for the discrete
    one, the more so the higher the temperature. At low temperatures draws round to 0 and 1, where the density is
    infinite: take `LogitRelaxedBernoulli` if the density of draws is needed. PyTorch: ``RelaxedBernoulli(temperature,
    probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive.
    probs : array_like, optional
        Probability of more than one half, in (0, 1).
    logits : array_like, optional
        Its log-odds :math:`l`. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.RelaxedBernoulli(0.5, probs=0.75)
    >>> d.log_prob([0.0, 0.5, 1.0]).round(6)
    array([      inf, -0.980829,       inf])
    >>> d.sf([0.5])
    array([0.75])
    """

    noise = "uniform"
    reparametrised = True
    references = (
        Reference(
            log_density="log(temperature) + logits - (temperature + 1) * (log(x) + log1p(-x))"
            " - 2 * log(exp(logits) * x**-temperature + (1 - x)**-temperature)",
            cdf="1 / (1 + exp(logits - temperature * log(x / (1 - x))))",
            cases=(
                {"temperature": 1.25, "logits": 0.4},
                {"temperature": [1.0, 4.0], "logits": [[-3.0], [2.0]]},
            ),
        ),
        Reference(
            log_density="log(temperature) + log(probs / (1 - probs)) - (temperature + 1) * (log(x) + log1p(-x))"
            " - 2 * log(probs / (1 - probs) * x**-temperature + (1 - x)**-temperature)",
            cdf="1 / (1 + probs / (1 - probs) * exp(-temperature * log(x / (1 - x))))",
            cases=({"temperature": 2.0, "probs": 0.4}, {"temperature": 1.5, "probs": [0.01, 0.7]}),
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
        """The logistic function of a logistic number over the temperature."""
        return op("sigmoid", (log_odds(weight, form) + op("logit", u)) * (1.0 / temperature))

    @staticmethod
    def log_density(x: Any, temperature: Any, weight: Any, *, form: str) -> Any:
        """By the distance from the end that is nearer in z, so that infinities meet nothing of opposite sign."""
        logits = log_odds(weight, form)
        inside = (x >= 0.0) & (x <= 1.0)
        safe = np.where(inside, x, 0.5)
        end = (safe == 0.0) | (safe == 1.0)
        inner = np.where(end, 0.5, safe)
        from_zero, from_one = np.log(inner), np.log1p(-inner)
        z = logits - temperature * (from_zero - from_one)
        low = np.where(end, safe == 0.0, stop_gradient(z) > 0.0)
        near, far = np.where(low, from_zero, from_one), np.where(low, from_one, from_zero)
        power = temperature - 1.0
        tail = power * near - (temperature + 1.0) * far + 2.0 * log_sigmoid(np.where(low, z, -z))
        # At an end: 0, 1 or infinity to the power T - 1.
        at_end = np.where(power == 0.0, power, np.where(power > 0.0, -np.inf, np.inf))
        value = np.log(temperature) + np.where(low, -logits, logits) + np.where(end, at_end, tail)
        return np.where(inside, value, np.where(np.isnan(x), np.nan, -np.inf))

    @property
    def logits(self) -> Value:
        """Log-odds l of more than one half."""
        if "logits" in self.parameters:
            return self.parameters["logits"]
        return log_odds(self.parameters["probs"], "probs")

    @property
    def probs(self) -> Value:
        """Probability of more than one half."""
        return self.parameters["probs"] if "probs" in self.parameters else op("sigmoid", self.parameters["logits"])

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return op("sigmoid", -self._excess(x))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return op("sigmoid", self._excess(x))

    def _excess(self, x: ArrayLike | Value) -> Value:
        """Log-odds of a value above x."""
        return self.logits - self.temperature * op("logit", np.minimum(np.maximum(number(x), 0.0), 1.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return op("sigmoid", (self.logits + op("logit", q)) / self.temperature)
