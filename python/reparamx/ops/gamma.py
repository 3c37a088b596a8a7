"""The gamma law: its sampler, and how its quantiles move with the concentration."""

from __future__ import annotations

from ._op import POSITIVE, Op

#: What `gamma_slope` can be asked for: log(x / a) of draws, and far more.
_RATIO = (-1e4, 5.0)

OPS = (
    Op(
        "log_gamma_draw",
        "log(G / z), G a gamma variable of concentration z made from a normal x and a uniform y",
        "log_gamma_draw(x, y, z)",
        ((-8.6, 8.6), (0.0, 1.0), POSITIVE),
        ulp=(2000.0, 0.51),
        points=(0.0, 0.5, 1.0),
        implicit={2: "gamma_slope(z, log_gamma_draw(x, y, z))"},
        tolerance=1e-10,
    ),
    Op(
        "gamma_ratio_draw",
        "G / z, G that gamma variable; no smaller than the smallest normal number",
        "exp(log_gamma_draw(x, y, z))",
        ((-8.6, 8.6), (2.0**-24, 1.0), (0.5, float("inf"))),  # where nothing underflows
        ulp=(30.0, 0.51),
        points=(0.0, 0.5, 1.0),
        implicit={2: "exp(log_gamma_draw(x, y, z)) * gamma_slope(z, log_gamma_draw(x, y, z))"},
        tolerance=1e-10,
    ),
    Op(
        "gamma_mixed_draw",
        "that G / z for z >= 1, its logarithm below",
        "exp(log_gamma_draw(x, y, z)) if z >= 1 else log_gamma_draw(x, y, z)",
        ((-8.6, 8.6), (2.0**-24, 1.0), POSITIVE),
        ulp=(2000.0, 0.51),
        points=(0.0, 0.5, 1.0),
        implicit={2: "gamma_slope(z, log_gamma_draw(x, y, z)) * (exp(log_gamma_draw(x, y, z)) if z >= 1 else 1)"},
        tolerance=1e-10,
    ),
    Op(
        "gamma_quotient",
        "G / H, given G for y >= 1 and log G below as x, H as z and v likewise",
        "exp((log(x) if y >= 1 else x) - (log(z) if v >= 1 else z))",
        ((1e-3, 20.0), (1e-3, 3.0), (1e-3, 20.0), (1e-3, 3.0)),
        ulp=(30.0, 30.0),
        points=(1.0, 2.0),
        kinks=(1.0,),
    ),
    Op(
        "gamma_share",
        "y G / (y G + v H) of such G and H, less than 1",
        "1 / (1 + v / y * exp((log(z) if v >= 1 else z) - (log(x) if y >= 1 else x)))",
        ((1e-3, 20.0), (1e-3, 3.0), (1e-3, 20.0), (1e-3, 3.0)),
        ulp=(30.0, 30.0),
        points=(1.0, 2.0),
        kinks=(1.0,),
    ),
    Op(
        "gamma_weight",
        "2^-20 y G of such a G for y >= 1, and for y < 1 the same with exp(z) for y, no smaller than the smallest"
        " normal number",
        "mpf(2) ** -20 * (x * y if y >= 1 else exp(x + z))",
        ((1e-3, 20.0), (1e-3, 3.0), (-8.0, 2.0)),
        ulp=(40.0, 40.0),  # of the sum in the exponential
        points=(1.0, 2.0),
        kinks=(1.0,),
    ),
    Op(
        "gamma_slope",
        "the derivative of log(G / x) by the concentration x of a gamma variable G, at log(G / x) = y, its probability"
        " held fixed",
        "gamma_slope(x, y)",
        (POSITIVE, _RATIO),
        ulp=(1e7, 0.51),  # of its value, which has a zero; of 1 / x + its value 1e5
        points=(0.0, 1.5, 8.0, -2.25, 2.25, 0.375),
        tolerance=1e-10,
    ),
    Op(
        "gamma_slope_by_concentration",
        "the derivative of gamma_slope by x",
        "gamma_slope_by_concentration(x, y)",
        (POSITIVE, _RATIO),
        ulp=(1e7, 0.51),
        points=(0.0, 1.5, 8.0, -2.25, 2.25),
        tolerance=1e-9,
    ),
    Op(
        "gamma_slope_by_ratio",
        "the derivative of gamma_slope by y",
        "gamma_slope_by_ratio(x, y)",
        (POSITIVE, _RATIO),
        ulp=(1e7, 0.51),
        points=(0.0, 1.5, 8.0, -2.25, 2.25),
        tolerance=1e-9,
    ),
)
