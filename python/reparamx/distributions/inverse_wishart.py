"""Inverse Wishart distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..bijectors._sets import sort_into
from ..special import cholesky, solve_triangular
from ._base import Distribution, Reference, Value
from ._matrix import LOG_2, Scale, bartlett, beyond, log_diagonal, log_multigamma, matrix_conditions
from .wishart import FREE

_LOG_MULTIGAMMA = "(p * (p - 1) * log(pi) / 4 + fsum(loggamma((df - i) / 2) for i in range(p)))"
_LOG_DENSITY = (
    "(lambda p, v: -(df + p + 1) / 2 * log(det(x)) - fsum((v * x**-1)[i, i] for i in range(p)) / 2"
    f" - df * p * log(2) / 2 + df / 2 * log(det(v)) - {_LOG_MULTIGAMMA})(x.rows, {{0}})"
)


class InverseWishart(Distribution):
    r"""Inverse Wishart distribution: the law of :math:`x` if :math:`x^{-1} \sim \mathrm{Wishart}(\nu, \Psi^{-1})`.

    .. math::
        p(x) = \frac{\det(\Psi)^{\nu/2}}{2^{\nu K / 2}\, \Gamma_K(\nu / 2)} \det(x)^{-(\nu + K + 1)/2}
            \exp\left(-\tfrac12 \mathrm{tr}(\Psi x^{-1})\right)

    SciPy: ``invwishart(df, scale_matrix)``; PyTorch has none. The density is 0 where x is not positive definite.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu > K - 1`.
    scale_matrix : array_like, shape (..., K, K), optional
        :math:`\Psi`, symmetric and positive definite.
    scale_tril : array_like, shape (..., K, K), optional
        Its lower Cholesky factor. Exactly one of both must be given.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> d = rx.InverseWishart(6.0, np.eye(2))
    >>> d.sample(3, rng=0).shape
    (3, 2, 2)
    >>> float(d.mean[0, 0])
    0.3333333333333333
    """

    noise = (("normal", 2), ("normal", 1), ("uniform", 1))
    event_rank = 2
    reparametrised = True
    references = (
        Reference(
            log_density=_LOG_DENSITY.format("(scale_matrix + scale_matrix.T) * 0.5"),
            cases=(
                {"df": 14.0, "scale_matrix": [[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]]},
                {"df": [0.1, 30.0], "scale_matrix": [[3.0]]},
            ),
            statistics=(
                ("x[:, 0, 0]", "invgamma(6.0, 0, 1.0)"),
                ("x[:, 2, 2]", "invgamma(6.0, 0, 0.35)"),
                ("einsum('i,nij,j->n', [1, -2, 1], x, [1, -2, 1])", "invgamma(6.0, 0, 1.65)"),
            ),
        ),
        Reference(
            log_density=_LOG_DENSITY.format("scale_tril * scale_tril.T"),
            cases=(
                {"df": 12.0, "scale_tril": [[1.5, 0.0], [-0.4, 0.3]]},
                {"df": [2.5, 8.0], "scale_tril": [[[1.0, 0.0], [2.0, 1.0]], [[0.1, 0.0], [0.0, 3.0]]]},
            ),
            statistics=(("x[:, 1, 1]", "invgamma(5.5, 0, 0.125)"),),
        ),
    )

    def __init__(
        self,
        df: ArrayLike | Value,
        scale_matrix: ArrayLike | Value | None = None,
        scale_tril: ArrayLike | Value | None = None,
    ) -> None:
        given = self._exactly_one(scale_matrix=scale_matrix, scale_tril=scale_tril)
        (form,) = given
        self.constraints = {"df": "positive", form: ("real", 2)}
        self.conditions = (FREE, *matrix_conditions(form))
        self.static = {"form": form}
        super().__init__(df=df, **given)

    @staticmethod
    def shapes_of_noise(df: Any, matrix: Any, *, form: str) -> Any:
        """A matrix for the triangle, rows for its diagonal."""
        return [matrix, matrix[:1], matrix[:1]]

    @staticmethod
    def g(eps: Any, normal: Any, uniform: Any, df: Any, matrix: Any, *, form: str) -> Any:
        """``B.T B`` with ``B = A^-1 P.T``, P the Cholesky factor of the scale matrix."""
        root = Scale.of(matrix, form).root
        half = solve_triangular(bartlett(eps, normal, uniform, df), np.swapaxes(root, -1, -2))
        return np.matmul(np.swapaxes(half, -1, -2), half)

    @staticmethod
    def log_density(x: Any, df: Any, matrix: Any, *, form: str) -> Any:
        """By the Cholesky factor of x."""
        inside, definite = sort_into("covariance", x)
        scale, root = Scale.of(matrix, form), cholesky(definite)
        size = x.shape[-1]
        z = solve_triangular(root, scale.root)
        normaliser = df * (0.5 * LOG_2 * size - scale.log_det) + log_multigamma(0.5 * df, size)
        value = -(df + size + 1.0) * log_diagonal(root) - 0.5 * np.sum(np.square(z), axis=(-2, -1)) - normaliser
        return np.where(inside, value, beyond(x))

    @property
    def _matrix(self) -> Value:
        form = self.static["form"]
        return Scale.of(self.parameters[form], form).covariance

    @property
    def mean(self) -> Value:
        """Mean of each entry; infinite or undefined, and NaN here, unless df > K + 1."""
        free = np.asarray(self.df)[..., None, None] - self.event_shape[-1] - 1.0
        return self._spread(np.where(free > 0.0, self._matrix / np.where(free > 0.0, free, 1.0), np.nan))

    @property
    def mode(self) -> Value:
        """The matrix of largest density."""
        return self._spread(self._matrix / (np.asarray(self.df)[..., None, None] + self.event_shape[-1] + 1.0))
