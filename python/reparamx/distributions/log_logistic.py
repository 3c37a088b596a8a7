"""Log-logistic distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class LogLogistic(Distribution):
    r"""Log-logistic distribution, :math:`x = \exp(\mu + s \log\frac{u}{1 - u})`: log x is logistic.

    .. math:: p(x) = \frac{e^z}{s\, x\, (1 + e^z)^2}, \quad z = \frac{\log x - \mu}{s}, \quad x \ge 0

    At 0 the density is infinite for s > 1, :math:`e^{-\mu}` for s = 1 and 0 below. SciPy: ``fisk(1 / scale,
    scale=exp(loc))``. PyTorch has none; TFP: ``LogLogistic(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` of log x; the median of x is :math:`e^\mu`.
    scale : array_like
        Scale :math:`s` of log x, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.LogLogistic(1.0, [0.5, 1.0, 2.0]).log_prob(0.0)
    array([-inf,  -1.,  inf])
    """

    references = (
        Reference(
            log_density="-(log(x) - loc) / scale - 2 * log1p(exp(-(log(x) - loc) / scale)) - log(scale) - log(x)",
            scipy="fisk(1 / scale, 0, exp(loc))",
            cases=(
                {"loc": 0.2, "scale": 0.25},
                {"loc": [-3.0, 0.0], "scale": [[0.05], [0.3]]},
                {"loc": 40.0, "scale": 0.1},
                {"loc": 1.0, "scale": 1.0},
                {"loc": -1.0, "scale": 3.0},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    def _moment(self, power: float) -> Value:
        finite = power * self.scale < 1.0
        s = np.where(finite, power * self.scale, 0.5)
        return np.where(finite, np.exp(power * self.loc) * (math.pi * s / np.sin(math.pi * s)), np.inf)[()]

    @property
    def mean(self) -> Value:
        """Mean of each element, infinite for a scale of at least 1."""
        return self._moment(1.0)

    @property
    def variance(self) -> Value:
        """Variance of each element, infinite for a scale of at least 1/2."""
        finite = 2.0 * self.scale < 1.0
        s = math.pi * np.where(finite, self.scale, 0.25)
        relative = s * (np.tan(s) - s) / np.square(np.sin(s))
        return np.where(finite, np.exp(2.0 * self.loc) * relative, np.inf)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        s = np.minimum(self.scale, 1.0)
        return np.exp(self.loc) * ((1.0 - s) / (1.0 + s)) ** s

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self.loc + np.log(self.scale) + 2.0

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        y = number(x)
        inside = y > 0.0
        level = op("sigmoid", (np.log(np.where(inside, y, 1.0)) - self.loc) / self.scale)
        return np.where(inside, level, 0.0)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        y = number(x)
        inside = y > 0.0
        level = op("sigmoid", (self.loc - np.log(np.where(inside, y, 1.0))) / self.scale)
        return np.where(inside, level, 1.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return np.exp(self.loc + self.scale * op("logit", q))
