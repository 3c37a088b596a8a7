"""Matrix normal distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._matrix import LOG_2PI, Scale, matrix_conditions


class MatrixNormal(Distribution):
    r"""Matrix normal distribution, :math:`x = M + A \varepsilon B^\top`.

    .. math::
        p(x) = \frac{\exp\left(-\tfrac12 \lVert A^{-1} (x - M) B^{-\top} \rVert^2\right)}
            {(2 \pi)^{nm/2} \det(A)^m \det(B)^n}

    Rows have covariance :math:`A A^\top`, columns :math:`B B^\top`. SciPy: ``matrix_normal(loc, A @ A.T, B @ B.T)``.
    NumPyro: ``MatrixNormal(loc, scale_tril_row, scale_tril_column)``; PyTorch has none.

    Parameters
    ----------
    loc : array_like, shape (..., n, m)
        Mean :math:`M`.
    scale_tril_row : array_like, shape (..., n, n)
        Lower triangular :math:`A` with a positive diagonal.
    scale_tril_column : array_like, shape (..., m, m)
        Lower triangular :math:`B` with a positive diagonal.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> d = rx.MatrixNormal(np.zeros((2, 3)), np.eye(2), np.eye(3))
    >>> d.sample(rng=0).shape
    (2, 3)
    >>> print(f"{d.log_prob(np.zeros((2, 3))):.6f}")
    -5.513631
    """

    noise = (("normal", 2),)
    constraints = {"loc": ("real", 2), "scale_tril_row": ("real", 2), "scale_tril_column": ("real", 2)}  # noqa: RUF012
    conditions = (*matrix_conditions("scale_tril_row"), *matrix_conditions("scale_tril_column"))
    event_rank = 2
    reparametrised = True
    references = (
        Reference(
            log_density="-mnorm(scale_tril_row**-1 * (x - loc) * (scale_tril_column**-1).T, 'f')**2 / 2"
            " - x.rows * x.cols * log(2 * pi) / 2 - x.cols * log(det(scale_tril_row))"
            " - x.rows * log(det(scale_tril_column))",
            cases=(
                {
                    "loc": [[0.5, -1.0, 2.0], [0.0, 3.0, 1.0]],
                    "scale_tril_row": [[1.5, 0.0], [-0.7, 0.4]],
                    "scale_tril_column": [[0.5, 0.0, 0.0], [0.3, 1.0, 0.0], [-0.2, 0.1, 2.0]],
                },
                {"loc": [[[0.0]], [[1e3]]], "scale_tril_row": [[2.0]], "scale_tril_column": [[1e-3]]},
            ),
            statistics=(
                ("x[:, 1, 2]", "norm(1.0, sqrt(sum(scale_tril_row[1]**2) * sum(scale_tril_column[2]**2)))"),
                ("x[:, 0, 0] - x[:, 1, 0]", "norm(0.5, 0.5 * sqrt(2.2**2 + 0.4**2))"),
            ),
        ),
    )

    def __init__(
        self, loc: ArrayLike | Value, scale_tril_row: ArrayLike | Value, scale_tril_column: ArrayLike | Value
    ) -> None:
        super().__init__(loc=loc, scale_tril_row=scale_tril_row, scale_tril_column=scale_tril_column)

    @staticmethod
    def g(eps: Any, loc: Any, row: Any, column: Any) -> Any:
        """``loc + A @ eps @ B.T``."""
        return loc + np.matmul(np.matmul(np.tril(row), eps), np.swapaxes(np.tril(column), -1, -2))

    @staticmethod
    def log_density(x: Any, loc: Any, row: Any, column: Any) -> Any:
        """By the whitened residual."""
        rows, columns = Scale.of(row, "scale_tril"), Scale.of(column, "scale_tril")
        z = columns.solve_matrix(np.swapaxes(rows.solve_matrix(x - loc), -1, -2))
        n, m = x.shape[-2:]
        normaliser = m * rows.log_det + n * columns.log_det + 0.5 * LOG_2PI * n * m
        return -0.5 * np.sum(np.square(z), axis=(-2, -1)) - normaliser

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self._spread(self.loc)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        row, column = (
            np.sum(np.square(np.tril(self.parameters[name])), axis=-1) for name in list(self.constraints)[1:]
        )
        return self._spread(row[..., :, None] * column[..., None, :])

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        n, m = self.event_shape
        row, column = (Scale.of(self.parameters[name], name) for name in ("scale_tril_row", "scale_tril_column"))
        return self._spread_batch(m * row.log_det + n * column.log_det + 0.5 * (LOG_2PI + 1.0) * n * m)
