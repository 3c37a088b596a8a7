"""The logistic function, its inverse and its logarithms."""

from __future__ import annotations

from ._op import REAL, Op

UNIT = (0.0, 1.0)

OPS = (
    Op(
        "sigmoid",
        "1 / (1 + exp(-x))",
        "1 / (1 + exp(-x))",
        ulp=(1.6, 1.6),
        numpy=("special.expit",),
        points=(0.0, -745.2, -708.4, -37.0, 37.0, 710.0),
    ),
    Op(
        "log_sigmoid",
        "log(1 / (1 + exp(-x)))",
        "-log1p(exp(-x))",
        ulp=(1.6, 1.6),
        numpy=("special.log_expit",),
        points=(0.0, -40.0, 40.0, 745.2, 708.4),
    ),
    Op(
        "softplus",
        "log(1 + exp(x))",
        "log1p(exp(x))",
        ulp=(1.6, 1.6),
        points=(0.0, -40.0, 40.0, -745.2, -708.4),
    ),
    Op(
        "exp_minus_abs",
        "exp(-|x|), which the three above and their derivatives share",
        "exp(-fabs(x))",
        ulp=(1.0, 1.0),
        points=(0.0, 0.34657359027997264, 708.4, 745.2, 87.4, 103.98),
    ),
    Op(
        "sigmoid_given",
        "sigmoid(x), given y = exp(-|x|)",
        "(y if x < 0 else 1) / (1 + y)",
        (REAL, UNIT),
        (0.6, 0.6),
        points=(0.0, 1.0),
    ),
    Op(
        "log_sigmoid_given",
        "log_sigmoid(x), given y = exp(-|x|)",
        "min(x, 0) - log1p(y)",
        (REAL, UNIT),
        (1.3, 1.3),
        points=(0.0, 1.0),
    ),
    Op(
        "softplus_given",
        "softplus(x), given y = exp(-|x|)",
        "max(x, 0) + log1p(y)",
        (REAL, UNIT),
        (1.3, 1.3),
        points=(0.0, 1.0),
    ),
    Op(
        "log1mexp",
        "log(1 - exp(x)) for x <= 0",
        "log1p(-exp(x)) if x < -1 else log(-expm1(x))",
        ((-float("inf"), 0.0),),
        ulp=(1.0, 1.0),
        points=(-40.0, -0.34657359027997264, -0.6931471805599453, -1.0397207708399179, -708.4, -745.2),
    ),
    Op(
        "logit",
        "log(x / (1 - x)), the inverse of sigmoid",
        "log(x / (1 - x))",
        ((0.0, 1.0),),
        ulp=(1.0, 0.51),
        numpy=("special.logit",),
        points=(0.0, 0.5, 1.0),
    ),
)
