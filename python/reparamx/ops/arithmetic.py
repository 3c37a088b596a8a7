"""Arithmetic: + - * / and their fused and absolute forms."""

from __future__ import annotations

from ._op import POSITIVE, REAL, Op

OPS = (
    Op("add", "x + y", "x + y", (REAL, REAL), numpy=("add",)),
    Op("sub", "x - y", "x - y", (REAL, REAL), numpy=("subtract",)),
    Op("mul", "x * y", "x * y", (REAL, REAL), numpy=("multiply",)),
    Op("div", "x / y", "x / y", (REAL, REAL), numpy=("divide", "true_divide")),
    Op("fma", "x * y + z, rounded once", "x * y + z", (REAL, REAL, REAL)),
    Op("neg", "-x", "-x", numpy=("negative",)),
    Op("abs", "|x|", "fabs(x)", numpy=("absolute", "fabs"), kinks=(0.0,)),
    Op("square", "x * x", "x * x", numpy=("square",)),
    Op("reciprocal", "1 / x", "1 / x", numpy=("reciprocal",)),
    Op("sqrt", "square root", "sqrt(x)", (POSITIVE,), numpy=("sqrt",), points=(0.0, 1.0, 4.0)),
    Op("minimum", "the smaller; NaN if either is", "min(x, y)", (REAL, REAL), numpy=("minimum",)),
    Op("maximum", "the larger; NaN if either is", "max(x, y)", (REAL, REAL), numpy=("maximum",)),
    Op("between", "y + x (z - y), below z", "y + x * (z - y)", ((0.0, 0.99), (0.0, 1.0), (1.0, 1e30)), ulp=(1.5, 1.5)),
    Op("compound", "(1 + x) (1 + y) - 1", "x + y + x * y", ((0.0, 1e18), (0.0, 1e18)), ulp=(1.0, 1.0)),
)
