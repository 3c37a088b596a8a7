"""Laws of invertible functions of draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..bijectors import Bijector
from ..bijectors._base import require_bijector
from ..bijectors._sets import SETS, sort_into
from ..errors import ParameterError, ShapeError, user_line
from ._base import Distribution, Value
from ._combined import Combinator, CombinedDefinition, draw, require_law
from ._definition import Shape
from ._math import number


class Transformed(Combinator):
    r"""The law of :math:`y = f(x)` for draws x of a continuous law and an invertible f.

    .. math:: \log p(y) = \log p_x(f^{-1}(y)) - \log \left|\det f'(f^{-1}(y))\right|

    A function of vectors, applied to a law of numbers, takes the last axis of its batch as the vectors, as
    `Independent` does. At an end of the range of a function the density is that outside of it. PyTorch:
    ``TransformedDistribution``.

    Parameters
    ----------
    base : Distribution
        The law of x, with parameters ``base.loc``, ...
    transforms : Bijector or sequence of Bijector
        f, the first one first, with parameters ``transforms.0.loc``, ...: see `reparamx.bijectors`.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Transformed(rx.Normal(0.0, 1.0), [rx.bijectors.Exp(), rx.bijectors.Affine(0.0, 2.0)])
    >>> d.log_prob([2.0, -1.0])
    array([-1.61208571,        -inf])
    >>> sorted(d.score(2.0))
    ['base.loc', 'base.scale', 'transforms.1.loc', 'transforms.1.scale']
    """

    _to_be_tried = True

    def __init__(self, base: Distribution, transforms: Bijector | Iterable[Bijector]) -> None:
        require_law("Transformed", "base", base)
        if base.definition.discrete:
            raise ParameterError(f"Transformed: base must be continuous, {base.name} is discrete{user_line()}")
        listed = [transforms] if isinstance(transforms, Bijector) else list(transforms)
        steps = [step for t in listed for step in require_bijector("Transformed", t).steps]
        ranks = _ranks(base.definition.event_rank, steps)
        absorbed = ranks[0] - base.definition.event_rank
        if len(base.batch_shape) < absorbed:
            raise ShapeError(
                f"Transformed: {listed[0]!r} needs more axes than {base.name} of shape {base.shape} has{user_line()}"
            )
        parts: dict[str, tuple[Any, int]] = {"base": (base, absorbed)}
        for k, (bijector, inverted) in enumerate(steps):
            parts[f"transforms.{k}"] = (bijector, ranks[k] - _ends(bijector, inverted)[0].rank)
        definition = base.definition
        self._combine(
            parts,
            noises=[type(n)(n.kind, n.rank + absorbed) for n in definition.noises],
            event_rank=ranks[-1],
            discrete=False,
            reparametrised=definition.reparametrised,
            check_smooth=any("conditioner" in dict(b.definition.static) for b, _ in steps),
            support_depends=_moving(base, steps),
            static={"inverted": tuple(inverted for _, inverted in steps)},
        )

    @property
    def transforms(self) -> tuple[Bijector, ...]:
        """The functions, one by one, the first one first; inverted ones as they were before they were inverted."""
        return tuple(bijector for bijector, _ in self._steps)

    @property
    def _steps(self) -> list[tuple[Bijector, bool]]:
        images = [part.image(self.parameters) for part in self.definition.parts[1:]]
        return list(zip(images, self.definition.option("inverted"), strict=True))

    @staticmethod
    def _event(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> Shape:
        shape = definition.parts[0].event(shapes)
        for part, inverted in zip(definition.parts[1:], definition.option("inverted"), strict=True):
            # A function must not add entries by broadcasting.
            absorbed, _ = part.own(shapes) if part.definition.parameters else ((), [])
            if any(a not in (1, n) for a, n in zip(absorbed, shape, strict=False)):
                raise ShapeError(
                    f"Transformed: parameters of {part.definition.name} have entries for {absorbed}, one variable has "
                    f"shape {shape}{user_line()}"
                )
            change = part.law.shape_in if inverted else part.law.shape_out
            shape = tuple(change(shape, dict(part.definition.static)))
        return shape

    def _made_of(self, noises: Sequence[Value]) -> Value:
        x = draw(self.base, noises)
        for bijector, inverted in self._steps:
            x = bijector._inverse(x) if inverted else bijector._forward(x)
        return x

    def _log_density(self, x: Value) -> Value:
        y, rank = x, self.definition.event_rank
        inside: Any = True
        total: Any = 0.0
        for bijector, inverted in reversed(self._steps):
            start, end = _ends(bijector, inverted)
            good, y = sort_into(end.name, y)
            # From here on, y and total stand for one variable of this many axes, of which `end` takes the last.
            inside = inside & np.all(good, axis=_last(rank - end.rank, np.ndim(good)))
            before = bijector._forward(y) if inverted else bijector._inverse(y)
            slope = -bijector._log_det(y) if inverted else bijector._log_det(before)
            points = np.shape(before)[: np.ndim(before) - start.rank]
            slope = np.broadcast_to(slope, np.broadcast_shapes(np.shape(slope), points))
            rank += start.rank - end.rank
            total = total + np.sum(slope, axis=_last(rank - start.rank, np.ndim(slope)))
            y = before
        density = self.base.log_prob(y)
        density = np.sum(density, axis=_last(self.definition.parts[0].absorbed, np.ndim(density)))
        unknown = np.any(np.isnan(x), axis=_last(self.definition.event_rank, np.ndim(x)))
        return np.where(inside, density - total, np.where(unknown, np.nan, -np.inf))

    # ---------------------------------------------------------------------------------------- one function of a number

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value, of a law whose variables have axes: bounds of the entries."""
        with np.errstate(all="ignore"):
            return _support(self.base.support, self._steps)

    def _pull(self, y: ArrayLike | Value) -> tuple[Value, Value]:
        """The x of a y, of numbers, and whether they rise together."""
        if self.definition.event_rank or self.base.event_shape:
            raise NotImplementedError(f"{self.name} has no cdf: its variables have axes")
        x, sign = number(y), 1.0
        for bijector, inverted in reversed(self._steps):
            end = _ends(bijector, inverted)[1]
            x = np.minimum(np.maximum(x, end.low), end.high)
            x = bijector._forward(x) if inverted else bijector._inverse(x)
            sign = sign * bijector._sign()
        return x, sign

    def _tail(self, x: Value, rising: str, falling: str) -> Value:
        """A tail of the law: that of the base, or the other one where the functions fall."""
        with np.errstate(all="ignore"):
            at, sign = self._pull(x)
            if type(sign) is float:
                return getattr(self.base, rising if sign > 0.0 else falling)(at)
            return np.where(sign > 0.0, getattr(self.base, rising)(at), getattr(self.base, falling)(at))[()]

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value at most x."""
        return self._tail(x, "cdf", "sf")

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a value above x."""
        return self._tail(x, "sf", "cdf")

    def icdf(self, q: ArrayLike | Value) -> Value:
        """Quantile: the value x with ``cdf(x) = q``."""
        with np.errstate(all="ignore"):
            _, sign = self._pull(0.5)
            level = number(q)
            x = self.base.icdf(level if type(sign) is float else np.where(sign > 0.0, level, 1.0 - level))
            for bijector, inverted in self._steps:
                x = bijector._inverse(x) if inverted else bijector._forward(x)
            return x

    def _linear(self) -> tuple[Value, Value] | None:
        """Offset and factor, if all functions are affine."""
        loc: Value = 0.0
        scale: Value = 1.0
        for bijector, inverted in self._steps:
            if bijector.definition.name != "Affine" or inverted:
                return None
            loc, scale = bijector.loc + bijector.scale * loc, bijector.scale * scale
        return loc, scale

    @property
    def mean(self) -> Value:
        """Mean of each element; of functions that are not affine by quadrature."""
        found = self._linear()
        return super().mean if found is None else self._spread(found[0] + found[1] * self.base.mean)

    @property
    def variance(self) -> Value:
        """Variance of each element; of functions that are not affine by quadrature."""
        found = self._linear()
        if found is None:
            return super().variance
        return self._spread(np.square(found[1]) * self.base.variance)


class _End:
    """The set at an end of a step."""

    def __init__(self, name: str) -> None:
        self.name, self.rank = name, SETS[name].rank
        self.low, self.high = SETS[name].low, SETS[name].high


def _ends(bijector: Bijector, inverted: bool) -> tuple[_End, _End]:
    """Where a step starts and ends."""
    start, end = _End(bijector.domain), _End(bijector.codomain)
    return (end, start) if inverted else (start, end)


def _last(count: int, ndim: int) -> tuple[int, ...]:
    return tuple(range(ndim - count, ndim))


def _ranks(rank: int, steps: Sequence[tuple[Bijector, bool]]) -> list[int]:
    """Axes of one variable before the first step and after each: enough for the step that needs most."""
    ranks = [rank]
    need = 0
    for bijector, inverted in steps:
        start, end = _ends(bijector, inverted)
        need = max(need, start.rank - ranks[-1])
        ranks.append(ranks[-1] + end.rank - start.rank)
    return [r + need for r in ranks]


def _support(support: tuple[Value, Value], steps: Sequence[tuple[Bijector, bool]]) -> tuple[Value, Value]:
    """Bounds of the entries after all steps."""
    low, high = support
    for bijector, inverted in steps:
        start, end = _ends(bijector, inverted)
        if start.rank or end.rank:
            low, high = end.low, end.high
            continue
        apply = bijector._inverse if inverted else bijector._forward
        first, last, sign = apply(low), apply(high), bijector._sign()
        known = type(sign) is float
        low = first if known else np.where(sign > 0.0, first, last)
        high = last if known else np.where(sign > 0.0, last, first)
    return low, high


def _moving(base: Distribution, steps: Sequence[tuple[Bijector, bool]]) -> list[str]:
    """Parameters that move the support."""
    found = [f"base.{name}" for name in base.definition.support_depends]
    with np.errstate(all="ignore"):
        for k, (bijector, inverted) in enumerate(steps):
            low, high = _support(base.support, steps[:k])
            names = list(bijector.moves(low, high)) if not _whole(low, high) else []
            names = list(bijector.parameters) if "*" in names or (names and inverted) else names
            found += [f"transforms.{k}.{name}" for name in names]
    return found


def _whole(low: Value, high: Value) -> bool:
    from ..trace.convert import is_traced

    return not (is_traced(low) or is_traced(high)) and bool(np.all(np.isinf(low)) and np.all(np.isinf(high)))
