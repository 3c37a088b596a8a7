"""Bijectors of vectors that normalising flows are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..distributions._definition import Parameter, Shape
from ..distributions._implicit import solve
from ..distributions._math import op
from ..errors import ParameterError, ShapeError, TracingError, user_line
from ..special import stop_gradient
from ._base import Bijector, Value

__all__ = ["AffineCoupling", "Permutation", "Planar"]


class Permutation(Bijector):
    r"""The entries of a vector in another order: :math:`y_k = x_{p_k}`.

    Parameters
    ----------
    order : sequence of int
        :math:`p`, a permutation of 0, ..., n - 1.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.bijectors.Permutation([2, 0, 1]).forward([10.0, 11.0, 12.0])
    array([12., 10., 11.])
    """

    domain = codomain = "vector"

    def __init__(self, order: Sequence[int]) -> None:
        places = tuple(int(k) for k in order)
        if sorted(places) != list(range(len(places))):
            raise ParameterError(f"Permutation: order must hold each of 0, ..., n - 1 once, got {order!r}{user_line()}")
        super().__init__(static={"order": places})

    def _forward(self, x: Value) -> Value:
        return np.take(x, np.asarray(self._order(x)), axis=-1)

    def _inverse(self, y: Value) -> Value:
        return np.take(y, np.argsort(self._order(y)), axis=-1)

    def _log_det(self, x: Value) -> Value:
        return np.zeros(np.shape(x)[:-1])

    def _order(self, x: Value) -> tuple[int, ...]:
        order: tuple[int, ...] = self.option("order")
        if np.shape(x)[-1] != len(order):
            raise ShapeError(f"Permutation: order has {len(order)} entries, the vectors {np.shape(x)[-1]}{user_line()}")
        return order


class AffineCoupling(Bijector):
    r"""Real NVP: the first entries shift and scale the others (Dinh, Sohl-Dickstein and Bengio 2017, eq. 7 and 8).

    .. math:: y_{1:d} = x_{1:d}, \quad y_{d+1:n} = x_{d+1:n}\, e^{s(x_{1:d})} + t(x_{1:d})

    Parameters
    ----------
    conditioner : callable
        ``conditioner(first, **weights)`` in NumPy returns t and s, each of shape (..., n - d) for arguments of shape
        (..., d). Everything that is differentiated must come in as a weight. A program is compiled for each function
        object: define it once, outside of loops.
    split : int
        The number d of entries that stay.
    **weights : array_like
        Parameters of the conditioner, of any shape.

    Examples
    --------
    >>> import reparamx as rx
    >>> def conditioner(first, w):
    ...     return first @ w, 0.5 * np.tanh(first @ w)
    >>> f = rx.bijectors.AffineCoupling(conditioner, 1, w=np.ones((1, 2)))
    >>> y = f.forward([0.0, 1.0, 2.0])
    >>> y, f.inverse(y)
    (array([0., 1., 2.]), array([0., 1., 2.]))
    """

    domain = codomain = "vector"

    def __init__(self, conditioner: Callable[..., Any], split: Any, **weights: ArrayLike | Value) -> None:
        if not callable(conditioner):
            raise ParameterError(f"AffineCoupling: conditioner must be a function, got {conditioner!r}{user_line()}")
        if isinstance(split, bool) or not isinstance(split, int) or split < 1:
            raise ParameterError(f"AffineCoupling: split must be a positive integer, got {split!r}{user_line()}")
        described = tuple(Parameter(name, "real", np.ndim(value)) for name, value in weights.items())
        self._hold(described, weights, {"conditioner": conditioner, "split": split})
        self._refuse_closures()

    def _refuse_closures(self) -> None:
        """Run the conditioner in a graph of its own: a traced value that is no weight would miss its derivative."""
        from .._core import Graph
        from ..trace.traced import Traced

        graph = Graph()
        given = [
            Traced(graph, graph.param(name, shape))
            for name, shape in (("first", (self.option("split"),)), *self._shapes())
        ]
        try:
            self.option("conditioner")(given[0], **dict(zip(self.parameters, given[1:], strict=True)))
        except TracingError as error:
            if "another trace" not in str(error):
                raise
            raise TracingError(
                "AffineCoupling: the conditioner uses a traced value that is not among its arguments: pass it as a "
                f"weight, AffineCoupling(conditioner, split, w=w){user_line()}"
            ) from None

    def _shapes(self) -> list[tuple[str, tuple[int, ...]]]:
        return [(name, tuple(np.shape(value))) for name, value in self.parameters.items()]

    def _forward(self, x: Value) -> Value:
        first, rest, shift, log_scale = self._parts(x)
        return np.concatenate([first, rest * np.exp(log_scale) + shift], axis=-1)

    def _inverse(self, y: Value) -> Value:
        first, rest, shift, log_scale = self._parts(y)
        return np.concatenate([first, (rest - shift) * np.exp(-log_scale)], axis=-1)

    def _log_det(self, x: Value) -> Value:
        return np.sum(self._parts(x)[3], axis=-1)

    def _parts(self, x: Value) -> tuple[Value, Value, Value, Value]:
        split = self.option("split")
        if np.shape(x)[-1] <= split:
            raise ShapeError(f"AffineCoupling: split {split} leaves nothing of {np.shape(x)[-1]} entries{user_line()}")
        first, rest = x[..., :split], x[..., split:]
        shift, log_scale = self.option("conditioner")(first, **self.parameters)
        for what, part in (("shift", shift), ("log-scale", log_scale)):
            if not _broadcasts(np.shape(part), np.shape(rest)):
                raise ShapeError(
                    f"AffineCoupling: the {what} of the conditioner has shape {np.shape(part)}, not "
                    f"{np.shape(rest)}{user_line()}"
                )
        return first, rest, np.broadcast_to(shift, np.shape(rest)), np.broadcast_to(log_scale, np.shape(rest))

    @staticmethod
    def moves(low: Any, high: Any) -> Iterable[str]:
        """All of them."""
        return ("*",)


def _broadcasts(shape: Shape, to: Shape) -> bool:
    """Whether an array of a shape broadcasts to another shape."""
    return len(shape) <= len(to) and all(n in (1, m) for n, m in zip(shape[::-1], to[::-1], strict=False))


class Planar(Bijector):
    r"""Planar flow (Rezende and Mohamed 2015, eq. 10 and appendix A.1).

    .. math:: y = x + \hat u \tanh(w^\top x + b), \quad
        \hat u = u + \left(\log(1 + e^{w^\top u}) - 1 - w^\top u\right) \frac{w}{|w|^2}

    so that :math:`w^\top \hat u > -1` and the function is invertible. Its inverse is found by halving an interval 60
    times, so a density of given points costs more than that of draws of another law; draws need the function alone.

    Parameters
    ----------
    u, w : array_like, shape (..., n)
        Directions; w is not zero.
    b : array_like
        Offset.

    Examples
    --------
    >>> import reparamx as rx
    >>> f = rx.bijectors.Planar([1.0, 0.5], [2.0, -1.0], 0.3)
    >>> bool(np.allclose(f.inverse(f.forward([0.7, -0.2])), [0.7, -0.2], rtol=1e-12))
    True
    """

    domain = codomain = "vector"
    constraints = {"u": ("real", 1), "w": ("real", 1), "b": "real"}  # noqa: RUF012

    def __init__(self, u: ArrayLike | Value, w: ArrayLike | Value, b: ArrayLike | Value) -> None:
        super().__init__(u=u, w=w, b=b)

    @property
    def _slope(self) -> Value:
        """The product of w and the u that is used: softplus(w u) - 1 > -1."""
        return op("softplus", self._product) - 1.0

    @property
    def _product(self) -> Value:
        return np.sum(self.w * self.u, axis=-1)

    @property
    def _direction(self) -> Value:
        excess = (self._slope - self._product) / np.sum(np.square(self.w), axis=-1)
        return self.u + excess[..., None] * self.w

    def _activation(self, x: Value) -> Value:
        return np.sum(self.w * x, axis=-1) + self.b

    def _forward(self, x: Value) -> Value:
        return x + self._direction * np.expand_dims(np.tanh(self._activation(x)), -1)

    def _inverse(self, y: Value) -> Value:
        # w y + b = a + m tanh(a), of slope 1 + m sech(a)^2 > 0 in the activation a of x.
        slope, goal = self._slope, self._activation(y)
        a = solve(
            lambda a: a + slope * np.tanh(a),
            lambda a: 1.0 + slope * (1.0 - np.square(np.tanh(a))),
            goal,
            goal - np.abs(stop_gradient(slope)),
            goal + np.abs(stop_gradient(slope)),
        )
        return y - self._direction * np.expand_dims(np.tanh(a), -1)

    def _log_det(self, x: Value) -> Value:
        return np.log1p(self._slope * (1.0 - np.square(np.tanh(self._activation(x)))))

    @staticmethod
    def moves(low: Any, high: Any) -> Iterable[str]:
        """All of them."""
        return ("u", "w", "b")
