"""Levy distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import EULER, number, op


class Levy(Distribution):
    r"""Levy distribution, :math:`x = \mu + c / \varepsilon^2`. Its mean is infinite.

    .. math:: p(x) = \frac{1}{\sqrt{2 \pi}\, c} z^{-3/2} e^{-1 / (2 z)}, \quad z = \frac{x - \mu}{c} > 0

    The density falls to 0 at :math:`\mu`. The location moves the support, so there is no score function for it. SciPy:
    ``levy(loc, scale)``. PyTorch has none; NumPyro: ``Levy(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Lower end :math:`\mu` of the support.
    scale : array_like
        Scale :math:`c`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Levy(0.0, 1.0).log_prob([0.0, 1.0])
    array([       -inf, -1.41893853])
    """

    references = (
        Reference(
            log_density="-1 / (2 * (x - loc) / scale) - 3 * log((x - loc) / scale) / 2 - log(scale) - log(2 * pi) / 2",
            scipy="levy(loc, scale)",
            cases=(
                {"loc": 0.0, "scale": 1.0},
                {"loc": [-3.0, 0.5], "scale": [[0.1], [20.0]]},
                {"loc": 0.0, "scale": 1e20},
            ),
            points=(1e30,),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.loc, np.inf

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
        return self.loc + self.scale / 3.0

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread(np.log(self.scale) + 0.5 * (1.0 + 3.0 * EULER + math.log(16.0 * math.pi)))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z = (number(x) - self.loc) / self.scale
        return np.where(z > 0.0, 2.0 * op("ndtr", -1.0 / np.sqrt(np.where(z > 0.0, z, 1.0))), 0.0)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        z = (number(x) - self.loc) / self.scale
        return np.where(z > 0.0, op("erf", np.sqrt(0.5 / np.where(z > 0.0, z, 1.0))), 1.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc + self.scale / np.square(op("ndtri", 0.5 * number(q)))
