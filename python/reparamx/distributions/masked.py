"""A batch of which some elements do not count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..special import stop_gradient
from ._base import Distribution, Value
from ._combined import Combinator, draw, require_law


class Masked(Combinator):
    r"""A law of whose elements only those count that are not masked out.

    The log-density of the others is 0 everywhere; they are drawn as always, but as constants: neither a pathwise nor
    a score-function gradient passes through them. Meant for padding, whose draws no loss should read: the gradient of
    one that does lacks their share. NumPyro: ``MaskedDistribution``.

    Parameters
    ----------
    base : Distribution
        With parameters ``base.loc``, ...
    mask : array_like of bool
        Which elements of the batch count; broadcasts against it.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.Masked(rx.Normal([0.0, 1.0], 1.0), [True, False]).log_prob(0.0)
    array([-0.91893853,  0.        ])
    """

    def __init__(self, base: Distribution, mask: ArrayLike | Value) -> None:
        require_law("Masked", "base", base)
        definition = base.definition
        self._combine(
            {"base": (base, 0)},
            {"mask": ("unit_interval", _weak(mask, base))},
            noises=definition.noises,
            event_rank=definition.event_rank,
            discrete=definition.discrete,
            reparametrised=definition.reparametrised,
            support_depends=[f"base.{name}" for name in definition.support_depends],
        )

    def _made_of(self, noises: Sequence[Value]) -> Value:
        x = draw(self.base, noises)
        mask = stop_gradient(self.mask)
        for _ in range(self.definition.event_rank):
            mask = np.expand_dims(mask, -1)
        return np.where(mask != 0.0, x, stop_gradient(x))

    def _log_density(self, x: Value) -> Value:
        return np.where(stop_gradient(self.mask) != 0.0, self.base.log_prob(x), 0.0)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        low, high = self.base.support
        return low, high

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x, masked or not."""
        return self.base.cdf(x)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x, masked or not."""
        return self.base.sf(x)

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile of each element, masked or not."""
        return self.base.icdf(q)

    @property
    def mean(self) -> Value:
        """Mean of each element, masked or not."""
        return self._spread(self.base.mean)

    @property
    def variance(self) -> Value:
        """Variance of each element, masked or not."""
        return self._spread(self.base.variance)


def _weak(mask: ArrayLike | Value, base: Distribution) -> Value:
    """The mask as numbers of the precision of the parameters: it must not change that."""
    from ..trace.convert import is_traced

    return mask if is_traced(mask) or base._is_traced() else np.asarray(mask).astype(base._dtype())
