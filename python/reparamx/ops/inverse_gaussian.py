"""The inverse Gaussian law: its sampler."""

from __future__ import annotations

from ._op import Op

OPS = (
    Op(
        "draw_inverse_gaussian",
        "an inverse Gaussian variable of mean 1 and concentration z made from a normal x and a uniform y",
        "draw_inverse_gaussian(x, y, z)",
        ((-8.6, 8.6), (0.0, 1.0), (1e-30, 1e30)),
        ulp=(4.0, 4.0),
        points=(0.0, 0.5, 1.0),
        implicit={2: "inverse_gaussian_slope(z, draw_inverse_gaussian(x, y, z))"},
    ),
)
