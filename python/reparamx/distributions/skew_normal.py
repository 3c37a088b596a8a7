"""Skew normal distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import gauss, number, op


def _owen(h: Value, a: Value) -> Value:
    r"""Owen's function :math:`\frac{1}{2 \pi} \int_0^a \exp(-h^2 (1 + t^2) / 2) / (1 + t^2)\, dt` for 0 <= a <= 1."""
    total: Value = 0.0
    for node, weight in gauss(48):
        square = 1.0 + np.square(a * node)
        total = total + weight * np.exp(-0.5 * np.square(h) * square) / square
    return total * a / (2.0 * math.pi)


def _rare(h: Value, a: Value) -> Value:
    r"""Twice that integral from a to infinity, for a h > 2: over :math:`s = h^2 (t^2 - a^2) / 2`, from 0 to 40."""
    total: Value = 0.0
    for node, weight in gauss(48):
        square = np.square(a) + 80.0 * node / np.square(h)
        total = total + 40.0 * weight * math.exp(-40.0 * node) / ((1.0 + square) * np.sqrt(square))
    return total * np.exp(-0.5 * np.square(h) * (1.0 + np.square(a))) / (math.pi * np.square(h))


class SkewNormal(Distribution):
    r"""Skew normal distribution, :math:`x = \mu + \sigma (\delta |\varepsilon| + \sqrt{1 - \delta^2}\, \varepsilon')`.

    .. math::
        p(x) = \frac{2}{\sigma} \varphi(z)\, \Phi(\alpha z), \quad z = \frac{x - \mu}{\sigma}, \quad
        \delta = \frac{\alpha}{\sqrt{1 + \alpha^2}}

    Azzalini (1985). SciPy: ``skewnorm(skewness, loc, scale)``. PyTorch has none.

    Parameters
    ----------
    loc : array_like
        Location :math:`\mu`.
    scale : array_like
        Scale :math:`\sigma`, positive.
    skewness : array_like
        Shape :math:`\alpha`: 0 makes it normal.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.SkewNormal(0.0, 1.0, [0.0, 3.0]).log_prob(1.0)
    array([-1.41893853, -0.72714216])
    """

    references = (
        Reference(
            log_density="-((x - loc) / scale)**2 / 2 - log(scale) - log(2 * pi) / 2"
            " + log(erfc(-skewness * (x - loc) / scale / sqrt(2)))",
            scipy="skewnorm(skewness, loc, scale)",
            cases=(
                {"loc": 0.5, "scale": 1.5, "skewness": 2.0},
                {"loc": [0.0, -3.0], "scale": [[1.0], [0.2]], "skewness": [0.0, -4.0]},
                {"loc": 0.0, "scale": 1.0, "skewness": 12.0},
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value, skewness: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale, skewness=skewness)

    @property
    def _shift(self) -> Value:
        """Mean in scales from loc."""
        return math.sqrt(2.0 / math.pi) * np.sin(np.arctan(self.skewness))

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.loc + self.scale * self._shift

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        return self._spread(np.square(self.scale) * (1.0 - np.square(self._shift)))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._level((number(x) - self.loc) / self.scale, self.skewness)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._level((self.loc - number(x)) / self.scale, -self.skewness)

    def _level(self, z: Value, skewness: Value) -> Value:
        """ndtr(z) - 2 T(z, skewness), with T of a slope above 1 by that of the reciprocal slope."""
        h, a = np.minimum(np.abs(z), 1e3), np.abs(skewness)
        steep = a > 1.0
        other = np.where(steep, a * h, h)
        owen = _owen(other, np.where(steep, 1.0 / np.where(steep, a, 1.0), a))
        near, far = op("ndtr", -h), op("ndtr", -a * h)
        owen = np.where(steep, 0.5 * (near + far) - near * far - owen, owen)
        level = op("ndtr", z) - 2.0 * np.sign(skewness) * owen
        rare = (z < 0.0) & (skewness > 0.0) & (a * h > 2.0)
        return np.where(rare, _rare(np.where(rare, h, 1.0), np.where(rare, a, 2.0)), level)[()]
