"""Johnson SU distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op


class JohnsonSU(Distribution):
    r"""Johnson's SU distribution, :math:`x = \xi + \lambda \sinh((\varepsilon - \gamma) / \delta)`.

    .. math::
        p(x) = \frac{\delta}{\lambda \sqrt{2 \pi}} \frac{1}{\sqrt{1 + z^2}}
        \exp\left(-\frac{(\gamma + \delta \operatorname{asinh} z)^2}{2}\right), \quad z = \frac{x - \xi}{\lambda}

    SciPy: ``johnsonsu(skewness, tailweight, loc, scale)``. PyTorch has none; TFP: ``JohnsonSU(skewness, tailweight,
    loc, scale)``.

    Parameters
    ----------
    skewness : array_like
        Asymmetry :math:`\gamma`; a positive one leans to the left.
    tailweight : array_like
        Lightness :math:`\delta` of the tails, positive: the normal law is its limit.
    loc : array_like
        Location :math:`\xi`.
    scale : array_like
        Scale :math:`\lambda`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.JohnsonSU(0.0, 1.0, 0.0, 1.0).log_prob([0.0, 1e200])
    array([-9.18938533e-01, -1.06818844e+05])
    """

    references = (
        Reference(
            log_density=(
                "-(skewness + tailweight * asinh((x - loc) / scale))**2 / 2 - log1p(((x - loc) / scale)**2) / 2"
                " + log(tailweight / scale) - log(2 * pi) / 2"
            ),
            scipy="johnsonsu(skewness, tailweight, loc, scale)",
            cases=(
                {"skewness": 0.5, "tailweight": 2.0, "loc": 0.3, "scale": 1.2},
                {"skewness": [-1.0, 3.0], "tailweight": [[1.0], [9.0]], "loc": -3.0, "scale": 0.1},
                {"skewness": 0.0, "tailweight": 50.0, "loc": 0.0, "scale": 1e30},
            ),
            points=(0.0, 1e30, -1e30),
        ),
    )

    def __init__(
        self,
        skewness: ArrayLike | Value,
        tailweight: ArrayLike | Value,
        loc: ArrayLike | Value,
        scale: ArrayLike | Value,
    ) -> None:
        super().__init__(skewness=skewness, tailweight=tailweight, loc=loc, scale=scale)

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        w = np.exp(0.5 / np.square(self.tailweight))
        return self.loc - self.scale * w * np.sinh(self.skewness / self.tailweight)

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        power = np.reciprocal(np.square(self.tailweight))
        spread = np.exp(power) * np.cosh(2.0 * self.skewness / self.tailweight) + 1.0
        return 0.5 * np.square(self.scale) * np.expm1(power) * spread

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        z = (number(x) - self.loc) / self.scale
        return op("ndtr", self.skewness + self.tailweight * np.arcsinh(z))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        z = (number(x) - self.loc) / self.scale
        return op("ndtr", -self.skewness - self.tailweight * np.arcsinh(z))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.loc + self.scale * np.sinh((op("ndtri", q) - self.skewness) / self.tailweight)
