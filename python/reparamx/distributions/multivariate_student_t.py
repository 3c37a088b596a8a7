"""Multivariate Student's t-distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import log_gamma_ratio, op
from ._matrix import LOG_PI, Scale, matrix_conditions

_RESIDUAL = "(lambda z: (z.T * z)[0])(lu_solve(scale_tril, x - loc))"


class MultivariateStudentT(Distribution):
    r"""Multivariate t-distribution, :math:`x = \mu + S \varepsilon \sqrt{\nu / \chi^2_\nu}`.

    .. math::
        p(x) = \frac{\Gamma((\nu + K) / 2)}{\Gamma(\nu / 2)\, (\nu \pi)^{K/2} \det S}
            \left(1 + \frac{\lVert S^{-1} (x - \mu) \rVert^2}{\nu}\right)^{-(\nu + K) / 2}

    SciPy: ``multivariate_t(loc, scale_tril @ scale_tril.T, df)``. NumPyro: ``MultivariateStudentT(df, loc,
    scale_tril)``; PyTorch has none.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu`, positive.
    loc : array_like, shape (..., K)
        Centre :math:`\mu`.
    scale_tril : array_like, shape (..., K, K)
        Lower triangular :math:`S` with a positive diagonal.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.MultivariateStudentT(3.0, [0.0, 1.0], [[1.0, 0.0], [0.5, 2.0]])
    >>> d.sample(4, rng=0).shape
    (4, 2)
    >>> print(f"{d.log_prob([0.0, 1.0]):.6f}")
    -2.531024
    """

    noise = (("normal", 1), "normal", "uniform")
    constraints = {"df": "positive", "loc": ("real", 1), "scale_tril": ("real", 2)}  # noqa: RUF012
    conditions = matrix_conditions("scale_tril")
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="loggamma((df + len(x)) / 2) - loggamma(df / 2) - len(x) * log(df * pi) / 2"
            f" - log(det(scale_tril)) - (df + len(x)) / 2 * log(1 + {_RESIDUAL} / df)",
            cases=(
                {"df": 9.5, "loc": [0.5, -1.0], "scale_tril": [[1.5, 0.0], [-0.4, 0.3]]},
                {"df": [0.7, 1e10], "loc": [0.0], "scale_tril": [[2.0]]},
            ),
            statistics=(
                ("x[:, 1]", "t(9.5, -1.0, 0.5)"),
                ("sum(einsum('ij,nj->ni', inv(scale_tril), x - loc)**2, axis=1) / 2", "f(2, 9.5)"),
            ),
        ),
    )

    def __init__(self, df: ArrayLike | Value, loc: ArrayLike | Value, scale_tril: ArrayLike | Value) -> None:
        super().__init__(df=df, loc=loc, scale_tril=scale_tril)

    @staticmethod
    def g(eps: Any, normal: Any, uniform: Any, df: Any, loc: Any, scale_tril: Any) -> Any:
        """``loc + S @ eps / sqrt(G / (df / 2))``."""
        shrink = np.exp(-0.5 * op("log_gamma_draw", normal, uniform, 0.5 * df))
        return loc + Scale.of(scale_tril, "scale_tril").times(eps) * shrink[..., None]

    @staticmethod
    def log_density(x: Any, df: Any, loc: Any, scale_tril: Any) -> Any:
        """By the whitened residual."""
        scale = Scale.of(scale_tril, "scale_tril")
        size, z = x.shape[-1], scale.solve(x - loc)
        normaliser = 0.5 * size * (np.log(df) + LOG_PI) + scale.log_det - log_gamma_ratio(0.5 * df, 0.5 * size)
        return -0.5 * (df + size) * np.log1p(np.sum(np.square(z), axis=-1) / df) - normaliser

    @property
    def mean(self) -> Value:
        """Mean of each entry; NaN unless df > 1."""
        return self._spread(np.where(np.asarray(self.df > 1.0)[..., None], self.loc, np.nan))

    @property
    def mode(self) -> Value:
        """The point of largest density."""
        return self._spread(self.loc)

    @property
    def variance(self) -> Value:
        """Variance of each entry; infinite where 1 < df <= 2, NaN where df <= 1."""
        df = np.asarray(self.df)[..., None]
        factor = np.where(df > 2.0, df / np.where(df > 2.0, df - 2.0, 1.0), np.where(df > 1.0, np.inf, np.nan))
        return self._spread(np.sum(np.square(np.tril(self.scale_tril)), axis=-1) * factor)
