"""Bijectors of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..distributions._definition import Condition
from ..distributions._math import op
from ..special import stop_gradient
from ._base import Bijector, Value

__all__ = ["Affine", "Exp", "Log", "Power", "Sigmoid", "Softplus", "Tanh"]


def _size(name: str) -> Condition:
    return Condition(f"|{name}|", "positive", lambda graph, named: graph.apply("abs", [named[name]]))


class Affine(Bijector):
    r""":math:`y = a + b x`.

    Parameters
    ----------
    loc : array_like
        :math:`a`.
    scale : array_like
        :math:`b`, of either sign.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Affine(1.0, -2.0).inverse([1.0, 3.0])
    array([-0., -1.])
    """

    constraints = {"loc": "real", "scale": "real"}  # noqa: RUF012
    conditions = (_size("scale"),)

    def __init__(self, loc: ArrayLike | Value = 0.0, scale: ArrayLike | Value = 1.0) -> None:
        super().__init__(loc=loc, scale=scale)

    def _forward(self, x: Value) -> Value:
        return self.loc + self.scale * x

    def _inverse(self, y: Value) -> Value:
        return (y - self.loc) / self.scale

    def _log_det(self, x: Value) -> Value:
        return np.log(np.abs(self.scale))

    def _sign(self) -> Value:
        return np.where(stop_gradient(self.scale) > 0.0, 1.0, -1.0)

    @staticmethod
    def moves(low: Any, high: Any) -> Iterable[str]:
        """Any finite end moves with loc, one that is not zero also with scale."""
        finite = [end for end in (low, high) if not _always(end, np.isinf)]
        if not finite:
            return ()
        return ("loc",) if all(_always(end, lambda e: e == 0.0) for end in finite) else ("loc", "scale")


def _always(end: Any, test: Any) -> bool:
    """Whether all entries are known to pass a test."""
    from ..trace.convert import is_traced

    return not is_traced(end) and bool(np.all(test(np.asarray(end))))


class Exp(Bijector):
    r""":math:`y = e^x`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Exp().forward([0.0])
    array([1.])
    """

    codomain = "positive"

    def _forward(self, x: Value) -> Value:
        return np.exp(x)

    def _inverse(self, y: Value) -> Value:
        return np.log(y)

    def _log_det(self, x: Value) -> Value:
        return x


class Log(Bijector):
    r""":math:`y = \log x`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Log().forward([1.0])
    array([0.])
    """

    domain = "positive"

    def _forward(self, x: Value) -> Value:
        return np.log(x)

    def _inverse(self, y: Value) -> Value:
        return np.exp(y)

    def _log_det(self, x: Value) -> Value:
        return -np.log(x)


class Sigmoid(Bijector):
    r""":math:`y = 1 / (1 + e^{-x})`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Sigmoid().inverse([0.0, 0.25, 1.0])
    array([       -inf, -1.09861229,         inf])
    """

    codomain = "unit"

    def _forward(self, x: Value) -> Value:
        return op("sigmoid", x)

    def _inverse(self, y: Value) -> Value:
        return op("logit", y)

    def _log_det(self, x: Value) -> Value:
        return op("log_sigmoid", x) + op("log_sigmoid", -x)


class Tanh(Bijector):
    r""":math:`y = \tanh x`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Tanh().log_abs_det_jacobian([0.0, 400.0])
    array([   0.        , -798.61370564])
    """

    codomain = "symmetric"

    def _forward(self, x: Value) -> Value:
        return np.tanh(x)

    def _inverse(self, y: Value) -> Value:
        return np.arctanh(y)

    def _log_det(self, x: Value) -> Value:
        return log_sech_squared(x)


def log_sech_squared(x: Value) -> Value:
    """log(1 - tanh(x)^2) = 2 log 2 - 2 |x| - 2 softplus(-2 |x|); near 0 by its own logarithm, where that cancels."""
    size = np.abs(x)
    near = stop_gradient(size) < 0.5
    small = np.log1p(-np.square(np.tanh(np.where(near, x, 0.0))))
    return np.where(near, small, 2.0 * (math.log(2.0) - size - op("softplus", -2.0 * size)))


class Softplus(Bijector):
    r""":math:`y = \log(1 + e^x)`.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Softplus().inverse([1e-300, 800.0])
    array([-690.7755279,  800.       ])
    """

    codomain = "positive"

    def _forward(self, x: Value) -> Value:
        return op("softplus", x)

    def _inverse(self, y: Value) -> Value:
        return y + op("log1mexp", -y)

    def _log_det(self, x: Value) -> Value:
        return op("log_sigmoid", x)


class Power(Bijector):
    r""":math:`y = x^c` of positive numbers.

    Parameters
    ----------
    exponent : array_like
        :math:`c`, of either sign.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Power(-0.5).inverse([2.0])
    array([0.25])
    """

    domain = codomain = "positive"
    constraints = {"exponent": "real"}  # noqa: RUF012
    conditions = (_size("exponent"),)

    def __init__(self, exponent: ArrayLike | Value) -> None:
        super().__init__(exponent=exponent)

    def _forward(self, x: Value) -> Value:
        return op("pow", x, self.exponent)

    def _inverse(self, y: Value) -> Value:
        return op("pow", y, 1.0 / self.exponent)

    def _log_det(self, x: Value) -> Value:
        return np.log(np.abs(self.exponent)) + (self.exponent - 1.0) * np.log(x)

    def _sign(self) -> Value:
        return np.where(stop_gradient(self.exponent) > 0.0, 1.0, -1.0)

    @staticmethod
    def moves(low: Any, high: Any) -> Iterable[str]:
        """Ends other than 0, 1 and infinity move."""
        fixed = all(_always(end, lambda e: (e == 0.0) | (e == 1.0) | np.isinf(e)) for end in (low, high))
        return () if fixed else ("exponent",)
