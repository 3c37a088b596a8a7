"""Multivariate normal distribution whose covariance is diagonal plus low rank."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._matrix import LOG_2PI, Scale

_COVARIANCE = "(cov_factor * cov_factor.T + diag(list(cov_diag)))"


class LowRankMultivariateNormal(Distribution):
    r"""Multivariate normal distribution, :math:`x = \mu + W \varepsilon_1 + \sqrt{d}\, \varepsilon_2`.

    .. math::
        p(x) = \frac{1}{\sqrt{\det(2 \pi \Sigma)}}
            \exp\left(-\tfrac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)\right), \quad \Sigma = W W^\top + \mathrm{diag}(d)

    Costs :math:`O(K R^2)`, not :math:`O(K^3)`. PyTorch: ``LowRankMultivariateNormal(loc, cov_factor, cov_diag)``; its
    density cancels where W is much larger than d, this one does not. SciPy: ``multivariate_normal`` of the whole
    covariance matrix.

    Parameters
    ----------
    loc : array_like, shape (..., K)
        Mean :math:`\mu`.
    cov_factor : array_like, shape (..., K, R)
        :math:`W`.
    cov_diag : array_like, shape (..., K)
        :math:`d`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.LowRankMultivariateNormal([0.0, 0.0], [[1.0], [2.0]], [0.5, 0.1])
    >>> d.sample(3, rng=0).shape
    (3, 2)
    >>> d.covariance
    array([[1.5, 2. ],
           [2. , 4.1]])
    """

    noise = (("normal", 1), ("normal", 1))
    constraints = {"loc": ("real", 1), "cov_factor": ("real", 2), "cov_diag": ("positive", 1)}  # noqa: RUF012
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density=f"-(lambda r: (r.T * lu_solve({_COVARIANCE}, r))[0])(x - loc) / 2"
            f" - log(det({_COVARIANCE})) / 2 - len(x) * log(2 * pi) / 2",
            cases=(
                {
                    "loc": [0.5, -1.0, 2.0],
                    "cov_factor": [[1.0, 0.3], [-0.5, 2.0], [0.0, 0.7]],
                    "cov_diag": [0.5, 1.5, 0.1],
                },
                {"loc": [0.0, 0.0], "cov_factor": [[1e3], [2e3]], "cov_diag": [[1.0, 1e-3], [2.0, 2.0]]},
            ),
            statistics=(
                ("x[:, 1]", "norm(-1.0, sqrt(sum(cov_factor[1]**2) + cov_diag[1]))"),
                ("x @ [1.0, 1.0, -1.0]", "norm(-2.5, sqrt(0.5**2 + 1.6**2 + sum(cov_diag)))"),
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, cov_factor: ArrayLike | Value, cov_diag: ArrayLike | Value) -> None:
        super().__init__(loc=loc, cov_factor=cov_factor, cov_diag=cov_diag)

    @staticmethod
    def shapes_of_noise(loc: Any, factor: Any, diagonal: Any) -> Any:
        """One number for each column of the factor, and one for each entry."""
        return [factor[1:], loc]

    @staticmethod
    def g(common: Any, own: Any, loc: Any, factor: Any, diagonal: Any) -> Any:
        """``loc + W @ common + sqrt(d) * own``."""
        return loc + np.matmul(factor, common[..., None])[..., 0] + np.sqrt(diagonal) * own

    @staticmethod
    def log_density(x: Any, loc: Any, factor: Any, diagonal: Any) -> Any:
        r"""By :math:`r^\top \Sigma^{-1} r = \min_b \lVert u - V b \rVert^2 + \lVert b \rVert^2`: a sum of squares."""
        root = np.sqrt(diagonal)
        u, v = (x - loc) / root, factor / root[..., None]
        inner = np.matmul(np.swapaxes(v, -1, -2), v) + np.eye(factor.shape[-1])
        scale = Scale.of(inner, "precision_matrix")
        half = Scale(scale.root, False).solve_matrix(np.matmul(np.swapaxes(v, -1, -2), u[..., None]))
        b = scale.times_matrix(half)
        rest = u - np.matmul(v, b)[..., 0]
        log_det = 0.5 * np.sum(np.log(diagonal), axis=-1) - scale.log_det
        squares = np.sum(np.square(rest), axis=-1) + np.sum(np.square(b), axis=(-2, -1))
        return -0.5 * squares - (log_det + 0.5 * LOG_2PI * x.shape[-1])

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self._spread(self.loc)

    mode = mean

    @property
    def covariance(self) -> Value:
        """Covariance matrix of each element of the batch."""
        factor, diagonal = self.cov_factor, self.cov_diag
        return np.matmul(factor, np.swapaxes(factor, -1, -2)) + diagonal[..., None] * np.eye(np.shape(diagonal)[-1])

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return self._spread(np.sum(np.square(self.cov_factor), axis=-1) + self.cov_diag)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        at_mode = self.log_density(self._spread(self.loc), self.loc, self.cov_factor, self.cov_diag)
        return self._spread_batch(0.5 * self.event_shape[0] - at_mode)
