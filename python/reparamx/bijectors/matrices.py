"""Bijectors from vectors to triangular matrices with a meaning: factors of covariances and of correlations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..distributions._definition import Shape
from ..distributions._math import op
from ..errors import ParameterError, ShapeError, user_line
from ..special import cholesky
from ._base import Bijector, Value
from .elementwise import log_sech_squared

__all__ = ["CholeskyCorrelation", "CholeskyCovariance", "CholeskyOuterProduct"]


def _side(name: str, entries: int, diagonal: bool) -> int:
    """Side n of the matrix whose lower triangle has so many entries."""
    n = (math.isqrt(8 * entries + 1) + (-1 if diagonal else 1)) // 2
    if n * (n + 1 if diagonal else n - 1) // 2 != entries or not entries:
        form = "n (n + 1) / 2" if diagonal else "n (n - 1) / 2"
        raise ShapeError(f"{name}: a vector must have {form} entries, got {entries}{user_line()}")
    return n


def _fill(x: Value, n: int, offset: int) -> Value:
    """Lower triangle, row by row, on and below a diagonal; zeros elsewhere."""
    rows, columns = np.tril_indices(n, offset)
    places = np.zeros((n, n), np.int64)
    places[rows, columns] = np.arange(rows.size)
    mask = np.tri(n, n, offset, dtype=bool)
    return np.where(mask, np.take(x, places.ravel(), axis=-1).reshape((*np.shape(x)[:-1], n, n)), 0.0)


def _entries(y: Value, offset: int) -> Value:
    """Lower triangle, row by row, as a vector."""
    n = np.shape(y)[-1]
    rows, columns = np.tril_indices(n, offset)
    flat = np.reshape(y, (*np.shape(y)[:-2], n * n))
    return np.take(flat, rows * n + columns, axis=-1)


class CholeskyCovariance(Bijector):
    r"""Lower triangular matrices with a positive diagonal, from vectors of their :math:`n (n + 1) / 2` entries.

    The entries stand row by row, those of the diagonal as their inverse softplus (or their logarithm).

    Parameters
    ----------
    diagonal : {"softplus", "exp"}
        What makes the diagonal positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.CholeskyCovariance(diagonal="exp").forward([0.0, 3.0, 0.0])
    array([[1., 0.],
           [3., 1.]])
    """

    domain = "vector"
    codomain = "cholesky"

    def __init__(self, diagonal: str = "softplus") -> None:
        if diagonal not in ("softplus", "exp"):
            raise ParameterError(
                f"CholeskyCovariance: diagonal must be 'softplus' or 'exp', got {diagonal!r}{user_line()}"
            )
        super().__init__(static={"diagonal": diagonal})

    def _forward(self, x: Value) -> Value:
        matrix = _fill(x, _side("CholeskyCovariance", np.shape(x)[-1], True), 0)
        eye = np.eye(np.shape(matrix)[-1], dtype=bool)
        positive = (
            op("softplus", matrix) if self.option("diagonal") == "softplus" else np.exp(np.where(eye, matrix, 0.0))
        )
        return np.where(eye, positive, matrix)

    def _inverse(self, y: Value) -> Value:
        eye = np.eye(np.shape(y)[-1], dtype=bool)
        safe = np.where(eye, y, 1.0)
        free = safe + op("log1mexp", -safe) if self.option("diagonal") == "softplus" else np.log(safe)
        return _entries(np.where(eye, free, y), 0)

    def _log_det(self, x: Value) -> Value:
        n = _side("CholeskyCovariance", np.shape(x)[-1], True)
        free = np.take(x, np.cumsum(np.arange(1, n + 1)) - 1, axis=-1)
        return np.sum(op("log_sigmoid", free) if self.option("diagonal") == "softplus" else free, axis=-1)

    @staticmethod
    def shape_out(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """A square."""
        n = _side("CholeskyCovariance", shape[-1], True)
        return (*shape[:-1], n, n)

    @staticmethod
    def shape_in(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """Its lower triangle."""
        return (*shape[:-2], shape[-1] * (shape[-1] + 1) // 2)


class CholeskyOuterProduct(Bijector):
    r"""The symmetric positive definite matrix :math:`L L^\top` of its Cholesky factor.

    Its Jacobian, between the lower triangles, is :math:`2^n \prod_i L_{ii}^{n + 1 - i}`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.CholeskyOuterProduct().forward([[1.0, 0.0], [3.0, 1.0]])
    array([[ 1.,  3.],
           [ 3., 10.]])
    """

    domain = "cholesky"
    codomain = "covariance"

    def _forward(self, x: Value) -> Value:
        return np.matmul(x, np.swapaxes(x, -1, -2))

    def _inverse(self, y: Value) -> Value:
        return cholesky(0.5 * (y + np.swapaxes(y, -1, -2)))

    def _log_det(self, x: Value) -> Value:
        n = np.shape(x)[-1]
        diagonal = np.diagonal(x, axis1=-2, axis2=-1)
        return n * math.log(2.0) + np.sum(np.arange(n, 0.0, -1.0) * np.log(diagonal), axis=-1)


class CholeskyCorrelation(Bijector):
    r"""Cholesky factors of correlation matrices, from vectors of :math:`n (n - 1) / 2` numbers.

    .. math:: L_{ij} = z_{ij} \sqrt{\textstyle 1 - \sum_{k<j} L_{ik}^2}, \quad z = \tanh x

    for j < i, and the diagonal makes the rows of length 1 (Stan Reference Manual, Cholesky factors of correlation
    matrices). PyTorch: ``CorrCholeskyTransform``.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.CholeskyCorrelation().forward([np.arctanh(0.6)])
    array([[1. , 0. ],
           [0.6, 0.8]])
    """

    domain = "vector"
    codomain = "correlation_cholesky"

    def _forward(self, x: Value) -> Value:
        matrix = self._matrix(x)
        # Logarithms of what is left of a row's length, before each entry.
        left = 0.5 * np.cumsum(log_sech_squared(matrix), axis=-1)
        first = np.zeros((*np.shape(left)[:-1], 1))
        before = np.exp(np.concatenate([first, left[..., :-1]], axis=-1))
        n = np.shape(matrix)[-1]
        return np.where(np.eye(n, dtype=bool), before, np.tanh(matrix) * before)

    def _inverse(self, y: Value) -> Value:
        # sinh(x) = L_ij over what follows in its row, summed from the end: nothing cancels.
        squares = np.flip(np.cumsum(np.flip(np.square(y), axis=-1), axis=-1), axis=-1)
        n = np.shape(y)[-1]
        rest = np.concatenate([squares[..., 1:], np.ones((*np.shape(y)[:-1], 1))], axis=-1)
        below = np.tri(n, n, -1, dtype=bool)
        return _entries(np.arcsinh(np.where(below, y, 0.0) / np.sqrt(np.where(below, rest, 1.0))), -1)

    def _log_det(self, x: Value) -> Value:
        slope = log_sech_squared(self._matrix(x))
        n = np.shape(slope)[-1]
        # Entry j of row i shrinks all entries after it by sqrt(1 - z^2).
        after = np.maximum(np.arange(n)[:, None] - 1 - np.arange(n), 0.0)
        return np.sum(slope * (1.0 + 0.5 * after), axis=(-2, -1))

    @staticmethod
    def _matrix(x: Value) -> Value:
        return _fill(x, _side("CholeskyCorrelation", np.shape(x)[-1], False), -1)

    @staticmethod
    def shape_out(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """A square."""
        n = _side("CholeskyCorrelation", shape[-1], False)
        return (*shape[:-1], n, n)

    @staticmethod
    def shape_in(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """Its lower triangle without the diagonal."""
        return (*shape[:-2], shape[-1] * (shape[-1] - 1) // 2)
