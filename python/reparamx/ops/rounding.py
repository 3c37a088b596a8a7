"""Rounding to integers, and the sign. Exact; constant almost everywhere, so without a useful derivative."""

from __future__ import annotations

from ._op import Op

#: Halves, integers, and where every value is an integer (2^52, in float32 2^23).
STEPS = (0.0, 0.5, 1.0, 1.5, 2.5, -0.5, -1.0, -1.5, -2.5, 2.0**22, 2.0**23, 2.0**51, 2.0**52, 2.0**53)

OPS = (
    Op(
        "floor",
        "the largest integer not above x",
        "floor(x)",
        ulp=(0.0, 0.0),
        numpy=("floor",),
        points=STEPS,
        kinks=STEPS,
    ),
    Op(
        "ceil",
        "the smallest integer not below x",
        "ceil(x)",
        ulp=(0.0, 0.0),
        numpy=("ceil",),
        points=STEPS,
        kinks=STEPS,
    ),
    Op(
        "rint",
        "the nearest integer, halves to even",
        "nint(x)",
        ulp=(0.0, 0.0),
        numpy=("rint",),
        points=STEPS,
        kinks=STEPS,
    ),
    Op(
        "trunc",
        "x without its fraction",
        "sign(x) * floor(fabs(x))",
        ulp=(0.0, 0.0),
        numpy=("trunc", "fix"),
        points=STEPS,
        kinks=STEPS,
    ),
    Op("sign", "-1, 0 or 1", "sign(x)", ulp=(0.0, 0.0), numpy=("sign",), kinks=(0.0,)),
)
