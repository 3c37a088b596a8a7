"""Point mass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Value
from ._math import number


class Delta(Distribution):
    r"""All of the mass in one point, :math:`x = v`.

    .. math:: \log p(x) = \ell \text{ if } x = v, \text{ else } -\infty

    NumPyro: ``Delta(v, log_density)``; PyTorch and SciPy have none. The point moves the support, so there is no score
    function for it; the pathwise derivative is 1.

    Parameters
    ----------
    v : array_like
        The point.
    log_density : array_like
        What `log_prob` says at the point.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Delta([1.0, 2.0]).log_prob(1.0)
    array([  0., -inf])
    """

    noise = ()
    constraints = {"v": "real", "log_density": "real"}  # noqa: RUF012
    support_depends = ("v",)

    def __init__(self, v: ArrayLike | Value, log_density: ArrayLike | Value = 0.0) -> None:
        super().__init__(v=v, log_density=log_density)

    @staticmethod
    def g(v: Any, log_density: Any) -> Any:
        """The point."""
        return v

    @staticmethod
    def log_density(x: Any, v: Any, log_density: Any) -> Any:
        """Its logarithm at the point."""
        return np.where(x == v, log_density, np.where(np.isnan(x), x, -np.inf))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        return self.v, self.v

    @property
    def mean(self) -> Value:
        """The point."""
        return self._spread(self.v)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each element: 0."""
        return np.zeros(self.shape)

    def entropy(self) -> Value:
        """Minus the log-density at the point."""
        return self._spread(-self.parameters["log_density"])

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return np.where(number(x) >= self.v, 1.0, 0.0)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """The point."""
        return self.v + 0.0 * number(q)
