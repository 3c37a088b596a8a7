"""Truncated normal distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import gauss, number, one_liner, op

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._core import Graph


def _gap(graph: Graph, p: Mapping[str, int]) -> int:
    """High - low, or 1 if that is larger: an infinite gap is none to complain of."""
    gap = graph.apply("sub", [p["high"], p["low"]])
    return graph.apply("minimum", [gap, graph.constant(np.ones(()))])


_LOG_DENSITY = (
    "-((x - loc) / scale)**2 / 2 - log(2 * pi) / 2 - log(scale) - (lambda a, b: log((erfc(a) - erfc(b)) / 2"
    " if a > 0 else (erfc(-b) - erfc(-a)) / 2))((low - loc) / scale / sqrt(2), (high - loc) / scale / sqrt(2))"
)


class TruncatedNormal(Distribution):
    r"""Normal distribution on [a, b] only.

    .. math::
        p(x) = \frac{\varphi(z)}{\sigma (\Phi(\beta) - \Phi(\alpha))}, \quad z = \frac{x - \mu}{\sigma}, \quad
        \alpha = \frac{a - \mu}{\sigma}, \quad \beta = \frac{b - \mu}{\sigma}, \quad a \le x \le b

    Right for any window, however far out in a tail: draws never pile up at a bound. The bounds move the support, so
    there is no score function for them. SciPy: ``truncnorm((low - loc) / scale, (high - loc) / scale, loc, scale)``.
    PyTorch has none; NumPyro and TFP: ``TruncatedNormal(loc, scale, low, high)``.

    Parameters
    ----------
    loc : array_like
        Mean :math:`\mu` before truncation.
    scale : array_like
        Standard deviation :math:`\sigma` before truncation, positive.
    low : array_like
        Lower bound :math:`a`, or -inf.
    high : array_like
        Upper bound :math:`b`, larger than `low`, or inf.

    Examples
    --------
    >>> import reparamx as rx
    >>> x, grad = rx.TruncatedNormal(0.0, 1.0, 40.0, np.inf).sample_and_grad(1000, rng=0)
    >>> float(x.min()) > 40.0, len(np.unique(x)), bool(np.all((0.0 < grad["low"]) & (grad["low"] < 1.0)))
    (True, 1000, True)
    """

    conditions = (Condition("high - low", "positive", _gap),)
    references = (
        Reference(
            log_density=_LOG_DENSITY,
            scipy="truncnorm((low - loc) / scale, (high - loc) / scale, loc, scale)",
            cases=(
                {"loc": 0.3, "scale": 0.8, "low": -0.5, "high": 2.5},
                {"loc": 0.0, "scale": [1.0, 0.3], "low": [[-1.0], [0.5]], "high": np.inf},
                {"loc": 1.0, "scale": [0.5, 7.0], "low": -np.inf, "high": [[-2.0], [3.0]]},
                {"loc": 0.0, "scale": 1.0, "low": [-20.0, 9.0], "high": [-8.0, 12.0]},
            ),
        ),
        Reference(  # where SciPy's moments lose digits
            log_density=_LOG_DENSITY,
            cdf="-expm1(norm.logsf(x) - norm.logsf(low))",
            cases=(
                {"loc": 0.0, "scale": 1.0, "low": 40.0, "high": np.inf},
                {"loc": 0.0, "scale": 1.0, "low": [40.0, -40.5, -np.inf], "high": [41.0, -40.0, np.inf]},
                {"loc": 0.25, "scale": 1.0, "low": 0.125, "high": [0.125 + 2**-8, 0.625, 0.375]},
                {"loc": 0.0, "scale": 1e-6, "low": 1e-3, "high": [1.001e-3, 2e-3]},
            ),
        ),
    )

    def __init__(
        self, loc: ArrayLike | Value, scale: ArrayLike | Value, low: ArrayLike | Value, high: ArrayLike | Value
    ) -> None:
        super().__init__(loc=loc, scale=scale, low=low, high=high)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.low, self.high

    def _moments(self) -> tuple[Value, Value]:
        """Means of t and t^2, t the distance from the mode in scales: by Gauss, up to where the density is 1e-20."""
        z = (self.mode - self.loc) / self.scale
        reach = 90.0 / (np.abs(z) + np.sqrt(np.square(z) + 90.0))
        first = (np.maximum(self.low, self.mode - reach * self.scale) - self.mode) / self.scale
        last = (np.minimum(self.high, self.mode + reach * self.scale) - self.mode) / self.scale
        sums: list[Value] = [0.0, 0.0, 0.0]
        for node, weight in gauss(64):
            t = first + (last - first) * node
            density = weight * np.exp(-t * (0.5 * t + z))
            sums = [total + density * t**k for k, total in enumerate(sums)]
        return sums[1] / sums[0], sums[2] / sums[0]

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self.mode + self.scale * self._moments()[0]

    @property
    def variance(self) -> Value:
        """Variance of each element."""
        first, second = self._moments()
        return np.square(self.scale) * (second - np.square(first))

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(np.clip(self.loc, self.low, self.high))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        first, second = self._moments()
        return 0.5 * second + first * ((self.mode - self.loc) / self.scale) - self.log_prob(self.mode)

    def _outer(self, x: ArrayLike | Value) -> tuple[Value, Value]:
        """Whether the window lies more to the right, and the probability between x and its end away from loc."""
        y = np.clip(number(x), self.low, self.high)
        a, z, b = (np.clip((t - self.loc) / self.scale, -_FAR, _FAR) for t in (self.low, y, self.high))
        mirrored = a + b > 0.0
        first, last = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
        below, at, total = (op("log_ndtr", t) for t in (first, np.where(mirrored, -z, z), last))
        return mirrored, np.exp(at - total) * (np.expm1(below - at) / np.expm1(below - total))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        mirrored, level = self._outer(x)
        return np.where(mirrored, 1.0 - level, level)[()]

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        mirrored, level = self._outer(x)
        return np.where(mirrored, level, 1.0 - level)[()]

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level = number(q)
        inside = (level > 0.0) & (level < 1.0)
        x = one_liner(self, np.where(inside, level, 0.5))
        return np.where(inside, x, np.where(level > 0.5, self.high, self.low))[()]


#: What stands for an infinite bound, in scales: its square does not overflow.
_FAR = 1e150
