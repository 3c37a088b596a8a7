"""Exponentials, logarithms and powers."""

from __future__ import annotations

from ._op import POSITIVE, REAL, Op

INF = float("inf")
ROOT_HALF = 0.7071067811865476
ROOT_TWO = 1.4142135623730951
HALF_LN2 = 0.34657359027997264

# Points of the exponentials: where the result overflows, becomes subnormal or vanishes, in float64 and in float32.
OPS = (
    Op(
        "exp",
        "e^x",
        "exp(x)",
        ulp=(1.0, 1.0),
        numpy=("exp",),
        points=(
            0.0,
            HALF_LN2,
            -HALF_LN2,
            709.782712893384,
            -708.3964185322641,
            -745.1332191019411,
            88.72284,
            -103.97208,
        ),
    ),
    Op("positive_exp", "e^x, but at least the smallest normal number", "exp(x)", ((-87.0, INF),), ulp=(1.0, 1.0)),
    Op(
        "exp2",
        "2^x",
        "power(2, x)",
        ulp=(1.0, 1.0),
        numpy=("exp2", "special.exp2"),
        points=(0.0, 0.5, -0.5, 1.0, 1024.0, -1022.0, -1074.0, -1075.0, 128.0, -126.0, -149.0, -150.0),
    ),
    Op(
        "expm1",
        "e^x - 1, accurate near 0",
        "expm1(x)",
        ulp=(1.0, 1.0),
        numpy=("expm1", "special.expm1"),
        points=(
            0.0,
            HALF_LN2,
            -HALF_LN2,
            1.0397207708399179,
            709.782712893384,
            -37.0,
            -37.42994775023705,
            88.72284,
            -17.0,
        ),
    ),
    Op(
        "expm1_ratio",
        "(e^x - 1) / x, 1 at 0",
        "expm1(x) / x if x else mpf(1)",
        ((-INF, 88.0),),
        (2.0, 2.0),
        points=(0.0, 0.25, -0.25, 80.0),
    ),
    Op("log", "natural logarithm", "log(x)", (POSITIVE,), (1.0, 1.0), ("log",), (0.0, 1.0, ROOT_HALF, ROOT_TWO, 2.0)),
    Op(
        "log2",
        "logarithm to base 2",
        "log(x, 2)",
        (POSITIVE,),
        (0.51, 0.51),
        ("log2",),
        (0.0, 1.0, ROOT_HALF, ROOT_TWO, 2.0),
    ),
    Op(
        "log1p",
        "log(1 + x), accurate near 0",
        "log1p(x)",
        ((-1.0, INF),),
        (1.0, 1.0),
        ("log1p", "special.log1p"),
        (0.0, -1.0, ROOT_TWO - 1.0, ROOT_HALF - 1.0, 1.0),
    ),
    Op("log1p_square", "log(1 + x^2)", "log1p(x * x)", ulp=(2.0, 2.0), points=(0.0, 1.0, -1.0, 1e154, 2.0**60)),
    Op(
        "log1p_ratio",
        "log(1 + x) / x, 1 at 0 and 0 at infinity",
        "log1p(x) / x if x else mpf(1)",
        ((-1.0, INF),),
        (2.0, 2.0),
        points=(0.0, 0.25, -0.25, 1.0),
    ),
    Op(
        "pow",
        "x^y",
        "power(x, y)",
        (POSITIVE, REAL),
        (1.0, 1.0),
        ("power", "float_power"),
        (0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0),
    ),
    Op(
        "cbrt",
        "cube root",
        "sign(x) * cbrt(fabs(x))",
        ulp=(0.51, 0.51),
        numpy=("cbrt", "special.cbrt"),
        points=(0.0, 1.0, 2.0, 4.0, 8.0, 27.0),
    ),
    Op(
        "hypot",
        "sqrt(x^2 + y^2), neither square overflowing",
        "hypot(x, y)",
        (REAL, REAL),
        (1.0, 1.0),
        ("hypot",),
        (0.0, 1.0, 3.0, 4.0, 5.0),
    ),
)
