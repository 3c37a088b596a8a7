"""What a law says of itself besides its density: support, moments, distribution function, quantiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike

from ..errors import tracing_error
from ._definition import Shape
from ._gather import gather

if TYPE_CHECKING:
    from ._base import Distribution
    from ._gather import Array, Index, Tails
    from ._numeric import Solver

__all__ = ["Summaries", "Value"]

#: An array, a number, or a traced value: what parameters are and formulas on them return.
Value = Any


class Summaries:
    """The defaults; subclasses know closed forms.

    The defaults are integrals or sums of the density, for laws of one variable, of a relative error of about 1e-9, if
    the ends of the support are declared and the density is finite at ends other than 0. They are computed on arrays
    only: inside of a loss they raise `TracingError`.
    """

    batch_shape: Shape
    event_shape: Shape

    @property
    def name(self) -> str:
        """Name of the distribution."""
        return type(self).__name__

    @property
    def mean(self) -> Value:
        """Mean of each element; without a formula by quadrature: infinite or NaN where it does not exist."""
        d, numeric = self._numeric("mean")
        return numeric.mean(d)

    @property
    def variance(self) -> Value:
        """Variance of each element; without a formula by quadrature: infinite or NaN where it does not exist."""
        d, numeric = self._numeric("variance")
        return numeric.variance(d)

    @property
    def stddev(self) -> Value:
        """Standard deviation of each element."""
        return np.sqrt(self.variance)

    @property
    def mode(self) -> Value:
        """Value of largest density; without a formula by a search, to about 1e-8 of the spread."""
        d, numeric = self._numeric("mode")
        return numeric.mode(d)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value, both included where finite."""
        return (-np.inf, np.inf)

    def entropy(self) -> Value:
        """Entropy in nats (of a continuous law: differential entropy); without a formula by quadrature."""
        d, numeric = self._numeric("entropy")
        return numeric.entropy(d)

    def expect(self, f: Callable[[Any], Any]) -> Value:
        """Mean of f(x) of each element, by quadrature.

        Parameters
        ----------
        f : callable
            Elementwise function of arrays of any shape.

        Returns
        -------
        ndarray
            In the shape of the batch. Infinite or NaN where the integral diverges; NaN also where the mass of the
            density was not found.

        Examples
        --------
        >>> import reparamx as rx
        >>> rx.Exponential([1.0, 2.0]).expect(np.sqrt)
        array([0.88622693, 0.62665707])
        """
        d, numeric = self._numeric("expect")
        return numeric.expect(d, lambda x, index: f(x))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x; without a formula by quadrature.

        Parameters
        ----------
        x : array_like or traced
            Broadcast against ``batch_shape``.
        """
        if self._defines("sf"):
            return 1.0 - self.sf(x)
        return self._at_points("cdf", x, lambda solver, at, index: solver.tails(at, index)[0])

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x: the survival function 1 - cdf(x), without its cancellation.

        Of a class that has a formula of its cdf alone it is just that difference.

        Parameters
        ----------
        x : array_like or traced
            Broadcast against ``batch_shape``.
        """
        if self._defines("cdf"):
            return 1.0 - self.cdf(x)
        return self._at_points("sf", x, lambda solver, at, index: solver.tails(at, index)[1])

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``, of a discrete law the smallest with ``cdf(x) >= q``.

        Without a formula by inversion of the cdf.

        Parameters
        ----------
        q : array_like or traced
            Probabilities, broadcast against ``batch_shape``; NaN outside of [0, 1].
        """
        own = self._defines("cdf") or self._defines("sf")

        def invert(solver: Solver, level: Array, index: Index) -> Array:
            law = gather(solver.law, index)
            tails: Tails = (lambda x, _: (law.cdf(x), law.sf(x))) if own else solver.tails
            return solver.quantile(level, index, tails)

        return self._at_points("icdf", q, invert)

    def _defines(self, what: str) -> bool:
        """Whether the class has a formula."""
        return getattr(type(self), what) is not getattr(Summaries, what)

    def _numeric(self, what: str, *arguments: Any) -> tuple[Distribution, Any]:
        """Return the distribution and the module of integrals, if it can be integrated."""
        from ..trace.convert import is_traced
        from . import _numeric

        d = cast("Distribution", self)
        if any(is_traced(value) for value in (*d.parameters.values(), *arguments)):
            raise tracing_error(
                f"{d.name} has no formula of its {what}: it is computed by quadrature, on arrays only; inside of a loss"
                " estimate it from rx.sample(dist)"
            )
        if d.event_shape:
            raise NotImplementedError(f"{d.name} has no formula of its {what}, and is no law of one variable")
        return d, _numeric

    def _at_points(self, what: str, x: Any, compute: Callable[[Solver, Array, Index], Array]) -> Value:
        d, numeric = self._numeric(what, x)
        return numeric.points(d, x, "q" if what == "icdf" else "x", compute)

    def _spread(self, value: Value) -> Value:
        """Return a value in the shape of one draw."""
        return _spread(value, self.batch_shape + self.event_shape)

    def _spread_batch(self, value: Value) -> Value:
        """Return a value in the batch shape."""
        return _spread(value, self.batch_shape)


def _spread(value: Value, shape: Shape) -> Value:
    if np.shape(value) == shape:
        return value
    spread = np.broadcast_to(value, shape)
    return np.array(spread)[()] if type(spread) is np.ndarray else spread
