"""Half-Cauchy distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class HalfCauchy(Distribution):
    r"""Half-Cauchy distribution, :math:`x = \gamma \tan(\pi u / 2)`. Its mean is infinite.

    .. math:: p(x) = \frac{2}{\pi \gamma} \frac{1}{1 + (x / \gamma)^2}, \quad x \ge 0

    SciPy: ``halfcauchy(scale=scale)``. PyTorch: ``HalfCauchy(scale)``.

    Parameters
    ----------
    scale : array_like
        Median :math:`\gamma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> float(rx.HalfCauchy(1.0).log_prob(1e200))
    -921.4856199029078
    """

    references = (
        Reference(
            log_density="log(2 / (pi * scale)) - log1p((x / scale)**2)",
            scipy="halfcauchy(0, scale)",
            cases=({"scale": 1.0}, {"scale": [0.01, 7.0]}, {"scale": 1e30}),
            points=(0.0, 1e200),
        ),
    )

    def __init__(self, scale: ArrayLike | Value) -> None:
        super().__init__(scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Infinite."""
        return self._spread(np.inf)

    @property
    def variance(self) -> Value:
        """Infinite."""
        return self._spread(np.inf)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(0.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return np.log(self.scale) + math.log(2.0 * math.pi)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return 2.0 / math.pi * np.arctan(np.maximum(number(x), 0.0) / self.scale)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return 2.0 / math.pi * np.arctan2(self.scale, np.maximum(number(x), 0.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        angle = 0.5 * number(q)
        return self.scale * (op("sinpi", angle) / op("cospi", angle))
