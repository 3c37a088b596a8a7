"""Hyperbolic functions and their inverses."""

from __future__ import annotations

from ._op import Op

INF = float("inf")
HALF_LN2 = 0.34657359027997264

#: Near 0, the ends of the first reduced intervals, and where the result overflows (in float64, in float32).
STEEP = (0.0, HALF_LN2, 3 * HALF_LN2, 709.782712893384, 710.4758600739439, 88.72284, 89.41598)

OPS = (
    Op("sinh", "hyperbolic sine", "sinh(x)", ulp=(1.0, 1.0), numpy=("sinh",), points=STEEP),
    Op("cosh", "hyperbolic cosine", "cosh(x)", ulp=(1.0, 1.0), numpy=("cosh",), points=STEEP),
    Op(
        "tanh",
        "hyperbolic tangent",
        "tanh(x)",
        ulp=(1.0, 1.0),
        numpy=("tanh",),
        points=(0.0, HALF_LN2 / 2, 9.01, 19.0615, 22.0),
    ),
    Op(
        "asinh",
        "inverse of sinh",
        "asinh(x)",
        ulp=(1.0, 1.0),
        numpy=("arcsinh", "asinh"),
        points=(0.0, 0.35, 1.0, 2.0**14, 2.0**30),
    ),
    Op(
        "acosh",
        "inverse of cosh",
        "acosh(x)",
        ((1.0, INF),),
        (1.0, 1.0),
        ("arccosh", "acosh"),
        (1.0, 1.06, 2.0**14, 2.0**30),
    ),
    Op(
        "atanh",
        "inverse of tanh",
        "atanh(x)",
        ((-1.0, 1.0),),
        (1.0, 1.0),
        ("arctanh", "atanh"),
        (0.0, 0.17157287525380996, 1.0, -1.0),
    ),
)
