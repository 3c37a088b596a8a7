"""One-hot draws with the derivative of relaxed ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import softmax, stop_gradient
from ._base import Distribution, Reference, Value
from ._weights import conditions, log_probs, one_hot, one_hot_log_density, proportions, straight_through
from .one_hot_categorical import OneHotCategorical


class RelaxedOneHotCategoricalStraightThrough(Distribution):
    r"""The law of `OneHotCategorical`; a draw has the derivative of the relaxed draw whose largest entry it marks.

    .. math:: x = h(s) + s - \mathrm{stop}(s), \quad s \sim \mathrm{RelaxedOneHotCategorical}(T, p)

    The gradient is biased for every loss that is not linear in x (Jang, Gu and Poole 2017, section 2.2), so
    ``estimator="auto"`` does not take it: ask for ``estimator="pathwise"``. The density is that of one-hot vectors.
    Pyro: ``RelaxedOneHotCategoricalStraightThrough(temperature, probs, logits)``.

    Parameters
    ----------
    temperature : array_like
        :math:`T`, positive: of the derivative, the law does not depend on it.
    probs : array_like, shape (..., K), optional
        Probabilities or any positive weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights up to a constant. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.RelaxedOneHotCategoricalStraightThrough(0.5, probs=[0.5, 0.25, 0.25])
    >>> d.prob([[1, 0, 0]]), bool(np.all(d.sample(100, rng=0).sum(axis=1) == 1))
    (array([0.5]), True)
    """

    noise = (("gumbel", 1),)
    discrete = True
    event_rank = 1
    reparametrised = True
    straight_through = True
    references = (
        Reference(
            log_density="fsum(l for l, k in zip(logits, x) if k == 1) - log(fsum(exp(l) for l in logits))",
            cases=({"temperature": 0.5, "logits": [0.0, 0.5, -1.0]}, {"temperature": [0.1, 9.0], "logits": [2.0, 0.0]}),
            statistics=(("x[:, 1]", "bernoulli(exp(0.5) / sum(exp(logits)))"),),
        ),
        Reference(
            log_density="log(fsum(p * k for p, k in zip(probs, x))) - log(fsum(probs))",
            cases=({"temperature": 2.0, "probs": [0.2, 0.5, 0.3]}, {"temperature": [0.1, 2.0], "probs": [0.6, 0.4]}),
            statistics=(("x[:, 2]", "bernoulli(0.3)"),),
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
        """The largest perturbed log-weight."""
        z = (weights if form == "logits" else np.log(weights)) + gumbel
        largest = one_hot(np.argmax(stop_gradient(z), axis=-1), z.shape[-1])
        return straight_through(largest, softmax(z * (1.0 / temperature[..., None]), axis=-1))

    @staticmethod
    def log_density(x: Any, temperature: Any, weights: Any, *, form: str) -> Any:
        """By the entry that is 1."""
        return one_hot_log_density(x, weights, form) + 0.0 * temperature

    @property
    def probs(self) -> Value:
        """Probabilities."""
        (form,) = (name for name in self.parameters if name != "temperature")
        return self._spread(proportions(self.parameters[form], form))

    @property
    def logits(self) -> Value:
        """Their logarithms."""
        (form,) = (name for name in self.parameters if name != "temperature")
        return self._spread(log_probs(self.parameters[form], form))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry."""
        return (0, 1)

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self.probs

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return self.probs * (1.0 - self.probs)

    @property
    def mode(self) -> Value:
        """Most likely vector, the first of equals."""
        return one_hot(np.argmax(self.probs, axis=-1), self.event_shape[0])

    def entropy(self) -> Value:
        """Entropy in nats."""
        return OneHotCategorical(probs=self.probs).entropy()
