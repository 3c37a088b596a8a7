"""Folded-normal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op

#: Newton steps from below, safeguarded: enough for |loc| / scale of any size.
_STEPS = 12


class FoldedNormal(Distribution):
    r"""Folded-normal distribution, :math:`x = |\mu + \sigma \varepsilon|`.

    .. math::
        p(x) = \frac{1}{\sqrt{2 \pi}\, \sigma} \left(e^{-(x - \mu)^2 / 2 \sigma^2}
        + e^{-(x + \mu)^2 / 2 \sigma^2}\right), \quad x \ge 0

    The sign of :math:`\mu` does not matter. SciPy: ``foldnorm(abs(loc) / scale, scale=scale)``. PyTorch has none; the
    names are those of the normal that NumPyro's ``FoldedDistribution(Normal(loc, scale))`` folds.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` of the normal.
    scale : array_like
        Standard deviation :math:`\sigma` of the normal, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.FoldedNormal(0.0, 1.0).log_prob([-1.0, 0.0])
    array([       -inf, -0.22579135])
    """

    references = (
        Reference(
            log_density=(
                "-((x - loc) / scale)**2 / 2 + log1p(exp(-2 * x * loc / scale**2)) - log(scale) - log(2 * pi) / 2"
            ),
            scipy="foldnorm((loc**2) ** 0.5 / scale, 0, scale)",
            cases=(
                {"loc": 0.5, "scale": 1.0},
                {"loc": [-3.0, 0.0], "scale": [[0.5], [20.0]]},
                {"loc": 1e30, "scale": 1e29},
                {"loc": 50.0, "scale": 0.1},
            ),
            points=(0.0,),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    def _distance(self) -> Value:
        """|loc| / scale."""
        return np.abs(self.loc) / self.scale

    def _excess(self) -> Value:
        """Mean / scale - |loc| / scale."""
        m = self._distance()
        return 2.0 * (np.exp(-0.5 * np.square(m)) / math.sqrt(2.0 * math.pi) - m * op("ndtr", -m))

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.scale * (self._distance() + self._excess())

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        excess = self._excess()
        return np.square(self.scale) * (1.0 - excess * (2.0 * self._distance() + excess))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        y, m = np.maximum(number(x), 0.0) / self.scale, self._distance()
        return op("ndtr", y - m) - op("ndtr", -y - m)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        y, m = np.maximum(number(x), 0.0) / self.scale, self._distance()
        return op("ndtr", m - y) + op("ndtr", -y - m)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        m, half = self._distance(), math.sqrt(2.0) * op("erfinv", number(q))
        low = np.maximum(m + op("ndtri", q), half)
        y = low
        for _ in range(_STEPS):
            left, right = y - m, -y - m
            slope = (np.exp(-0.5 * np.square(left)) + np.exp(-0.5 * np.square(right))) / math.sqrt(2.0 * math.pi)
            excess = op("ndtr", left) - op("ndtr", right) - q
            y = np.clip(y - excess / np.where(slope > 0.0, slope, 1.0), low, m + half)
        return self.scale * y
