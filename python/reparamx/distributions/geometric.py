"""Geometric distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import number, op

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._core import Graph


def _probs(graph: Graph, p: Mapping[str, int]) -> int:
    return p["probs"] if "probs" in p else graph.constant(np.ones(()))


class Geometric(Distribution):
    r"""Geometric distribution: the failures before the first success, :math:`x = \lfloor e / -\log(1 - p) \rfloor`.

    .. math:: P(x = k) = p (1 - p)^k, \quad k = 0, 1, 2, \dots

    Counts that no int64 can hold, of probabilities below 1e-17, need ``dtype=np.float64``. SciPy: ``geom(probs,
    loc=-1)``; NumPy counts the success as well. PyTorch: ``Geometric(probs, logits)``.

    Parameters
    ----------
    probs : array_like, optional
        Probability of success :math:`p` in (0, 1].
    logits : array_like, optional
        Log-odds :math:`\log(p / (1 - p))`. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Geometric(0.5).log_prob([0, 1, 2.5])
    array([-0.69314718, -1.38629436,        -inf])
    >>> float(rx.Geometric(0.1).mean)
    9.0
    """

    conditions = (Condition("probs", "positive", _probs),)
    references = (
        Reference(
            log_density="log(probs) + (x * log1p(-probs) if x else 0)",
            scipy="geom(probs, loc=-1)",
            cases=(
                {"probs": 0.3},
                {"probs": [1e-12, 0.02, 0.999]},
                {"probs": [[1.0], [1 - 1e-12]]},
            ),
            points=(0.0, 1.0, 1000.0),
        ),
        Reference(
            log_density="-log1p(exp(-logits)) - x * log1p(exp(logits))",
            scipy="geom(1 / (1 + exp(-logits)), loc=-1)",
            cases=({"logits": -0.4}, {"logits": [-25.0, -3.0, 0.0, 5.0]}, {"logits": [[20.0], [700.0]]}),
            points=(0.0, 1.0, 1000.0),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        super().__init__(**self._exactly_one(probs=probs, logits=logits))

    @property
    def probs(self) -> Value:
        """Probability of success."""
        return self.parameters["probs"] if "probs" in self.parameters else op("sigmoid", self.parameters["logits"])

    @property
    def logits(self) -> Value:
        """Log-odds of success."""
        return self.parameters["logits"] if "logits" in self.parameters else op("logit", self.parameters["probs"])

    def _failure(self) -> Value:
        return op("sigmoid", -self.logits) if "logits" in self.parameters else 1.0 - self.probs

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._failure() / self.probs

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self.mean / self.probs

    @property
    def mode(self) -> Value:
        """Most likely value."""
        return self._spread(0)

    def entropy(self) -> Value:
        """Entropy in nats."""
        return -(np.log(self.probs) + self.mean * self._log_failure())

    def _log_failure(self) -> Value:
        """Logarithm of the probability of failure, of certain success 0."""
        if "logits" in self.parameters:
            return op("log_sigmoid", -self.logits)
        return np.log1p(-np.where(self.probs < 1.0, self.probs, 0.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._tails(x)[0]

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._tails(x)[1]

    def _tails(self, x: ArrayLike | Value) -> tuple[Value, Value]:
        trials = np.floor(np.maximum(number(x), -1.0)) + 1.0
        power = trials * self._log_failure()
        certain = (self.probs == 1.0) & (trials > 0.0)
        below, above = np.where(certain, 1.0, -np.expm1(power)), np.where(certain, 0.0, np.exp(power))
        return below[()], above[()]
