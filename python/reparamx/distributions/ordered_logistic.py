"""Ordered logistic distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import op

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._core import Graph


def _gaps(graph: Graph, p: Mapping[str, int]) -> int:
    """Differences of neighbouring cutpoints; 1 for a single one."""
    node = p["cutpoints"]
    size = graph.shape(node)[-1]
    if size == 1:
        return graph.constant(np.ones(()))
    last = len(graph.shape(node)) - 1
    swapped = graph.transpose(node, [last, *range(last)])
    upper, lower = (graph.take(swapped, np.arange(k, size - 1 + k)) for k in (1, 0))
    return graph.apply("sub", [upper, lower])


class OrderedLogistic(Distribution):
    r"""Ordered logistic distribution on 0, ..., K: how many of K cutpoints a logistic variable exceeds.

    .. math:: P(x \le k) = \frac{1}{1 + e^{\eta - c_{k + 1}}}, \quad c_1 < \dots < c_K

    The probabilities keep their digits however far out or close together the cutpoints are. PyTorch and SciPy have
    none; NumPyro: ``OrderedLogistic(predictor, cutpoints)``.

    Parameters
    ----------
    predictor : array_like
        Location :math:`\eta`.
    cutpoints : array_like
        Increasing :math:`c_1, \dots, c_K` along the last axis.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.OrderedLogistic(0.5, [-1.0, 1.0])
    >>> d.prob([0, 1, 2, 3]).round(8)
    array([0.18242552, 0.44003381, 0.37754067, 0.        ])
    """

    conditions = (Condition("difference of neighbouring cutpoints", "positive", _gaps),)
    references = (
        Reference(
            log_density="(lambda p: log(p(int(x)) - p(int(x) - 1)) if x < len(cutpoints)"
            " else -log1p(exp(cutpoints[-1] - predictor)))"
            "(lambda k: 1 / (1 + exp(predictor - cutpoints[k])) if k >= 0 else mpf(0))",
            cases=(
                {"predictor": 0.5, "cutpoints": [-1.0, 0.2, 2.0]},
                {"predictor": [-40.0, 0.0, 30.0], "cutpoints": [0.0, 1e-6]},
                {"predictor": 1.0, "cutpoints": [[1.5], [-20.0]]},
            ),
            points=(0.0, 1.0),
        ),
    )

    def __init__(self, predictor: ArrayLike | Value, cutpoints: ArrayLike | Value) -> None:
        super().__init__(predictor=predictor, cutpoints=cutpoints)

    @property
    def cuts(self) -> int:
        """Number K of cutpoints."""
        return int(np.shape(self.cutpoints)[-1])

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0, self.cuts)

    def _above(self) -> Value:
        """P(x > k) for k < K, along the last axis."""
        return op("sigmoid", np.expand_dims(self.predictor, -1) - self.cutpoints)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return np.sum(self._above(), axis=-1)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        # A value is the number of cuts below it: cut j <= k and cut k vary together by P(x > k) P(x <= j).
        below = op("sigmoid", self.cutpoints - np.expand_dims(self.predictor, -1))
        return np.sum(self._above() * (2.0 * np.cumsum(below, axis=-1) - below), axis=-1)
