"""LKJ distribution of Cholesky factors of correlation matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import positive_integer
from ._base import Distribution, Reference, Value
from ._math import op
from ._matrix import LOG_PI, TOLERANCE, beyond, log_multigamma


def _shapes(concentration: Any, dim: int) -> Any:
    """Concentration of the gamma variable of each row: that of the first row does not matter."""
    return concentration[..., None] + 0.5 * np.arange(dim - 1.0, -1.0, -1.0)


class LKJCholesky(Distribution):
    r"""Cholesky factors :math:`L` of random correlation matrices :math:`L L^\top` (Lewandowski, Kurowicka, Joe 2009).

    .. math:: p(L) \propto \prod_{k=2}^{n} L_{kk}^{n - k + 2 \eta - 2}, \quad
        p(L L^\top) \propto \det(L L^\top)^{\eta - 1}

    Row k is the direction of :math:`(z_1, \dots, z_{k-1}, \sqrt{2 G})`, z normal and G gamma of concentration
    :math:`\eta + (n - k) / 2`: the onion method without its beta variables. PyTorch: ``LKJCholesky(dim,
    concentration)``; SciPy has none.

    Parameters
    ----------
    dim : int
        Number n of rows.
    concentration : array_like
        Shape :math:`\eta`, positive: 1 makes all correlation matrices equally likely.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> factor = rx.LKJCholesky(3, 2.0).sample(rng=0)
    >>> np.round(np.diag(factor @ factor.T), 12)
    array([1., 1., 1.])
    """

    noise = (("normal", 2), ("normal", 1), ("uniform", 1))
    constraints = {"concentration": "positive"}  # noqa: RUF012
    event_rank = 2
    reparametrised = True
    references = (
        Reference(
            log_density="(lambda m, a: fsum((x.rows - k + 2 * concentration - 2) * log(x[k - 1, k - 1])"
            " for k in range(2, x.rows + 1)) - m * log(pi) / 2 - m * (m - 1) * log(pi) / 4"
            " - fsum(loggamma(a - 0.5 - mpf(i) / 2) for i in range(m)) + m * loggamma(a))"
            "(x.rows - 1, concentration + mpf(x.rows - 1) / 2)",
            cases=({"dim": 4, "concentration": 1.5}, {"dim": 2, "concentration": [0.1, 1.0, 40.0]}),
            statistics=(
                # Every correlation is 2 Beta(b, b) - 1 with b = concentration + n / 2 - 1.
                ("(einsum('nj,nj->n', x[:, 3], x[:, 2]) + 1) / 2", "beta(2.5, 2.5)"),
                ("(x[:, 1, 0] + 1) / 2", "beta(2.5, 2.5)"),
                ("x[:, 3, 3]**2", "beta(1.5, 1.5)"),
            ),
        ),
    )

    def __init__(self, dim: int, concentration: ArrayLike | Value = 1.0) -> None:
        self.static = {"dim": positive_integer("LKJCholesky: dim", dim)}
        super().__init__(concentration=concentration)

    @staticmethod
    def shape_of_event(concentration: Any, *, dim: int) -> Any:
        """A square matrix."""
        return (dim, dim)

    @staticmethod
    def shapes_of_noise(concentration: Any, *, dim: int) -> Any:
        """A matrix for the triangle, rows for its diagonal."""
        return [(dim, dim), (dim,), (dim,)]

    @staticmethod
    def g(eps: Any, normal: Any, uniform: Any, concentration: Any, *, dim: int) -> Any:
        """Rows of length 1."""
        shapes = _shapes(concentration, dim)
        diagonal = np.exp(0.5 * (op("log_gamma_draw", normal, uniform, shapes) + np.log(2.0 * shapes)))
        raw = np.tril(eps, -1) + diagonal[..., None] * np.eye(dim)
        return raw / np.sqrt(np.sum(np.square(raw), axis=-1, keepdims=True))

    @staticmethod
    def log_density(x: Any, concentration: Any, *, dim: int) -> Any:
        """By the diagonal."""
        diagonal = np.diagonal(x, axis1=-2, axis2=-1)
        lengths = np.sum(np.square(x), axis=-1)
        inside = (np.min(diagonal, axis=-1) > 0.0) & (np.max(np.abs(lengths - 1.0), axis=-1) <= TOLERANCE)
        inside = inside & (np.max(np.abs(np.triu(x, 1)), axis=(-2, -1)) == 0.0)
        safe = np.where(inside[..., None], diagonal, 1.0)
        powers = np.arange(dim - 2.0, -1.0, -1.0) + 2.0 * (concentration[..., None] - 1.0)
        m, half = dim - 1, concentration + 0.5 * (dim - 1)
        normaliser = 0.5 * m * LOG_PI + log_multigamma(half - 0.5, m) - m * op("lgamma", half) if m else 0.0 * half
        value = np.sum(powers * np.log(safe[..., 1:]), axis=-1) - normaliser
        return np.where(inside, value, beyond(x))
