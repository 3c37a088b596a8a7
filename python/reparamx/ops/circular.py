"""The von Mises law: its normaliser, its distribution function, draws and their derivatives."""

from __future__ import annotations

from ._op import POSITIVE, Op

_PI = 3.141592653589793
_ANGLE = (-_PI, _PI)

OPS = (
    Op(
        "log_i0e",
        "log(exp(-x) I0(x))",
        "log_i0e(x)",
        (POSITIVE,),
        ulp=(1.5, 0.51),
        points=(0.0, 8.0, 2.0**-30),
    ),
    Op(
        "bessel_complement",
        "1 - I1(x) / I0(x)",
        "bessel_complement(x)",
        (POSITIVE,),
        ulp=(10.0, 0.51),
        points=(0.0, 20.0, 100.0),
    ),
    Op(
        "von_mises_cdf",
        "the probability of an angle in (-pi, x) of a von Mises law of concentration y",
        "von_mises_cdf(x, y)",
        (_ANGLE, (0.0, 100.0)),
        ulp=(1000.0, 0.51),
        points=(0.0, 1.0, -1.0, 20.0),
        tolerance=1e-11,
        implicit={
            0: "exp(y * (cos(x) - 1) - log_i0e(y)) / (2 * pi)",
            1: "-exp(y * (cos(x) - 1) - log_i0e(y)) / (2 * pi) * von_mises_slope(x, y)",
        },
    ),
    Op(
        "von_mises_slope",
        "dx / dy with the probability of an angle below x held fixed",
        "von_mises_slope(x, y)",
        (_ANGLE, (0.0, 100.0)),
        ulp=(1000.0, 0.51),
        points=(0.0, 1.0, -1.0, 20.0),
        tolerance=1e-10,
        implicit={
            0: "1 - bessel_complement(y) - cos(x) + y * sin(x) * von_mises_slope(x, y)",
            1: "(von_mises_slope(x, y + y / mpf(10)**10) - von_mises_slope(x, y - y / mpf(10)**10))"
            " / (2 * y / mpf(10)**10)",
        },
    ),
    Op(
        "draw_von_mises",
        "an angle of a von Mises law of concentration z made from two uniforms x and y",
        "draw_von_mises(x, y, z)",
        ((0.0, 1.0), (0.0, 1.0), (0.0, 1e6)),
        ulp=(100.0, 0.51),
        points=(0.0, 0.5, 1.0),
        implicit={2: "von_mises_slope(draw_von_mises(x, y, z), z)"},
        tolerance=1e-10,
    ),
)
