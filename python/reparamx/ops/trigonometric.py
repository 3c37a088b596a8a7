"""Circular functions and their inverses."""

from __future__ import annotations

from ._op import REAL, Op

PI = 3.141592653589793
UNIT = ((-1.0, 1.0),)
TAN_EIGHTH_PI = 0.41421356237309503

#: Zeros and extremes, the ends of the reduced interval, where the reduction of huge arguments sets in (2^30, in float32
#: 2^15), and the float64 nearest to a multiple of pi/2 (J.-M. Muller, Elementary Functions).
TURNS = (0.0, PI / 4, PI / 2, 3 * PI / 4, PI, 3 * PI / 2, 2 * PI, 2.0**15, 2.0**30, 6381956970095103.0 * 2.0**797)
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.0**22, 2.0**51)

OPS = (
    Op("sin", "sine", "sin(x)", ulp=(1.0, 1.0), numpy=("sin",), points=TURNS),
    Op("cos", "cosine", "cos(x)", ulp=(1.0, 1.0), numpy=("cos",), points=TURNS),
    Op("tan", "tangent", "tan(x)", ulp=(1.0, 1.0), numpy=("tan",), points=TURNS),
    Op("sinpi", "sin(pi x)", "sinpi(x)", ulp=(1.0, 1.0), points=QUARTERS),
    Op("cospi", "cos(pi x)", "cospi(x)", ulp=(1.0, 1.0), points=QUARTERS),
    Op("asin", "arc sine", "asin(x)", UNIT, (1.0, 1.0), ("arcsin", "asin"), (0.0, 0.5, 1.0, -1.0)),
    Op("acos", "arc cosine", "acos(x)", UNIT, (1.0, 1.0), ("arccos", "acos"), (0.0, 0.5, -0.5, 1.0, -1.0)),
    Op(
        "atan",
        "arc tangent",
        "atan(x)",
        ulp=(1.0, 1.0),
        numpy=("arctan", "atan"),
        points=(0.0, 1.0, TAN_EIGHTH_PI, 1 / TAN_EIGHTH_PI),
    ),
    Op(
        "atan2",
        "the angle of the point (y, x), in [-pi, pi]",
        "atan2(x, y)",
        (REAL, REAL),
        (1.0, 1.0),
        ("arctan2", "atan2"),
        (0.0, 1.0, -1.0, TAN_EIGHTH_PI, 1 / TAN_EIGHTH_PI),
        cut=True,
    ),
)
