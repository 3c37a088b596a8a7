"""Logit-normal distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class LogitNormal(Distribution):
    r"""Logit-normal distribution on (0, 1), :math:`x = 1 / (1 + e^{-(\mu + \sigma \varepsilon)})`.

    .. math::
        p(x) = \frac{1}{\sqrt{2 \pi}\, \sigma\, x (1 - x)}
        \exp\left(-\frac{(\operatorname{logit} x - \mu)^2}{2 \sigma^2}\right), \quad 0 < x < 1

    The density falls to 0 at both ends. SciPy has none: ``x / (1 - x)`` is ``lognorm(scale, scale=exp(loc))``. PyTorch
    has none; TFP: ``LogitNormal(loc, scale)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` of the logit.
    scale : array_like
        Standard deviation :math:`\sigma` of the logit, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.LogitNormal(0.0, 1.0).log_prob([0.0, 0.5, 1.0])
    array([      -inf, 0.46735583,       -inf])
    """

    references = (
        Reference(
            log_density=(
                "-((log(x) - log1p(-x) - loc) / scale)**2 / 2 - log(scale) - log(2 * pi) / 2 - log(x) - log1p(-x)"
            ),
            cdf="norm.cdf((log(x) - log1p(-x) - loc) / scale)",
            cases=(
                {"loc": 0.4, "scale": 0.8},
                {"loc": [-3.0, 0.0], "scale": [[0.01], [1.5]]},
                {"loc": -60.0, "scale": 1e-6},
                {"loc": -0.5, "scale": 4.0},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, 1.0)

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        y = number(x)
        inside = (y > 0.0) & (y < 1.0)
        level = op("ndtr", (op("logit", np.where(inside, y, 0.5)) - self.loc) / self.scale)
        return np.where(inside, level, np.where(y > 0.5, 1.0, 0.0))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        y = number(x)
        inside = (y > 0.0) & (y < 1.0)
        level = op("ndtr", (self.loc - op("logit", np.where(inside, y, 0.5))) / self.scale)
        return np.where(inside, level, np.where(y > 0.5, 0.0, 1.0))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return op("sigmoid", self.loc + self.scale * op("ndtri", q))
