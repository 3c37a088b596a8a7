"""Sinh-arcsinh distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class SinhArcsinh(Distribution):
    r"""Sinh-arcsinh distribution, :math:`x = \mu + \sigma \sinh((\operatorname{asinh} \varepsilon + s)\, t) / c`.

    .. math::
        p(x) = \frac{c \cosh v}{\sigma t \sqrt{2 \pi (1 + y^2)}} e^{-\sinh^2 v / 2}, \quad
        v = \frac{\operatorname{asinh} y}{t} - s, \quad y = c\, \frac{x - \mu}{\sigma},
        \quad c = \frac{\sinh(t \operatorname{asinh} 2)}{2}

    The normal law for s = 0, t = 1. Without skewness 95 % lie within two scales, whatever the tailweight is. SciPy and
    PyTorch have none; TFP: ``SinhArcsinh(loc, scale, skewness, tailweight)``, here always of the normal law.

    Parameters
    ----------
    loc : array_like
        Location :math:`\mu`; the median if there is no skewness.
    scale : array_like
        Scale :math:`\sigma`, positive.
    skewness : array_like
        Asymmetry :math:`s`; a positive one leans to the right.
    tailweight : array_like
        Weight :math:`t` of the tails, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.SinhArcsinh(0.0, 1.0, 0.0, 1.0).log_prob([0.0, 2.0])
    array([-0.91893853, -2.91893853])
    """

    references = (
        Reference(
            log_density=(
                "(lambda c: (lambda y: (lambda v: -sinh(v)**2 / 2 + log(cosh(v)) - log1p(y**2) / 2 - log(2 * pi) / 2"
                " + log(c / (tailweight * scale)))(asinh(y) / tailweight - skewness))(c * (x - loc) / scale))"
                "(sinh(tailweight * asinh(2)) / 2)"
            ),
            cdf=(
                "norm.cdf(sinh(arcsinh(sinh(tailweight * arcsinh(2)) / 2 * (x - loc) / scale) / tailweight - skewness))"
            ),
            cases=(
                {"loc": 0.3, "scale": 0.7, "skewness": 0.2, "tailweight": 0.8},
                {"loc": -3.0, "scale": 0.1, "skewness": [-0.5, 0.0], "tailweight": [[0.5], [1.5]]},
                {"loc": 0.0, "scale": 1e30, "skewness": 0.0, "tailweight": 1.0},
            ),
        ),
    )

    def __init__(
        self,
        loc: ArrayLike | Value,
        scale: ArrayLike | Value,
        skewness: ArrayLike | Value,
        tailweight: ArrayLike | Value,
    ) -> None:
        super().__init__(loc=loc, scale=scale, skewness=skewness, tailweight=tailweight)

    def _stretch(self) -> Value:
        return 0.5 * np.sinh(self.tailweight * math.asinh(2.0))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        y = self._stretch() * ((number(x) - self.loc) / self.scale)
        return op("ndtr", np.sinh(np.arcsinh(y) / self.tailweight - self.skewness))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        y = self._stretch() * ((number(x) - self.loc) / self.scale)
        return op("ndtr", np.sinh(self.skewness - np.arcsinh(y) / self.tailweight))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        y = np.sinh((np.arcsinh(op("ndtri", q)) + self.skewness) * self.tailweight)
        return self.loc + self.scale * (y / self._stretch())
