"""What probabilities of counts are made of, and the law of the difference of two Poisson counts."""

from __future__ import annotations

from ._op import POSITIVE, Op

INF = float("inf")

OPS = (
    Op(
        "count_loss",
        "(y + z) log(1 + z / y) - z, y for x = 0: what a count x = y + z of mean y loses in log-probability against the"
        " best mean",
        "y if x == 0 else excess_deviance(z, y)",
        ((0.0, INF), (1.0, INF), (-1.0, INF)),
        ulp=(8.0, 0.51),
        points=(0.0, 1.0, 2.0, -0.5, 0.5),
        kinks=(0.0,),
        whole=(0,),
    ),
    Op(
        "factorial_rest",
        "log x! - x log x + x",
        "factorial_rest(x)",
        (POSITIVE,),
        ulp=(2.0, 0.51),
        points=(0.0, 0.5, 1.0, 2.5, 10.0),
    ),
    Op(
        "factorial_rest_slope",
        "digamma(1 + x) - log x, the derivative of factorial_rest",
        "factorial_rest_slope(x)",
        (POSITIVE,),
        ulp=(50.0, 0.51),
        points=(0.0, 0.5, 1.0, 2.5, 10.0),
    ),
    Op(
        "log_skellam",
        "the log-probability that Poisson counts of means y and z differ by x; NaN for an x that is not whole",
        "log_skellam(x, y, z)",
        ((-60.0, 60.0), (0.0, 400.0), (0.0, 400.0)),
        ulp=(30.0, 0.51),
        points=(0.0, 1.0, -1.0, 3.0, -7.0, 20.0, 50.0),
        whole=(0,),
    ),
    Op(
        "skellam_ratio",
        "the derivative of log_skellam by y: P(x - 1) / P(x) - 1",
        "skellam_ratio(x, y, z)",
        ((-60.0, 60.0), (0.0, 400.0), (0.0, 400.0)),
        ulp=(400.0, 0.51),
        scale=1.0,
        points=(0.0, 1.0, -1.0, 3.0, -7.0, 20.0, 50.0),
        whole=(0,),
        tolerance=1e-10,
    ),
)
