"""Hypergeometric distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._core import Graph


def _rest(graph: Graph, p: Mapping[str, int]) -> int:
    return graph.apply("sub", [graph.apply("add", [p["ngood"], p["nbad"]]), p["nsample"]])


class Hypergeometric(Distribution):
    r"""Hypergeometric distribution: the good ones in a sample drawn without replacement.

    .. math:: P(x = k) = \binom{g}{k} \binom{b}{n - k} \Big/ \binom{g + b}{n}

    Exact for populations up to 2^53; in float32 counts above 2^24 are rounded. Variances below 20 are inverted from one
    uniform, others drawn by transformed rejection (Hormann 1993). All parameters are whole and move the support: there
    is no gradient for them. NumPy: ``hypergeometric(ngood, nbad, nsample)``. SciPy: ``hypergeom(ngood + nbad, ngood,
    nsample)``. PyTorch has none.

    Parameters
    ----------
    ngood : array_like
        Number :math:`g` of good ones.
    nbad : array_like
        Number :math:`b` of bad ones.
    nsample : array_like
        Number :math:`n` that are drawn, at most `ngood` + `nbad`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Hypergeometric(5, 8, 6).log_prob([0, 2, 6])
    array([-4.11554677, -0.89667095,        -inf])
    """

    conditions = (Condition("ngood + nbad - nsample", "nonnegative", _rest),)
    references = (
        Reference(
            log_density="(lambda c: c(ngood, x) + c(nbad, nsample - x) - c(ngood + nbad, nsample))"
            "(lambda n, k: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1))",
            scipy="hypergeom(ngood + nbad, ngood, nsample)",
            cases=(
                {"ngood": 5.0, "nbad": 8.0, "nsample": 6.0},
                {"ngood": [0.0, 3.0, 30.0], "nbad": 20.0, "nsample": [[0.0], [12.0], [20.0]]},
                {"ngood": 160.0, "nbad": [160.0, 170.0], "nsample": [[150.0], [165.0], [300.0]]},
                {"ngood": [1e3, 1e5], "nbad": 1e5, "nsample": [[1e3], [5e4]]},
                {"ngood": 1e12, "nbad": 3e12, "nsample": 1e8},
            ),
            points=(0.0, 1.0, 5.0),
        ),
    )

    def __init__(self, ngood: ArrayLike | Value, nbad: ArrayLike | Value, nsample: ArrayLike | Value) -> None:
        super().__init__(ngood=ngood, nbad=nbad, nsample=nsample)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return np.maximum(self.nsample - self.nbad, 0.0), np.minimum(self.ngood, self.nsample)

    def _size(self) -> Value:
        return np.maximum(self.ngood + self.nbad, 1.0)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.nsample * (self.ngood / self._size())

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        size = self._size()
        left = (size - self.nsample) / np.maximum(size - 1.0, 1.0)
        return np.where(size > 1.0, self.mean * (self.nbad / size) * left, 0.0)[()]

    @property
    def mode(self) -> Value:
        """Most likely value, the larger of two."""
        return np.floor((self.nsample + 1.0) * ((self.ngood + 1.0) / (self.ngood + self.nbad + 2.0)))
