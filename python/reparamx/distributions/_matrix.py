"""Matrix-valued parameters: scales given as a factor, a covariance or a precision, and what must hold of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..special import cholesky, solve_triangular
from ._custom import trace
from ._definition import Condition
from ._math import op

if TYPE_CHECKING:
    from .._core import Graph

__all__ = [
    "LOG_2",
    "LOG_2PI",
    "LOG_PI",
    "TOLERANCE",
    "Scale",
    "bartlett",
    "beyond",
    "is_simplex",
    "log_diagonal",
    "log_multigamma",
    "matrix_conditions",
]

LOG_2 = math.log(2.0)
LOG_PI = math.log(math.pi)
LOG_2PI = LOG_2 + LOG_PI
#: How far the entries of a matrix may be from those of its transpose, and the sum of a point of a simplex from 1.
TOLERANCE = 1e-5


def _symmetric(matrix: Any) -> Any:
    """Mean of a matrix and its transpose, so that derivatives by symmetric parameters are symmetric."""
    return 0.5 * (matrix + np.swapaxes(matrix, -1, -2))


def beyond(matrix: Any) -> Any:
    """Log-density of matrices outside of the support: -inf, of NaN NaN."""
    return np.where(np.isnan(np.sum(matrix, axis=(-2, -1))), np.nan, -np.inf)


def _diagonal(matrix: Any) -> Any:
    return np.diagonal(matrix, axis1=-2, axis2=-1)


@dataclass(frozen=True)
class Scale:
    """A square root of a covariance matrix: ``S`` with ``S @ S.T`` the covariance.

    Attributes
    ----------
    root : array or traced, shape (..., n, n)
        Lower triangular: S itself, or the Cholesky factor of the precision, of which S is the transposed inverse.
    inverse : bool
    """

    root: Any
    inverse: bool

    @staticmethod
    def of(matrix: Any, form: str) -> Scale:
        """Return the root of a matrix that is a ``scale_tril``, a ``covariance_matrix`` or a ``precision_matrix``."""
        if "tril" in form:
            return Scale(np.tril(matrix), False)
        return Scale(cholesky(_symmetric(matrix)), form.startswith("precision"))

    def times(self, z: Any) -> Any:
        """``S @ z`` for vectors z of shape (..., n)."""
        return self.times_matrix(z[..., None])[..., 0]

    def solve(self, r: Any) -> Any:
        """``S^-1 @ r`` for vectors r of shape (..., n)."""
        return self.solve_matrix(r[..., None])[..., 0]

    def times_matrix(self, z: Any) -> Any:
        """``S @ z`` for matrices z of shape (..., n, m)."""
        return solve_triangular(self.root, z, transposed=True) if self.inverse else np.matmul(self.root, z)

    def solve_matrix(self, r: Any) -> Any:
        """``S^-1 @ r`` for matrices r of shape (..., n, m)."""
        return np.matmul(np.swapaxes(self.root, -1, -2), r) if self.inverse else solve_triangular(self.root, r)

    @property
    def log_det(self) -> Any:
        """Logarithm of the determinant of S."""
        total = log_diagonal(self.root)
        return -total if self.inverse else total

    @property
    def covariance(self) -> Any:
        """``S @ S.T``."""
        full = self.times_matrix(np.eye(np.shape(self.root)[-1]))
        return np.matmul(full, np.swapaxes(full, -1, -2))


def log_diagonal(root: Any) -> Any:
    """Return the logarithm of the product of the diagonal."""
    return np.sum(np.log(_diagonal(root)), axis=-1)


def log_multigamma(a: Any, size: int) -> Any:
    """Return the logarithm of the multivariate gamma function."""
    parts = op("lgamma", a[..., None] - 0.5 * np.arange(size))
    return np.sum(parts, axis=-1) + 0.25 * size * (size - 1) * LOG_PI


def bartlett(eps: Any, normal: Any, uniform: Any, df: Any) -> Any:
    """Return A, lower triangular, with ``A @ A.T`` a Wishart variable: normal, below the roots of chi2 variables."""
    size = eps.shape[-1]
    half = 0.5 * (df[..., None] - np.arange(size))
    diagonal = np.exp(0.5 * (op("log_gamma_draw", normal, uniform, half) + np.log(2.0 * half)))
    return np.tril(eps, -1) + diagonal[..., None] * np.eye(size)


def is_simplex(x: Any) -> Any:
    """Whether the last axis holds nonnegative numbers of sum 1, up to rounding."""
    return (np.min(x, axis=-1) >= 0.0) & (np.abs(np.sum(x, axis=-1) - 1.0) <= TOLERANCE)


def _condition(text: str, constraint: str, name: str, function: Callable[[Any], Any]) -> Condition:
    def node(graph: Graph, named: Mapping[str, int]) -> int:
        return trace(graph, function, [named[name]])

    return Condition(text, constraint, node)


def _asymmetry(matrix: Any) -> Any:
    difference = np.abs(matrix - np.swapaxes(matrix, -1, -2))
    return np.where(difference <= TOLERANCE * np.max(np.abs(matrix), axis=(-2, -1), keepdims=True), 0.0, difference)


@cache
def matrix_conditions(name: str) -> tuple[Condition, ...]:
    """What must hold of a matrix: a triangle with positive diagonal, or symmetric and positive definite."""
    if "tril" in name:
        return (
            _condition(f"{name} above its diagonal", "zero", name, lambda m: np.triu(m, 1)),
            _condition(f"diagonal of {name}", "positive", name, _diagonal),
        )
    return (
        _condition(f"asymmetry of {name}", "zero", name, _asymmetry),
        # A failing factorisation says so itself.
        _condition(f"pivots of {name}", "positive", name, lambda m: _diagonal(cholesky(_symmetric(m)))),
    )
