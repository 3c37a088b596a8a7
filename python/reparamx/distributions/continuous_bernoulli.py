"""Continuous Bernoulli distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number, op, ratio


class ContinuousBernoulli(Distribution):
    r"""Continuous Bernoulli distribution on [0, 1]: a density that grows or falls exponentially.

    .. math:: p(x) = \frac{l\, e^{l x}}{e^l - 1} \propto p^x (1 - p)^{1 - x}, \quad p = \frac{1}{1 + e^{-l}}

    Uniform for p = 1/2, where the formulas go over into their series. SciPy has none; for l < 0 it is ``truncexpon(-l,
    scale=-1 / l)``. PyTorch: ``ContinuousBernoulli(probs, logits)``.

    Parameters
    ----------
    probs : array_like, optional
        Shape :math:`p` in (0, 1); not the mean. The limit laws at 0 and 1, points, are refused.
    logits : array_like, optional
        Slope :math:`l` of the log-density. Exactly one of both must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.ContinuousBernoulli(logits=[0.0, 1.0]).log_prob([1.0, 1.0])
    array([0.        , 0.45867515])
    >>> rx.ContinuousBernoulli(probs=[0.5, 0.9]).mean
    array([0.5       , 0.66988039])
    """

    references = (
        Reference(
            log_density=("(lambda l: l * x - (log(expm1(l) / l) if l else mpf(0)))(log(probs) - log1p(-probs))"),
            cdf="expm1(log(probs / (1 - probs)) * x) / ((2 * probs - 1) / (1 - probs))",
            cases=(
                {"probs": 0.3},
                {"probs": [0.5, 0.5 + 1e-9, 0.499]},
                {"probs": [[0.01], [0.999]]},
            ),
            points=(0.0, 1.0),
        ),
        Reference(
            log_density="logits * x - (log(expm1(logits) / logits) if logits else mpf(0))",
            cdf="expm1(logits * x) / expm1(logits)",
            cases=(
                {"logits": 1.4},
                {"logits": [0.0, 1e-5, -0.2, 0.999, 1.001]},
                {"logits": [[300.0], [-1e4]]},
            ),
            points=(0.0, 1.0),
        ),
    )

    def __init__(self, probs: ArrayLike | Value | None = None, logits: ArrayLike | Value | None = None) -> None:
        super().__init__(**self._exactly_one(probs=probs, logits=logits))

    @property
    def probs(self) -> Value:
        """Shape p."""
        return self.parameters["probs"] if "probs" in self.parameters else op("sigmoid", self.parameters["logits"])

    @property
    def logits(self) -> Value:
        """Slope l."""
        return self.parameters["logits"] if "logits" in self.parameters else op("logit", self.parameters["probs"])

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return (0.0, 1.0)

    def _cases(self) -> tuple[Value, Value, Value]:
        """Whether l is small, l if it is, and 1 or l."""
        slope = self.logits
        small = np.abs(slope) < 0.1
        return small, np.where(small, slope, 0.0), np.where(small, 1.0, slope)

    @property
    def mean(self) -> Value:
        """Mean of each element: 1/2 + (coth(l / 2) - 2 / l) / 2."""
        small, s, b = self._cases()
        square = np.square(s)
        series = s * (1.0 / 12.0 - square * (1.0 / 720.0 - square * (1.0 / 30240.0 - square / 1209600.0)))
        return (0.5 + np.where(small, series, 0.5 / np.tanh(0.5 * b) - 1.0 / b))[()]

    @property
    def variance(self) -> Value:
        """Variance of each element: 1 / l^2 - 1 / (4 sinh(l / 2)^2)."""
        small, s, b = self._cases()
        square, fall = np.square(s), np.exp(-np.abs(b))
        series = 1.0 / 12.0 - square * (1.0 / 240.0 - square * (1.0 / 6048.0 - square / 172800.0))
        far = np.square(1.0 / b) - fall / np.square(1.0 - fall)
        return np.where(small, series, far)[()]

    @property
    def mode(self) -> Value:
        """Value of largest density; 0 if all are equally likely."""
        return np.where(self.logits > 0.0, 1.0, 0.0)[()]

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = np.abs(self.logits)
        from_end = a * np.where(self.logits > 0.0, 1.0 - self.mean, self.mean)
        return (from_end + np.log(ratio("expm1", -a)))[()]

    def _mass(self, distance: Value, slope: Value) -> Value:
        """Probability of a value so far from an end: expm1(slope distance) / expm1(slope)."""
        a = np.abs(slope)
        falling = distance * ratio("expm1", -a * distance) / ratio("expm1", -a)
        return falling * np.exp(np.minimum(-slope, 0.0) * (1.0 - distance))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._mass(np.clip(number(x), 0.0, 1.0), self.logits)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._mass(1.0 - np.clip(number(x), 0.0, 1.0), -self.logits)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        level, right, a = number(q), self.logits > 0.0, np.abs(self.logits)
        below = np.where(right, 1.0 - level, level)  # from the end where the density is largest
        mass, rest = below * ratio("expm1", -a), np.where(right, level, 1.0 - level) + below * np.exp(-a)
        far = rest < 0.5
        near = mass * ratio("log1p", -a * np.where(far, 0.0, mass))
        distance = np.where(far, -np.log(np.where(far, rest, 1.0)) / np.where(far, a, 1.0), near)
        return np.where(right, 1.0 - distance, distance)[()]
