"""The error function, the normal distribution, and the gamma function's logarithm with its derivatives."""

from __future__ import annotations

from ._op import POSITIVE, Op

OPS = (
    Op("erf", "the error function", "erf(x)", ulp=(1.0, 0.51), numpy=("special.erf",), points=(0.0, 0.5, -0.5, 6.0)),
    Op(
        "erfc",
        "1 - erf(x), without cancellation",
        "erfc(min(x, 1e9))",
        ulp=(1.5, 0.51),
        numpy=("special.erfc",),
        points=(0.0, 0.5, 4.0, 26.54, 27.226, -6.0),
    ),
    Op(
        "erfcx",
        "exp(x^2) erfc(x)",
        "(1 - 1 / (2 * x * x)) / (x * sqrt(pi)) if x > 1e20 else exp(x * x) * erfc(x)",
        ((-27.0, float("inf")),),
        ulp=(1.5, 0.51),
        numpy=("special.erfcx",),
        points=(0.0, 4.0, -26.0, -26.628, 28.0, 2.0**60),
    ),
    Op(
        "erfcx_slope",
        "the derivative of erfcx",
        "(3 / (2 * x * x) - 1) / (x * x * sqrt(pi)) if x > 1e15 else 2 * x * exp(x * x) * erfc(x) - 2 / sqrt(pi)",
        ((-27.0, float("inf")),),
        ulp=(3.0, 0.51),
        points=(0.0, 4.0, -26.0, 2.0**60),
    ),
    Op(
        "erfinv",
        "the inverse of erf",
        "erfinv(x)",
        ((-1.0, 1.0),),
        ulp=(2.0, 0.51),
        numpy=("special.erfinv",),
        points=(0.0, -1.0, 1.0, 0.9, -0.9),
    ),
    Op(
        "ndtr",
        "the normal distribution function",
        "erfc(-max(x, -1e9) / sqrt(2)) / 2",
        ulp=(1.5, 0.51),
        numpy=("special.ndtr",),
        points=(0.0, -37.52, -38.48, 8.3),
    ),
    Op(
        "log_ndtr",
        "the logarithm of the normal distribution function",
        "log1p(-erfc(min(x, 1e9) / sqrt(2)) / 2) if x > 0 else"
        " -x * x / 2 - log(-x) - log(2 * pi) / 2 if x < -1e20 else log(erfc(-x / sqrt(2)) / 2)",
        ulp=(1.5, 0.51),
        numpy=("special.log_ndtr",),
        points=(0.0, -1.0, 9.0, 37.52, 38.48, -1e150),
    ),
    Op(
        "ndtri",
        "the normal quantile, the inverse of ndtr",
        "sqrt(2) * erfinv(2 * x - 1) if x > 1e-3 else"
        " findroot(lambda y, x=x: log(erfc(-y / sqrt(2)) / 2) - log(x), -sqrt(-2 * log(x)))",
        ((0.0, 1.0),),
        ulp=(2.0, 0.51),
        numpy=("special.ndtri",),
        points=(0.0, 0.05, 0.5, 0.95, 1.0),
    ),
    Op(
        "lgamma",
        "log |gamma(x)|",
        "log(fabs(gamma(x))) if x < 1e300 else loggamma(x)",
        (POSITIVE,),
        ulp=(2.0, 0.51),
        numpy=("special.gammaln",),
        points=(0.0, 0.5, 1.0, 2.0, 2.5, 10.0),
    ),
    Op(
        "digamma",
        "the derivative of lgamma",
        "digamma(x)",
        (POSITIVE,),
        ulp=(2.0, 0.51),
        numpy=("special.digamma", "special.psi"),
        points=(0.0, 0.5, 1.0, 1.4616321449683622, 2.5, 10.0),
    ),
    Op(
        "trigamma",
        "the second derivative of lgamma",
        "psi(1, x)",
        (POSITIVE,),
        ulp=(2.0, 0.51),
        points=(0.0, 0.5, 1.0, 2.5, 10.0),
    ),
    Op(
        "tetragamma",
        "the third derivative of lgamma",
        "psi(2, x)",
        (POSITIVE,),
        ulp=(2.0, 0.51),
        points=(0.0, 0.5, 1.0, 2.5, 10.0),
    ),
    Op(
        "polygamma",
        "the xth derivative of digamma at y > 0, for whole x >= 0",
        "psi(int(x), y) if x >= 0 and x == int(x) else nan",
        ((0.0, 20.0), POSITIVE),
        ulp=(5.0, 0.51),
        points=(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0),
    ),
)
