"""Log-normal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class LogNormal(Distribution):
    r"""Log-normal distribution, :math:`x = e^{\mu + \sigma \varepsilon}`.

    .. math:: p(x) = \frac{1}{x \sqrt{2 \pi}\, \sigma} \exp\left(-\frac{(\log x - \mu)^2}{2 \sigma^2}\right)

    SciPy: ``lognorm(scale, scale=exp(loc))``. PyTorch: ``LogNormal(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` of the logarithm.
    scale : array_like
        Standard deviation :math:`\sigma` of the logarithm, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.LogNormal(0.0, 1.0).log_prob([0.0, 1.0])
    array([       -inf, -0.91893853])
    """

    references = (
        Reference(
            log_density="-((log(x) - loc) / scale)**2 / 2 - log(scale) - log(2 * pi) / 2 - log(x)",
            scipy="lognorm(scale, scale=exp(loc))",
            cases=({"loc": 0.0, "scale": 1.0}, {"loc": [-3.0, 0.5], "scale": [[0.1], [5.0]]}),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, np.inf)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return np.exp(self.loc + 0.5 * np.square(self.scale))

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return np.expm1(np.square(self.scale)) * np.exp(2.0 * self.loc + np.square(self.scale))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return np.exp(self.loc - np.square(self.scale))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self.loc + np.log(self.scale) + 0.5 * math.log(2 * math.pi * math.e)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        inside = np.greater(number(x), 0.0)
        z = (np.log(np.where(inside, number(x), 1.0)) - self.loc) / self.scale
        return np.where(inside, op("ndtr", z), 0.0)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        inside = np.greater(number(x), 0.0)
        z = (np.log(np.where(inside, number(x), 1.0)) - self.loc) / self.scale
        return np.where(inside, op("ndtr", -z), 1.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return np.exp(self.loc + self.scale * op("ndtri", q))
