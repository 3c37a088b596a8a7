"""Functions written with other functions, stable at the ends and with the right derivatives there.

Conditions are taken of ``stop_gradient(x)``: both sides of each of these conditions agree at the border, so the
comparison is no obstacle to a pathwise gradient. Where a branch that is not taken would be infinite, its argument is
replaced first; otherwise 0 * inf = NaN would reach the derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi
from typing import Any

import numpy as np

from ..errors import tracing_error
from . import emit
from .convert import to_kind
from .traced import Traced

_INF = float("inf")
#: Ratios beyond this and its inverse lose digits or overflow.
_TINY = 2.0**-1020


def stop_gradient(x: Any) -> Any:
    """Return the value, with derivative zero; a plain array as it is."""
    return emit.stop_gradient(x) if isinstance(x, Traced) else x


def relabel(x: Traced, *like: Traced) -> Traced:
    """Return whole numbers as integers if all the arguments they come from are."""
    integer = all(a.kind != "real" for a in like)
    return Traced(x.graph, x.node, "integer") if integer else x


# Exponentials.


def logsumexp(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log(sum(exp(a))) along axes; -inf, with derivative zero, where all are -inf."""
    top = np.max(stop_gradient(a), axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    total = np.sum(np.exp(a - top), axis=axis, keepdims=True)
    nothing = stop_gradient(total) == 0.0
    result = np.where(nothing, -_INF, np.log(np.where(nothing, 1.0, total)) + top)
    return result if keepdims else np.squeeze(result, axis=axis)


def softmax(x: Any, axis: Any = None) -> Any:
    """exp(x) / sum(exp(x)) along axes."""
    weights = np.exp(x - np.max(stop_gradient(x), axis=axis, keepdims=True))
    return weights * (1.0 / np.sum(weights, axis=axis, keepdims=True))


def log_softmax(x: Any, axis: Any = None) -> Any:
    """log(softmax(x)) along axes."""
    return x - logsumexp(x, axis=axis, keepdims=True)


def _log1p_exp(x: Traced) -> Traced:
    return emit.apply("softplus", x)


def logaddexp(a: Traced, b: Traced) -> Any:
    """log(exp(a) + exp(b)) = max(a, b) + log(1 + exp(-|a - b|))."""
    same = stop_gradient(a) == stop_gradient(b)  # also two equal infinities
    gap = np.where(same, 0.0, a) - np.where(same, 0.0, b)
    return np.maximum(a, b) + _log1p_exp(-np.abs(gap))


def logaddexp2(a: Traced, b: Traced) -> Any:
    """log2(2**a + 2**b)."""
    return logaddexp(a * log(2.0), b * log(2.0)) / log(2.0)


def log10(x: Traced) -> Any:
    """Decimal logarithm."""
    return np.log(x) / log(10.0)


def exp10(x: Traced) -> Any:
    """10**x."""
    return emit.apply("pow", emit.constant(x.graph, 10.0), x)


# Powers and lengths.


def safe_sqrt(x: Any) -> Any:
    """Square root with derivative zero, not infinity, at zero: for lengths of vectors."""
    zero = stop_gradient(x) == 0.0
    return np.where(zero, 0.0, np.sqrt(np.where(zero, 1.0, x)))


_POWERS: dict[float, Callable[[Traced], Any]] = {
    -1.0: np.reciprocal,
    0.0: lambda x: emit.full(x.graph, x.shape, 1.0),
    0.5: np.sqrt,
    1.0: lambda x: x,
    2.0: np.square,
    3.0: lambda x: x * np.square(x),
    4.0: lambda x: np.square(np.square(x)),
}


def power(a: Traced, b: Traced) -> Any:
    """a**b; small constant exponents become products."""
    exponent = b.graph.constant_value(b.node) if b.ndim == 0 else None
    if exponent is not None:
        value = float(np.asarray(exponent).reshape(()))
        if value < 0.0 and a.kind != "real" and b.kind != "real":
            raise tracing_error("integers have no negative integer powers: write x.astype(float) ** -1")
        if value in _POWERS and (a.kind == "real" or value >= 0.0):
            integer = a.kind != "real" and b.kind != "real"
            result: Traced = _POWERS[value](a if a.kind == "real" else Traced(a.graph, a.node))
            return Traced(result.graph, result.node, "integer") if integer else result
    return relabel(emit.apply("pow", a, b), a, b)


def float_power(a: Traced, b: Traced) -> Any:
    """a**b of floats."""
    return power(to_kind(a, "real"), to_kind(b, "real"))


# Whole numbers and signs.


def _quotient(a: Any, b: Any) -> tuple[Any, Any]:
    """Quotient rounded down and its remainder; the fused form makes the remainder exact, which corrects the first."""
    quotient: Any = np.floor(a / b)
    rest = emit.apply("fma", -quotient, b, a)
    sign = np.where(stop_gradient(b) < 0.0, -1.0, 1.0)
    below = stop_gradient(rest) * sign < 0.0
    above = (stop_gradient(rest) - stop_gradient(b)) * sign >= 0.0
    quotient = np.where(below, quotient - 1.0, np.where(above, quotient + 1.0, quotient))
    return quotient, emit.apply("fma", -quotient, b, a)


def floor_divide(a: Traced, b: Traced) -> Any:
    """Quotient rounded down."""
    return relabel(_quotient(to_kind(a, "real"), to_kind(b, "real"))[0], a, b)


def remainder(a: Traced, b: Traced) -> Any:
    """Remainder with the sign of the divisor."""
    return relabel(_quotient(to_kind(a, "real"), to_kind(b, "real"))[1], a, b)


def fmod(a: Traced, b: Traced) -> Any:
    """Remainder with the sign of the dividend."""
    rest = _quotient(np.abs(to_kind(a, "real")), np.abs(to_kind(b, "real")))[1]
    return relabel(np.where(stop_gradient(a) < 0, -rest, rest), a, b)


def divmod_(a: Traced, b: Traced) -> Any:
    """Quotient rounded down, and remainder."""
    return floor_divide(a, b), remainder(a, b)


def signbit(x: Traced) -> Any:
    """Whether the sign bit is set, also of -0."""
    return (x < 0) | ((x == 0) & (np.reciprocal(to_kind(x, "real")) < 0))


def copysign(a: Traced, b: Traced) -> Any:
    """|a| with the sign of b."""
    size = np.abs(to_kind(a, "real"))
    return np.where(signbit(b), -size, size)


def heaviside(x: Traced, middle: Traced) -> Any:
    """0 below zero, 1 above, ``middle`` at zero."""
    return np.where(np.isnan(x), x, np.where(x < 0, 0.0, np.where(x == 0, middle, 1.0)))


def isinf(x: Traced) -> Any:
    """Whether it is an infinity."""
    return np.abs(x) == _INF


def fmax(a: Traced, b: Traced) -> Any:
    """The larger; a number rather than NaN."""
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, np.maximum(a, b)))


def fmin(a: Traced, b: Traced) -> Any:
    """The smaller; a number rather than NaN."""
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, np.minimum(a, b)))


def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x)."""
    zero = stop_gradient(x) == 0
    safe: Any = np.where(zero, 1.0, x)
    return np.where(zero, 1.0, emit.apply("sinpi", safe) / (pi * safe))


# Entropies and odds.


def xlogy(x: Any, y: Any) -> Any:
    """x log(y), 0 where x is 0 and y is not NaN."""
    zero = (stop_gradient(x) == 0) & ~np.isnan(stop_gradient(y))
    return np.where(zero, 0.0, x * np.log(np.where(zero, 1.0, y)))


def xlog1py(x: Traced, y: Traced) -> Any:
    """x log(1 + y), 0 where x is 0 and y is not NaN."""
    zero = (stop_gradient(x) == 0) & ~np.isnan(stop_gradient(y))
    return np.where(zero, 0.0, x * np.log1p(np.where(zero, 0.0, y)))


def entr(x: Traced) -> Any:
    """-x log(x), 0 at zero, -inf below."""
    return np.where(stop_gradient(x) < 0, -_INF, -xlogy(x, np.where(stop_gradient(x) < 0, 1.0, x)))


def rel_entr(x: Traced, y: Traced) -> Any:
    """x log(x / y), 0 where x is 0 and y is not negative, inf outside."""
    sx, sy = stop_gradient(x), stop_gradient(y)
    inside = (sx > 0) & (sy > 0)
    numerator, denominator = np.where(inside, x, 1.0), np.where(inside, y, 1.0)
    ratio = stop_gradient(numerator / denominator)
    extreme = (ratio < _TINY) | (ratio > 1.0 / _TINY)
    direct = np.log(np.where(extreme, 1.0, numerator) / np.where(extreme, 1.0, denominator))
    value = numerator * np.where(extreme, np.log(numerator) - np.log(denominator), direct)
    outside = np.where((sx == 0) & (sy >= 0), 0.0, np.where(np.isnan(sx) | np.isnan(sy), float("nan"), _INF))
    return np.where(inside, value, outside)


def kl_div(x: Traced, y: Traced) -> Any:
    """x log(x / y) - x + y."""
    return rel_entr(x, y) - x + y


#: Ufuncs that are rewritten although the op table has them.
REWRITES: dict[str, Callable[..., Any]] = {"power": power, "float_power": float_power}

#: Ufuncs that have no op of their own.
UFUNCS: dict[str, Callable[..., Any]] = {
    "conjugate": lambda x: x,
    "copysign": copysign,
    "deg2rad": lambda x: x * (pi / 180.0),
    "degrees": lambda x: x * (180.0 / pi),
    "divmod": divmod_,
    "floor_divide": floor_divide,
    "fmax": fmax,
    "fmin": fmin,
    "fmod": fmod,
    "heaviside": heaviside,
    "isinf": isinf,
    "log10": log10,
    "logaddexp": logaddexp,
    "logaddexp2": logaddexp2,
    "positive": lambda x: x,
    "rad2deg": lambda x: x * (180.0 / pi),
    "radians": lambda x: x * (pi / 180.0),
    "remainder": remainder,
    "signbit": signbit,
    "special.entr": entr,
    "special.exp10": exp10,
    "special.kl_div": kl_div,
    "special.rel_entr": rel_entr,
    "special.xlog1py": xlog1py,
    "special.xlogy": xlogy,
}
