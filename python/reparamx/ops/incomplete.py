"""What remains of lgamma beyond Stirling's series, and the regularised incomplete gamma and beta functions."""

from __future__ import annotations

from ._op import POSITIVE, Op

_SHAPE = (1e-3, 300.0)
_UNIT = (0.0, 1.0)
_PROBABILITY = (1e-300, 1.0)

OPS = (
    Op(
        "log1pmx",
        "log(1 + x) - x",
        "log1p(x) - x if fabs(x) > 1e-20 else -x * x / 2",
        ((-1.0, float("inf")),),
        ulp=(5.0, 0.51),
        points=(0.0, -1.0, -0.29, 0.41),
    ),
    Op(
        "deviance",
        "x log(x / y) - x + y, half the deviance of a Poisson law of rate y at x",
        "deviance(x, y)",
        (POSITIVE, POSITIVE),
        ulp=(8.0, 0.51),
        points=(1.0, 1.5, 2.0),
    ),
    Op(
        "stirling",
        "the remainder of Stirling's formula, lgamma(x) - (x - 1/2) log(x) + x - log(2 pi) / 2",
        "stirling(x)",
        (POSITIVE,),
        ulp=(16.0, 0.51),
        points=(0.0, 0.5, 2.5, 10.0),
    ),
    Op(
        "stirling_slope",
        "log(x) - 1 / (2 x) - digamma(x), less the derivative of stirling",
        "stirling_slope(x)",
        ((1e-300, float("inf")),),
        ulp=(8.0, 0.51),
        points=(0.0, 0.5, 2.5, 10.0),
    ),
    Op(
        "lbeta",
        "log(gamma(x) gamma(y) / gamma(x + y))",
        "lbeta(x, y)",
        ((1e-15, 1e15), (1e-15, 1e15)),
        ulp=(500.0, 1.0),
        numpy=("special.betaln",),
        points=(0.5, 10.0),
    ),
    Op(
        "gammainc",
        "the regularised lower incomplete gamma function P(x, y): the probability that a gamma variable of"
        " concentration x is at most y",
        "gamma_p(x, y)",
        ((1e-300, 1e5), (0.0, 1e6)),
        ulp=(1000.0, 0.51),
        numpy=("special.gammainc",),
        points=(0.0, 1.0, 1.5, 2.0, 1e4),
        tolerance=1e-10,
    ),
    Op(
        "gammaincc",
        "the regularised upper incomplete gamma function Q(x, y) = 1 - P(x, y)",
        "gamma_q(x, y)",
        ((1e-300, 1e5), (0.0, 1e6)),
        ulp=(2500.0, 0.51),
        numpy=("special.gammaincc",),
        points=(0.0, 1.0, 1.5, 2.0, 1e4),
        tolerance=1e-10,
    ),
    Op(
        "gammaincinv",
        "the y with gammainc(x, y) equal to a probability: the inverse of the regularised lower incomplete gamma"
        " function",
        "gamma_quantile(x, y, False)",
        ((0.01, 1e4), _PROBABILITY),
        ulp=(500.0, 0.51),
        numpy=("special.gammaincinv",),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "gammainccinv",
        "the y with gammaincc(x, y) equal to a probability: the inverse of the regularised upper incomplete gamma"
        " function",
        "gamma_quantile(x, y, True)",
        ((0.01, 1e4), _PROBABILITY),
        ulp=(100.0, 0.51),
        numpy=("special.gammainccinv",),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "betainc",
        "the regularised incomplete beta function: the probability that a beta variable of concentrations x and y is"
        " at most z",
        "beta_p(x, y, z)",
        (_SHAPE, _SHAPE, _UNIT),
        ulp=(2000.0, 0.51),
        numpy=("special.betainc",),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "betainc_odds",
        "betainc(x, y, z / (1 + z)): the probability that the odds of a beta variable are at most z",
        "beta_p(x, y, z / (1 + z))",
        (_SHAPE, _SHAPE, (1e-300, 1e30)),  # the reference has 60 digits
        ulp=(1500.0, 0.51),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "betainc_odds_by_a",
        "the derivative of betainc_odds by x",
        "beta_p_by_a(x, y, z / (1 + z))",
        (_SHAPE, _SHAPE, (1e-30, 1e30)),
        ulp=(2e5, 0.51),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "betaincinv",
        "the z with betainc(x, y, z) equal to a probability: the inverse of the regularised incomplete beta function",
        "beta_quantile(x, y, z)",
        ((0.05, 300.0), (0.05, 300.0), _PROBABILITY),
        ulp=(1500.0, 0.51),
        numpy=("special.betaincinv",),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
    Op(
        "betaincinv_odds",
        "the z with betainc_odds(x, y, z) equal to a probability",
        "beta_quantile_odds(x, y, z)",
        ((0.05, 300.0), (0.05, 300.0), _PROBABILITY),
        ulp=(500.0, 0.51),
        points=(0.5, 1.0, 2.0),
        tolerance=1e-10,
    ),
)
