"""Pareto distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import number


class Pareto(Distribution):
    r"""Pareto distribution, :math:`x = m\, e^{e / \alpha}` with :math:`e` standard exponential.

    .. math:: p(x) = \frac{\alpha m^\alpha}{x^{\alpha + 1}}, \quad x \ge m

    The scale moves the support, so there is no score function for it. SciPy: ``pareto(alpha, scale=scale)``. PyTorch:
    ``Pareto(scale, alpha)``.

    Parameters
    ----------
    scale : array_like
        Smallest value :math:`m`, positive.
    alpha : array_like
        Exponent :math:`\alpha` of the tail, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Pareto(1.0, 2.0).log_prob([0.5, 1.0])
    array([      -inf, 0.69314718])
    """

    references = (
        Reference(
            log_density="log(alpha) + alpha * log(scale) - (alpha + 1) * log(x)",
            scipy="pareto(alpha, 0, scale)",
            cases=(
                {"scale": 1.0, "alpha": 1.0},
                {"scale": [0.1, 20.0], "alpha": [[3.0], [30.0]]},
                {"scale": 1e30, "alpha": 5.0},
            ),
        ),
    )

    def __init__(self, scale: ArrayLike | Value, alpha: ArrayLike | Value) -> None:
        super().__init__(scale=scale, alpha=alpha)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.scale, np.inf

    @property
    def mean(self) -> Value:
        """Mean of each element, infinite for alpha at most 1."""
        a = np.where(self.alpha > 1.0, self.alpha, 2.0)
        return np.where(self.alpha > 1.0, self.scale * (a / (a - 1.0)), np.inf)

    @property
    def variance(self) -> Value:
        """Variance of each element, infinite for alpha at most 2."""
        a = np.where(self.alpha > 2.0, self.alpha, 3.0)
        return np.where(self.alpha > 2.0, np.square(self.scale / (a - 1.0)) * (a / (a - 2.0)), np.inf)

    @property
    def mode(self) -> Value:
        """Value of largest density."""
        return self._spread(self.scale)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return np.log(self.scale / self.alpha) + 1.0 + 1.0 / self.alpha

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return -np.expm1(-self.alpha * np.log(np.maximum(number(x), self.scale) / self.scale))

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return np.exp(-self.alpha * np.log(np.maximum(number(x), self.scale) / self.scale))

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        return self.scale * np.exp(-np.log1p(-number(q)) / self.alpha)
