"""Comparisons, logic and choice. A truth value is the number 1 or 0.

``greater`` and ``greater_equal`` are ``less`` and ``less_equal`` with their arguments swapped: the tracer does that.
"""

from __future__ import annotations

from ._op import POSITIVE, REAL, Op

EXACT = (0.0, 0.0)
PAIR = (REAL, REAL)
TRIPLE = (REAL, REAL, REAL)
POINTS = (0.0, 1.0, -1.0)

OPS = (
    Op("less", "x < y", "x < y", PAIR, EXACT, ("less",), POINTS, (0.0,)),
    Op("less_equal", "x <= y", "x <= y", PAIR, EXACT, ("less_equal",), POINTS, (0.0,)),
    Op("equal", "x == y", "x == y", PAIR, EXACT, ("equal",), POINTS, (0.0,)),
    Op("not_equal", "x != y", "x != y", PAIR, EXACT, ("not_equal",), POINTS, (0.0,)),
    Op("logical_and", "neither is 0", "x != 0 and y != 0", PAIR, EXACT, ("logical_and",), POINTS, (0.0,)),
    Op("logical_or", "not both are 0", "x != 0 or y != 0", PAIR, EXACT, ("logical_or",), POINTS, (0.0,)),
    Op("logical_xor", "one of both is 0", "(x != 0) != (y != 0)", PAIR, EXACT, ("logical_xor",), POINTS, (0.0,)),
    Op("logical_not", "x is 0", "x == 0", ulp=EXACT, numpy=("logical_not",), points=POINTS, kinks=(0.0,)),
    Op("isnan", "x is NaN", "isnan(x)", ulp=EXACT, numpy=("isnan",)),
    Op("isfinite", "x is neither infinite nor NaN", "isfinite(x)", ulp=EXACT, numpy=("isfinite",)),
    Op("is_positive", "x is positive and finite", "0 < x < inf", ulp=EXACT, points=POINTS),
    Op("is_count", "x is 0, 1, 2, ...", "x >= 0 and isfinite(x) and x == floor(x)", ulp=EXACT, points=(0.0, 1.0, 2.5)),
    Op("within", "x is finite and in [y, z]", "isfinite(x) and y <= x <= z", TRIPLE, EXACT, points=POINTS),
    Op("where", "y wherever x is not 0, else z", "y if x != 0 else z", TRIPLE, EXACT, ("where",), POINTS),
    Op("where_equal", "z wherever x equals y, else 0", "z if x == y else 0", TRIPLE, EXACT, (), POINTS),
    Op("on_support", "y wherever x is not 0, else -inf or NaN as z is", "y if x != 0 else -inf", TRIPLE, EXACT),
    Op(
        "on_half_line",
        "x wherever z is positive and finite, y wherever z is 0, else -inf or NaN as z is",
        "x if 0 < z < inf else y if z == 0 else -inf",
        (REAL, REAL, POSITIVE),
        EXACT,
        kinks=(0.0,),
    ),
)
