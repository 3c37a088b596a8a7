"""`Traced`: an array that stands for a node of a graph and answers to NumPy's protocols."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import tracing_error
from .refusals import NoNumbers

if TYPE_CHECKING:
    from .._core import Graph

DTYPES = {"real": np.dtype(np.float64), "integer": np.dtype(np.int64), "boolean": np.dtype(np.bool_)}
KINDS = {"f": "real", "i": "integer", "u": "integer", "b": "boolean"}


class Traced(NoNumbers):
    """A value of the loss that is being traced: it has a shape and a dtype, but no numbers yet.

    NumPy functions, operators, indexing and the methods of arrays work on it as on an array, and write the graph of
    the loss. Whatever would need its numbers (``if``, ``float``, writing into an array) raises `TracingError`.

    Parameters
    ----------
    graph : Graph
        The graph of the trace.
    node : int
        Its node.
    kind : str
        ``"real"``, ``"integer"`` or ``"boolean"``.
    """

    __slots__ = ("graph", "kind", "node", "shape")
    __array_priority__ = 1000.0

    graph: Graph
    node: int
    kind: str
    shape: tuple[int, ...]

    def __init__(self, graph: Graph, node: int, kind: str = "real") -> None:
        self.graph = graph
        self.node = node
        self.kind = kind
        self.shape = tuple(graph.shape(node))

    @property
    def dtype(self) -> np.dtype[Any]:
        """Data type that NumPy would give: float64, int64 or bool."""
        return DTYPES[self.kind]

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return prod(self.shape)

    @property
    def T(self) -> Traced:
        """Axes in reverse order."""
        return _traced(np.transpose(self))

    @property
    def mT(self) -> Traced:
        """Last two axes exchanged."""
        return _traced(np.swapaxes(self, -1, -2))

    @property
    def real(self) -> Traced:
        """Itself: traced values are real."""
        return self

    @property
    def flat(self) -> Traced:
        """All elements on one axis."""
        return _traced(np.ravel(self))

    def __repr__(self) -> str:
        return f"Traced(shape={self.shape}, dtype={self.dtype}, {self.graph.op(self.node)})"

    def __format__(self, specification: str) -> str:
        return repr(self)

    # NumPy's protocols.

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from .ufuncs import dispatch

        return dispatch(self.graph, ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        from .registry import dispatch

        return dispatch(function, args, kwargs)

    def __round__(self, digits: int = 0) -> Traced:
        return _traced(np.round(self, digits))

    def __copy__(self) -> Traced:
        return self

    def __deepcopy__(self, memo: Any) -> Traced:
        return self

    # Sequences.

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a traced scalar")
        return self.shape[0]

    def __iter__(self) -> Iterator[Traced]:
        if not self.shape:
            raise tracing_error("a traced scalar cannot be iterated over; a size for range() must be a static argument")
        return (self[i] for i in range(self.shape[0]))

    def __getitem__(self, index: Any) -> Traced:
        from .indexing import getitem

        return getitem(self, index)

    # Operators.

    def __add__(self, other: Any) -> Traced:
        return _traced(np.add(self, other))

    def __radd__(self, other: Any) -> Traced:
        return _traced(np.add(other, self))

    def __sub__(self, other: Any) -> Traced:
        return _traced(np.subtract(self, other))

    def __rsub__(self, other: Any) -> Traced:
        return _traced(np.subtract(other, self))

    def __mul__(self, other: Any) -> Traced:
        return _traced(np.multiply(self, other))

    def __rmul__(self, other: Any) -> Traced:
        return _traced(np.multiply(other, self))

    def __truediv__(self, other: Any) -> Traced:
        return _traced(np.true_divide(self, other))

    def __rtruediv__(self, other: Any) -> Traced:
        return _traced(np.true_divide(other, self))

    def __floordiv__(self, other: Any) -> Traced:
        return _traced(np.floor_divide(self, other))

    def __rfloordiv__(self, other: Any) -> Traced:
        return _traced(np.floor_divide(other, self))

    def __mod__(self, other: Any) -> Traced:
        return _traced(np.remainder(self, other))

    def __rmod__(self, other: Any) -> Traced:
        return _traced(np.remainder(other, self))

    def __divmod__(self, other: Any) -> tuple[Traced, Traced]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[Traced, Traced]:
        return other // self, other % self

    def __pow__(self, other: Any) -> Traced:
        return _traced(np.power(self, other))

    def __rpow__(self, other: Any) -> Traced:
        return _traced(np.power(other, self))

    def __matmul__(self, other: Any) -> Traced:
        return _traced(np.matmul(self, other))

    def __rmatmul__(self, other: Any) -> Traced:
        return _traced(np.matmul(other, self))

    def __neg__(self) -> Traced:
        return _traced(np.negative(self))

    def __pos__(self) -> Traced:
        return self

    def __abs__(self) -> Traced:
        return _traced(np.absolute(self))

    def __invert__(self) -> Traced:
        return _traced(np.invert(self))

    def __and__(self, other: Any) -> Traced:
        return _traced(np.bitwise_and(self, other))

    def __rand__(self, other: Any) -> Traced:
        return _traced(np.bitwise_and(other, self))

    def __or__(self, other: Any) -> Traced:
        return _traced(np.bitwise_or(self, other))

    def __ror__(self, other: Any) -> Traced:
        return _traced(np.bitwise_or(other, self))

    def __xor__(self, other: Any) -> Traced:
        return _traced(np.bitwise_xor(self, other))

    def __rxor__(self, other: Any) -> Traced:
        return _traced(np.bitwise_xor(other, self))

    def __lt__(self, other: Any) -> Traced:
        return _traced(np.less(self, other))

    def __le__(self, other: Any) -> Traced:
        return _traced(np.less_equal(self, other))

    def __gt__(self, other: Any) -> Traced:
        return _traced(np.greater(self, other))

    def __ge__(self, other: Any) -> Traced:
        return _traced(np.greater_equal(self, other))

    def __eq__(self, other: object) -> Traced:  # type: ignore[override]
        return _traced(np.equal(self, other))  # type: ignore[call-overload]

    def __ne__(self, other: object) -> Traced:  # type: ignore[override]
        return _traced(np.not_equal(self, other))  # type: ignore[call-overload]

    __hash__ = NoNumbers.__hash__

    # Methods of arrays.

    def sum(self, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.sum` of it."""
        return _traced(np.sum(self, axis, dtype, out, keepdims))

    def prod(self, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.prod` of it."""
        return _traced(np.prod(self, axis, dtype, out, keepdims))

    def mean(self, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.mean` of it."""
        return _traced(np.mean(self, axis, dtype, out, keepdims))

    def var(
        self, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False
    ) -> Traced:
        """Return `numpy.var` of it."""
        return _traced(np.var(self, axis, dtype, out, ddof, keepdims))

    def std(
        self, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False
    ) -> Traced:
        """Return `numpy.std` of it."""
        return _traced(np.std(self, axis, dtype, out, ddof, keepdims))

    def max(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.max` of it."""
        return _traced(np.max(self, axis, out, keepdims))

    def min(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.min` of it."""
        return _traced(np.min(self, axis, out, keepdims))

    def argmax(self, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Traced:
        """Return `numpy.argmax` of it."""
        return _traced(np.argmax(self, axis, out, keepdims=keepdims))

    def argmin(self, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Traced:
        """Return `numpy.argmin` of it."""
        return _traced(np.argmin(self, axis, out, keepdims=keepdims))

    def any(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.any` of it."""
        return _traced(np.any(self, axis, out, keepdims))

    def all(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Traced:
        """Return `numpy.all` of it."""
        return _traced(np.all(self, axis, out, keepdims))

    def cumsum(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Traced:
        """Return `numpy.cumsum` of it."""
        return _traced(np.cumsum(self, axis, dtype, out))

    def cumprod(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Traced:
        """Return `numpy.cumprod` of it."""
        return _traced(np.cumprod(self, axis, dtype, out))

    def clip(self, min: Any = None, max: Any = None) -> Traced:
        """Return `numpy.clip` of it."""
        return _traced(np.clip(self, min, max))

    def round(self, decimals: int = 0) -> Traced:
        """Return `numpy.round` of it."""
        return _traced(np.round(self, decimals))

    def dot(self, other: Any) -> Traced:
        """Return `numpy.dot` of it and another."""
        return _traced(np.dot(self, other))

    def reshape(self, *shape: Any, order: str = "C") -> Traced:
        """Return it in another shape; one size may be -1."""
        target = shape[0] if len(shape) == 1 else shape
        return _traced(np.reshape(self, target, order=order))  # type: ignore[call-overload]

    def ravel(self, order: str = "C") -> Traced:
        """Return all elements on one axis."""
        return _traced(np.ravel(self, order))  # type: ignore[call-overload]

    def flatten(self, order: str = "C") -> Traced:
        """Return all elements on one axis."""
        return _traced(np.ravel(self, order))  # type: ignore[call-overload]

    def transpose(self, *axes: Any) -> Traced:
        """Return it with its axes in another order, reversed by default."""
        order = axes[0] if len(axes) == 1 else axes or None
        return _traced(np.transpose(self, order))

    def swapaxes(self, axis1: int, axis2: int) -> Traced:
        """Return it with two axes exchanged."""
        return _traced(np.swapaxes(self, axis1, axis2))

    def squeeze(self, axis: Any = None) -> Traced:
        """Return it without axes of length one."""
        return _traced(np.squeeze(self, axis))

    def repeat(self, repeats: Any, axis: int | None = None) -> Traced:
        """Return `numpy.repeat` of it."""
        return _traced(np.repeat(self, repeats, axis))

    def take(self, indices: Any, axis: int | None = None) -> Traced:
        """Return `numpy.take` of it."""
        return _traced(np.take(self, indices, axis))

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Traced:
        """Return `numpy.diagonal` of it."""
        return _traced(np.diagonal(self, offset, axis1, axis2))

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Traced:
        """Return `numpy.trace` of it."""
        return _traced(np.trace(self, offset, axis1, axis2))

    def copy(self, order: str = "C") -> Traced:
        """Return it: traced values never change."""
        return self

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Traced:
        """Return it as floats, integers (rounded towards zero) or booleans."""
        from .convert import astype

        return astype(self, dtype)


def _traced(value: Any) -> Traced:
    return value  # type: ignore[no-any-return]
