"""Multivariate normal distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._matrix import LOG_2PI, Scale, matrix_conditions

_LOG_DENSITY = "-(lambda r: (r.T * lu_solve({0}, r))[0])(x - loc) / 2 - log(det({0})) / 2 - len(x) * log(2 * pi) / 2"
_LOC = [0.5, -1.0, 2.0]
_TRIL = [[1.5, 0.0, 0.0], [-0.4, 0.3, 0.0], [2.0, 0.7, 1.2]]
_COVARIANCE = [[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]]
_WHITE = "einsum('ij,nj->ni', inv(cholesky({0})), x - loc)"


class MultivariateNormal(Distribution):
    r"""Multivariate normal distribution, :math:`x = \mu + S \varepsilon`.

    .. math::
        p(x) = \frac{1}{\sqrt{\det(2 \pi \Sigma)}}
            \exp\left(-\tfrac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)\right), \quad \Sigma = S S^\top

    SciPy: ``multivariate_normal(loc, covariance_matrix)``. PyTorch: ``MultivariateNormal(loc, covariance_matrix,
    precision_matrix, scale_tril)``. The last axis of a draw holds its K entries.

    Parameters
    ----------
    loc : array_like, shape (..., K)
        Mean :math:`\mu`.
    covariance_matrix : array_like, shape (..., K, K), optional
        :math:`\Sigma`, symmetric and positive definite.
    precision_matrix : array_like, shape (..., K, K), optional
        :math:`\Sigma^{-1}`.
    scale_tril : array_like, shape (..., K, K), optional
        Lower triangular :math:`S` with a positive diagonal: the fastest. Exactly one of the three must be given.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.MultivariateNormal([0.0, 1.0], scale_tril=[[1.0, 0.0], [0.5, 2.0]])
    >>> d.sample(3, rng=0).shape, d.event_shape
    ((3, 2), (2,))
    >>> print(f"{d.log_prob([0.0, 1.0]):.6f}")
    -2.531024
    """

    noise = (("normal", 1),)
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density=_LOG_DENSITY.format("(covariance_matrix + covariance_matrix.T) * 0.5"),
            cases=(
                {"loc": _LOC, "covariance_matrix": _COVARIANCE},
                {"loc": [[0.0], [1e6]], "covariance_matrix": [[1e-4]]},
            ),
            statistics=(
                ("x @ [1.0, -2.0, 0.5]", "norm(3.5, sqrt([1.0, -2.0, 0.5] @ covariance_matrix @ [1.0, -2.0, 0.5]))"),
                (f"sum({_WHITE.format('covariance_matrix')}**2, axis=1)", "chi2(3)"),
            ),
        ),
        Reference(
            log_density=_LOG_DENSITY.format("((precision_matrix + precision_matrix.T) * 0.5)**-1"),
            cases=(
                {"loc": _LOC, "precision_matrix": _COVARIANCE},
                {"loc": [0.0, 1.0], "precision_matrix": [[1e8, 0.0], [0.0, 1e-8]]},
            ),
            statistics=(
                ("x[:, 0]", "norm(0.5, sqrt(inv(precision_matrix)[0, 0]))"),
                (f"sum({_WHITE.format('inv(precision_matrix)')}**2, axis=1)", "chi2(3)"),
            ),
        ),
        Reference(
            log_density=_LOG_DENSITY.format("(scale_tril * scale_tril.T)"),
            cases=(
                {"loc": _LOC, "scale_tril": _TRIL},
                {"loc": [0.0, 0.0], "scale_tril": [[[1e-3, 0.0], [1e3, 1.0]], [[1.0, 0.0], [0.0, 1.0]]]},
            ),
            statistics=(
                ("x[:, 2]", "norm(2.0, sqrt(sum(scale_tril[2]**2)))"),
                ("sum(einsum('ij,nj->ni', inv(scale_tril), x - loc)**2, axis=1)", "chi2(3)"),
            ),
        ),
    )

    def __init__(
        self,
        loc: ArrayLike | Value,
        covariance_matrix: ArrayLike | Value | None = None,
        precision_matrix: ArrayLike | Value | None = None,
        scale_tril: ArrayLike | Value | None = None,
    ) -> None:
        given = self._exactly_one(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        (form,) = given
        self.constraints = {"loc": ("real", 1), form: ("real", 2)}
        self.conditions = matrix_conditions(form)
        self.static = {"form": form}
        super().__init__(loc=loc, **given)

    @staticmethod
    def g(eps: Any, loc: Any, matrix: Any, *, form: str) -> Any:
        """``loc + S @ eps``."""
        return loc + Scale.of(matrix, form).times(eps)

    @staticmethod
    def log_density(x: Any, loc: Any, matrix: Any, *, form: str) -> Any:
        """By the whitened residual."""
        scale = Scale.of(matrix, form)
        z = scale.solve(x - loc)
        return -0.5 * np.sum(np.square(z), axis=-1) - (scale.log_det + 0.5 * LOG_2PI * x.shape[-1])

    @property
    def _scale(self) -> Scale:
        form = self.static["form"]
        return Scale.of(self.parameters[form], form)

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self._spread(self.loc)

    mode = mean

    @property
    def covariance(self) -> Value:
        """Covariance matrix of each element of the batch."""
        return self._scale.covariance

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return self._spread(np.diagonal(self.covariance, axis1=-2, axis2=-1))

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self._spread_batch(self._scale.log_det + 0.5 * (LOG_2PI + 1.0) * self.event_shape[0])
