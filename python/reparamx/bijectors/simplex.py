"""Bijectors from vectors of K - 1 numbers to points of the simplex, K positive numbers of sum 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..distributions._definition import Shape
from ..distributions._math import op
from ..special import log_softmax
from ._base import Bijector, Value

__all__ = ["SoftmaxCentered", "StickBreaking"]


class _OntoSimplex(Bijector):
    domain = "vector"
    codomain = "simplex"

    @staticmethod
    def shape_out(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """One entry more."""
        return (*shape[:-1], shape[-1] + 1)

    @staticmethod
    def shape_in(shape: Shape, static: Mapping[str, Any]) -> Shape:
        """One entry less."""
        return (*shape[:-1], shape[-1] - 1)


def _zero(x: Value) -> Value:
    return np.zeros((*np.shape(x)[:-1], 1))


class SoftmaxCentered(_OntoSimplex):
    r"""The softmax of x and a zero: :math:`y_k = e^{x_k} / (1 + \sum_j e^{x_j})`, the last entry being the rest.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.SoftmaxCentered().forward([0.0, 0.0])
    array([0.33333333, 0.33333333, 0.33333333])
    """

    def _forward(self, x: Value) -> Value:
        return np.exp(self._logarithms(x))

    def _inverse(self, y: Value) -> Value:
        return np.log(y[..., :-1]) - np.log(y[..., -1:])

    def _log_det(self, x: Value) -> Value:
        return np.sum(self._logarithms(x), axis=-1)

    @staticmethod
    def _logarithms(x: Value) -> Value:
        return log_softmax(np.concatenate([x, _zero(x)], axis=-1), axis=-1)


class StickBreaking(_OntoSimplex):
    r"""A stick broken at :math:`s_k = \mathrm{sigmoid}(x_k - \log(K - k))` of what is left of it.

    .. math:: y_k = s_k \prod_{j<k} (1 - s_j)

    Zero goes to the centre of the simplex. PyTorch: ``StickBreakingTransform``.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.StickBreaking().forward([0.0, 0.0])
    array([0.33333333, 0.33333333, 0.33333333])
    """

    def _forward(self, x: Value) -> Value:
        part, left, before = self._stick(x)
        return np.exp(np.concatenate([part + before, left[..., -1:]], axis=-1))

    def _inverse(self, y: Value) -> Value:
        # What is left of the stick, summed from the end: nothing cancels.
        left = np.flip(np.cumsum(np.flip(y, axis=-1), axis=-1), axis=-1)
        return np.log(y[..., :-1]) - np.log(left[..., 1:]) + _offset(np.shape(y)[-1] - 1)

    def _log_det(self, x: Value) -> Value:
        part, left, _ = self._stick(x)
        return np.sum(part + left, axis=-1)

    @staticmethod
    def _stick(x: Value) -> tuple[Value, Value, Value]:
        """Logarithms of s, and of what is left after and before each break."""
        t = x - _offset(np.shape(x)[-1])
        left = np.cumsum(op("log_sigmoid", -t), axis=-1)
        return op("log_sigmoid", t), left, np.concatenate([_zero(x), left[..., :-1]], axis=-1)


def _offset(n: int) -> Any:
    """Minus the log-odds of a part of a stick broken into equal parts."""
    return np.log(np.arange(n, 0.0, -1.0))
