"""One-hot draws with the derivative of their probabilities."""

from __future__ import annotations

from typing import Any

from ._weights import hard, proportions, straight_through
from .one_hot_categorical import OneHotCategorical


class OneHotCategoricalStraightThrough(OneHotCategorical):
    r"""The law of `OneHotCategorical`; a draw has the derivative of the probabilities :math:`p` in its place.

    .. math:: x = h + p - \mathrm{stop}(p), \quad h \sim \mathrm{OneHotCategorical}(p)

    The gradient is biased for every loss that is not linear in x (Bengio, Leonard and Courville 2013), so
    ``estimator="auto"`` does not take it: ask for ``estimator="pathwise"``. PyTorch:
    ``OneHotCategoricalStraightThrough(probs, logits)``.

    Parameters
    ----------
    probs : array_like, shape (..., K), optional
        Probabilities or any nonnegative weights: they are divided by their sum.
    logits : array_like, shape (..., K), optional
        Log-weights up to a constant; -inf allowed, if not all are. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.OneHotCategoricalStraightThrough(probs=[0.5, 0.25, 0.25])
    >>> x, slope = d.sample_and_grad(rng=0)
    >>> x, slope["probs"][0]
    (array([0, 0, 1]), array([ 0.5, -0.5, -0.5]))
    """

    reparametrised = True
    straight_through = True

    @staticmethod
    def g(u: Any, weights: Any, *, form: str) -> Any:
        """The hard draw, with the derivative of the probabilities."""
        return straight_through(hard(u, weights, form), proportions(weights, form))
