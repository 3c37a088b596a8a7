"""Dirichlet distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import op


class Dirichlet(Distribution):
    r"""Dirichlet distribution, gamma variables of concentrations :math:`a_j` divided by their sum.

    .. math:: p(x) = \frac{\Gamma(\sum_j a_j)}{\prod_j \Gamma(a_j)} \prod_j x_j^{a_j - 1}, \quad \sum_j x_j = 1

    The density is that of all entries but the last. The gamma variables are kept as logarithms: small concentrations
    give points near the corners, as they should. SciPy: ``dirichlet(concentration)``. PyTorch: the same.

    Parameters
    ----------
    concentration : array_like
        Exponents :math:`a_j`, positive; the last axis is one variable.

    Examples
    --------
    >>> import reparamx as rx
    >>> x = rx.Dirichlet([1e-3, 1e-3, 1e-3]).sample(1000, rng=0)
    >>> bool(np.allclose(x.sum(axis=1), 1.0)), float(np.mean(x.max(axis=1) > 0.99)) > 0.95
    (True, True)
    """

    references = (
        Reference(
            log_density="loggamma(fsum(concentration)) - fsum(loggamma(a) for a in concentration)"
            " + fsum((a - 1) * log(v) for a, v in zip(concentration, x))",
            cases=(
                {"concentration": [0.5, 2.0, 3.5]},
                {"concentration": [[1.0, 1.0], [30.0, 0.2]]},
                {"concentration": [1e6, 2e6, 5.0]},
            ),
            statistics=(("x[:, 0]", "beta(0.5, 5.5)"), ("x[:, 1] / (x[:, 1] + x[:, 2])", "beta(2.0, 3.5)")),
        ),
    )

    def __init__(self, concentration: ArrayLike | Value) -> None:
        super().__init__(concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry; they sum to 1."""
        return (0.0, 1.0)

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self.concentration / np.sum(self.concentration, axis=-1, keepdims=True)

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        total = np.sum(self.concentration, axis=-1, keepdims=True)
        mean = self.concentration / total
        return mean * (1.0 - mean) / (total + 1.0)

    @property
    def mode(self) -> Value:
        """Value of largest density, inside of the simplex only if all concentrations are above 1."""
        above = np.maximum(self.concentration - 1.0, 0.0)
        total = np.sum(above, axis=-1, keepdims=True)
        flat = total <= 0.0
        largest = np.max(self.concentration, axis=-1, keepdims=True)
        corner = np.where(self.concentration == largest, 1.0, 0.0)
        end = corner / np.sum(corner, axis=-1, keepdims=True)
        return np.where(flat, end, above / np.where(flat, 1.0, total))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        a = self.concentration
        total = np.sum(a, axis=-1)
        count = np.shape(a)[-1]
        own = (
            0.5 * np.log(2.0 * np.pi)
            + 0.5 * np.log(a)
            + op("stirling", a)
            + (a - 1.0) * (0.5 / a + op("stirling_slope", a))
        )
        rest = (total - count) * (0.5 / total + op("stirling_slope", total)) + op("stirling", total)
        return np.sum(own, axis=-1) - rest - 0.5 * np.log(2.0 * np.pi) - (count - 0.5) * np.log(total)
