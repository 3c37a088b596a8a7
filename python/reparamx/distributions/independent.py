"""Independent variables as one variable with axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ParameterError, ShapeError, user_line
from ._base import Distribution, Value
from ._combined import Combinator, draw, require_law


class Independent(Combinator):
    r"""The last axes of a batch of independent variables as axes of one variable.

    .. math:: p(x) = \prod_i p_i(x_i)

    PyTorch: ``Independent(base, reinterpreted_batch_ndims)``.

    Parameters
    ----------
    base : Distribution
        With parameters ``base.loc``, ...
    ndims : int
        Number of axes of the batch of `base` that become axes of one variable.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Independent(rx.Normal([[0.0, 1.0, 2.0]], 1.0), 1)
    >>> d.batch_shape, d.event_shape, d.log_prob([0.0, 1.0, 2.0]).shape
    ((1,), (3,), (1,))
    """

    def __init__(self, base: Distribution, ndims: Any = 1) -> None:
        require_law("Independent", "base", base)
        if isinstance(ndims, bool) or not isinstance(ndims, int) or ndims < 0:
            raise ParameterError(f"Independent: ndims must be a nonnegative integer, got {ndims!r}{user_line()}")
        if ndims > len(base.batch_shape):
            raise ShapeError(
                f"Independent: {base.name} of batch_shape {base.batch_shape} has no {ndims} axes{user_line()}"
            )
        definition = base.definition
        self._combine(
            {"base": (base, ndims)},
            noises=[type(n)(n.kind, n.rank + ndims) for n in definition.noises],
            event_rank=definition.event_rank + ndims,
            discrete=definition.discrete,
            reparametrised=definition.reparametrised,
            support_depends=[f"base.{name}" for name in definition.support_depends],
        )

    @property
    def ndims(self) -> int:
        """Number of axes of the batch of `base` that are axes of one variable."""
        return self.definition.parts[0].absorbed

    def _made_of(self, noises: Sequence[Value]) -> Value:
        return draw(self.base, noises)

    def _log_density(self, x: Value) -> Value:
        density = self.base.log_prob(x)
        return np.sum(density, axis=self._axes(density))

    def _axes(self, value: Any) -> tuple[int, ...]:
        return tuple(range(np.ndim(value) - self.ndims, np.ndim(value)))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of each entry."""
        low, high = self.base.support
        return low, high

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        return self._spread(self.base.mean)

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return self._spread(self.base.variance)

    @property
    def mode(self) -> Value:
        """Value of largest density of each entry."""
        return self._spread(self.base.mode)

    def entropy(self) -> Value:
        """Entropy in nats, the sum of those of the entries."""
        each = np.broadcast_to(self.base.entropy(), self.base.batch_shape)
        return np.sum(each, axis=self._axes(each))
