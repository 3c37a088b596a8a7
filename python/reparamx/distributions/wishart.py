"""Wishart distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ..bijectors._sets import sort_into
from ..special import cholesky
from ._base import Distribution, Reference, Value
from ._definition import Condition
from ._math import op
from ._matrix import LOG_2, Scale, bartlett, beyond, log_diagonal, log_multigamma, matrix_conditions

if TYPE_CHECKING:
    from .._core import Graph


def free_degrees(graph: Graph, named: Mapping[str, int]) -> int:
    """df - K + 1 of a law of K by K matrices."""
    matrix = next(node for name, node in named.items() if name != "df")
    return graph.apply("sub", [named["df"], graph.constant(np.asarray(graph.shape(matrix)[-1] - 1.0))])


#: What df must leave free.
FREE = Condition("df - K + 1", "positive", free_degrees)
_LOG_MULTIGAMMA = "(p * (p - 1) * log(pi) / 4 + fsum(loggamma((df - i) / 2) for i in range(p)))"
_LOG_DENSITY = (
    "(lambda p, v: (df - p - 1) / 2 * log(det(x)) - fsum((v**-1 * x)[i, i] for i in range(p)) / 2"
    f" - df * p * log(2) / 2 - df / 2 * log(det(v)) - {_LOG_MULTIGAMMA})(x.rows, {{0}})"
)
_V = [[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]]


class Wishart(Distribution):
    r"""Wishart distribution of positive definite matrices, :math:`x = S A A^\top S^\top`.

    .. math::
        p(x) = \frac{\det(x)^{(\nu - K - 1)/2} \exp\left(-\tfrac12 \mathrm{tr}(V^{-1} x)\right)}
            {2^{\nu K / 2} \det(V)^{\nu / 2}\, \Gamma_K(\nu / 2)}, \quad V = S S^\top

    A is Bartlett's lower triangular matrix: normal below the diagonal, :math:`A_{ii}^2 \sim \chi^2_{\nu - i + 1}`.
    SciPy: ``wishart(df, V)``. PyTorch: ``Wishart(df, covariance_matrix, precision_matrix, scale_tril)``, which replaces
    singular draws by others; here they are what the law gives. The density is that of the lower triangle of x. It is 0
    where x is not positive definite, as draws are after rounding if df is close to K - 1.

    Parameters
    ----------
    df : array_like
        Degrees of freedom :math:`\nu > K - 1`.
    covariance_matrix : array_like, shape (..., K, K), optional
        :math:`V`, symmetric and positive definite.
    precision_matrix : array_like, shape (..., K, K), optional
        :math:`V^{-1}`.
    scale_tril : array_like, shape (..., K, K), optional
        Lower triangular :math:`S` with a positive diagonal. Exactly one of the three must be given.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> d = rx.Wishart(5.0, scale_tril=np.eye(2))
    >>> d.sample(3, rng=0).shape
    (3, 2, 2)
    >>> d.mean
    array([[5., 0.],
           [0., 5.]])
    """

    noise = (("normal", 2), ("normal", 1), ("uniform", 1))
    event_rank = 2
    reparametrised = True
    references = (
        Reference(
            log_density=_LOG_DENSITY.format("(covariance_matrix + covariance_matrix.T) * 0.5"),
            cases=(
                {"df": 4.5, "covariance_matrix": _V},
                {"df": [0.1, 30.0], "covariance_matrix": [[3.0]]},
            ),
            statistics=(
                ("x[:, 1, 1]", "chi2(4.5, 0, 1.0)"),
                ("1 / inv(x)[:, 2, 2]", "chi2(2.5, 0, 1 / inv(covariance_matrix)[2, 2])"),
                ("einsum('i,nij,j->n', [1, -2, 1], x, [1, -2, 1])", "chi2(4.5, 0, 3.3)"),
            ),
        ),
        Reference(
            log_density=_LOG_DENSITY.format("((precision_matrix + precision_matrix.T) * 0.5)**-1"),
            cases=({"df": 3.0, "precision_matrix": _V}, {"df": 2.5, "precision_matrix": [[1.0, 0.0], [0.0, 4.0]]}),
            statistics=(("x[:, 0, 0]", "chi2(3.0, 0, inv(precision_matrix)[0, 0])"),),
        ),
        Reference(
            log_density=_LOG_DENSITY.format("scale_tril * scale_tril.T"),
            cases=(
                {"df": 3.0, "scale_tril": [[1.5, 0.0], [-0.4, 0.3]]},
                {"df": [2.5, 8.0], "scale_tril": [[[1.0, 0.0], [2.0, 1.0]], [[0.1, 0.0], [0.0, 3.0]]]},
            ),
            statistics=(("x[:, 1, 1]", "chi2(3.0, 0, 0.25)"),),
        ),
    )

    def __init__(
        self,
        df: ArrayLike | Value,
        covariance_matrix: ArrayLike | Value | None = None,
        precision_matrix: ArrayLike | Value | None = None,
        scale_tril: ArrayLike | Value | None = None,
    ) -> None:
        given = self._exactly_one(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
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
        """``S A A.T S.T``."""
        half = Scale.of(matrix, form).times_matrix(bartlett(eps, normal, uniform, df))
        return np.matmul(half, np.swapaxes(half, -1, -2))

    @staticmethod
    def log_density(x: Any, df: Any, matrix: Any, *, form: str) -> Any:
        """By the Cholesky factor of x."""
        inside, definite = sort_into("covariance", x)
        scale, root = Scale.of(matrix, form), cholesky(definite)
        size = x.shape[-1]
        z = scale.solve_matrix(root)
        normaliser = df * (0.5 * LOG_2 * size + scale.log_det) + log_multigamma(0.5 * df, size)
        value = (df - size - 1.0) * log_diagonal(root) - 0.5 * np.sum(np.square(z), axis=(-2, -1)) - normaliser
        return np.where(inside, value, beyond(x))

    @property
    def _covariance(self) -> Value:
        form = self.static["form"]
        return Scale.of(self.parameters[form], form).covariance

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self._spread(np.asarray(self.df)[..., None, None] * self._covariance)

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        v = self._covariance
        diagonal = np.diagonal(v, axis1=-2, axis2=-1)
        products = np.square(v) + diagonal[..., :, None] * diagonal[..., None, :]
        return self._spread(np.asarray(self.df)[..., None, None] * products)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        form, size = self.static["form"], self.event_shape[-1]
        scale, df = Scale.of(self.parameters[form], form), self.df
        digammas = np.sum(op("digamma", 0.5 * (np.asarray(df)[..., None] - np.arange(size))), axis=-1)
        return self._spread_batch(
            (size + 1.0) * (scale.log_det + 0.5 * LOG_2 * size)
            + log_multigamma(0.5 * df, size)
            - 0.5 * (df - size - 1.0) * digammas
            + 0.5 * df * size
        )
