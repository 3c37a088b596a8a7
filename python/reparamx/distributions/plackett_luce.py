"""Plackett-Luce distribution of rankings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import logsumexp, stop_gradient
from ._arguments import positive_integer
from ._base import Distribution, Reference, Value


class PlackettLuce(Distribution):
    r"""The first k of a ranking of K items, drawn one after the other without replacement.

    .. math:: P(x) = \prod_{r=1}^{k} \frac{e^{l_{x_r}}}{\sum_{j \notin \{x_1, \dots, x_{r-1}\}} e^{l_j}}

    Drawn by sorting :math:`l_i + \gamma_i` with Gumbel noise (Gumbel top-k). TFP: ``PlackettLuce(scores)`` with
    :math:`l = \log s`; PyTorch and SciPy have none.

    Parameters
    ----------
    scores : array_like, shape (..., K), optional
        Positive weights :math:`s = e^l`.
    logits : array_like, shape (..., K), optional
        Their logarithms :math:`l`. Exactly one of both must be given.
    k : int, optional
        How many items are drawn: all by default.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.PlackettLuce([3.0, 1.0, 1.0], k=2)
    >>> d.sample(4, rng=0).shape
    (4, 2)
    >>> print(f"{d.prob([0, 1]):.3f}")
    0.300
    """

    noise = (("gumbel", 1),)
    event_rank = 1
    discrete = True
    references = (
        Reference(
            log_density="fsum(log(scores[int(x[r])]) - log(fsum(scores[i] for i in range(len(scores))"
            " if i not in [int(x[s]) for s in range(r)])) for r in range(len(x)))",
            cases=({"scores": [2.0, 1.0, 0.5, 3.0]}, {"scores": [[1e-8], [5.0]]}, {"scores": [1.0, 2.0, 4.0], "k": 2}),
            statistics=(("(x == [[3, 0, 1, 2]]).all(axis=1)", "bernoulli(3 / 6.5 * 2 / 3.5 * 1 / 1.5)"),),
        ),
        Reference(
            log_density="fsum(logits[int(x[r])] - log(fsum(exp(logits[i]) for i in range(len(logits))"
            " if i not in [int(x[s]) for s in range(r)])) for r in range(len(x)))",
            cases=({"logits": [0.0, 1.0, -1.0]}, {"logits": [800.0, 0.0, 799.0]}),
            statistics=(("x[:, 2] == 0", "bernoulli(e**1/(1+e+1/e)*e**-1/(1+1/e)+e**-1/(1+e+1/e)*e/(1+e))"),),
        ),
    )

    def __init__(
        self,
        scores: ArrayLike | Value | None = None,
        logits: ArrayLike | Value | None = None,
        k: int | None = None,
    ) -> None:
        given = self._exactly_one(scores=scores, logits=logits)
        (form,) = given
        self.constraints = {form: ("positive" if form == "scores" else "real", 1)}
        self.static = {"form": form, "k": k if k is None else positive_integer("PlackettLuce: k", k)}
        super().__init__(**given)

    @staticmethod
    def shape_of_event(weights: Any, *, form: str, k: int | None) -> Any:
        """As many entries as items are drawn."""
        if k is not None and k > weights[0]:
            raise ValueError(f"{k} of {weights[0]} items")
        return (weights[0] if k is None else k,)

    @staticmethod
    def shapes_of_noise(weights: Any, *, form: str, k: int | None) -> Any:
        """One number for each item."""
        return [weights]

    @staticmethod
    def g(gumbel: Any, weights: Any, *, form: str, k: int | None) -> Any:
        """Items by falling perturbed logits: the rank of each is the number of those above it."""
        keys = (np.log(weights) if form == "scores" else weights) + gumbel
        rank = np.sum(keys[..., None, :] > keys[..., :, None], axis=-1)
        items = np.arange(rank.shape[-1])
        positions = items[: k or len(items)]
        return np.sum(np.where(rank[..., None, :] == positions[:, None], items, 0), axis=-1)

    @staticmethod
    def log_density(x: Any, weights: Any, *, form: str, k: int | None) -> Any:
        """Each logit less the logarithm of the sum over items not drawn before."""
        logits = np.log(weights) if form == "scores" else weights
        logits = logits - stop_gradient(np.max(logits, axis=-1, keepdims=True))
        items = np.arange(logits.shape[-1])
        chosen = x[..., :, None] == items
        before = np.cumsum(np.where(chosen, 1.0, 0.0), axis=-2)
        inside = np.all(np.sum(np.where(chosen, 1.0, 0.0), axis=-1) == 1.0, axis=-1)
        inside = inside & (np.max(before, axis=(-2, -1)) == 1.0)
        free = (before == 0.0) | chosen
        row = logits[..., None, :]
        picked = np.sum(np.where(chosen, row, 0.0), axis=-1)
        total = logsumexp(np.where(free | ~inside[..., None, None], row, -np.inf), axis=-1)
        return np.where(inside, np.sum(picked - total, axis=-1), -np.inf)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest number of an item."""
        (weights,) = self.parameters.values()
        return 0, np.shape(weights)[-1] - 1

    @property
    def mode(self) -> Value:
        """Items by falling weight."""
        (weights,) = self.parameters.values()
        return np.argsort(-weights, axis=-1, kind="stable")[..., : self.event_shape[0]]
