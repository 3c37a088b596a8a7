"""Makes every coefficient of the special functions and writes special_coefficients.hpp beside itself.

Each table is the truncated Chebyshev expansion of one smooth function, computed with 80 digits, cut where what is left
is below the stated relative tolerance, turned into powers of its variable and rounded to doubles. The constant term is
kept as head + c[0], a sum of two doubles: the value is head + (c[0] + c[1] t + c[2] t^2 + ...), so that rounding the
largest term costs nothing. Needs mpmath only; ``--check`` verifies that the committed file is what this script makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 80
Function = Callable[[mpf], mpf]
TARGET = Path(__file__).with_name("special_coefficients.hpp")


# ------------------------------------------------------------------------------------------------------ fitting


def chebyshev(f: Function, low: mpf, high: mpf, count: int) -> list[mpf]:
    """Return ``count`` Chebyshev coefficients of f on [low, high] (interpolation at the zeros of T_count)."""
    angles = [mp.pi * (k + mpf(1) / 2) / count for k in range(count)]
    values = [f((low + high) / 2 + (high - low) / 2 * mp.cos(a)) for a in angles]
    sums = [mp.fsum(v * mp.cos(j * a) for v, a in zip(values, angles, strict=True)) for j in range(count)]
    return [sums[0] / count] + [2 * s / count for s in sums[1:]]


def powers(series: list[mpf], low: mpf, high: mpf) -> list[mpf]:
    """Turn a Chebyshev series on [low, high] into powers of the variable itself."""
    slope, offset = 2 / (high - low), -(high + low) / (high - low)

    def times_argument(p: list[mpf]) -> list[mpf]:
        scaled = [offset * c for c in p] + [mpf(0)]
        for i, c in enumerate(p):
            scaled[i + 1] += slope * c
        return scaled

    before, now = [mpf(1)], [offset, slope]
    total = [mpf(0)] * len(series)
    for c in series:
        for i, b in enumerate(before):
            total[i] += c * b
        after = [2 * v for v in times_argument(now)]
        for i, b in enumerate(before):
            after[i] -= b
        before, now = now, after
    return total


def fit(f: Function, low: float | mpf, high: float | mpf, bits: float, terms: int = 0) -> list[mpf]:
    """Powers of the shortest Chebyshev series, ``terms`` at least, whose rest is below 2^-bits of the smallest |f|."""
    low, high = mpf(low), mpf(high)
    series = chebyshev(f, low, high, 72)
    floor = min(abs(f(low + (high - low) * mpf(i) / 64)) for i in range(1, 64))
    length = len(series)
    while length > 1 and mp.fsum(abs(c) for c in series[length - 1 :]) < floor * mpf(2) ** -bits:
        length -= 1
    return powers(series[: max(length, terms)], low, high)


# ------------------------------------------------------------------------------------------------------ functions


def mobius(f: Function, a: float) -> Function:
    """Return f as a function of t = (x - a) / (x + a), which sends the half-line of poles x <= 0 outside (-1, 1)."""
    return lambda t: f(a * (1 + t) / (1 - t))


def erfcx(x: mpf) -> mpf:
    with mp.extradps(int(mp.log10(1 + x * x)) + 5):
        return mp.exp(x * x) * mp.erfc(x)


def erfcx_slope(x: mpf) -> mpf:
    with mp.extradps(2 * int(mp.log10(1 + x * x)) + 5):
        return 2 * x * erfcx(x) - 2 / mp.sqrt(mp.pi)


def erfcx_curve(x: mpf) -> mpf:
    with mp.extradps(4 * int(mp.log10(1 + x * x)) + 5):
        return 2 * (erfcx(x) + x * erfcx_slope(x))


def log_ndtr(y: mpf) -> mpf:
    return mp.log(mp.erfc(-y / mp.sqrt(2)) / 2)


def ndtri_from_log(log_p: mpf) -> mpf:
    """Solve log ndtr(y) = log_p by Newton's method: the function is concave, so it converges from the left."""
    y = -mp.sqrt(-2 * log_p)
    while True:
        value = log_ndtr(y)
        slope = mp.exp(-y * y / 2 - value) / mp.sqrt(2 * mp.pi)
        step = (value - log_p) / slope
        y -= step
        if abs(step) < mpf(10) ** (-mp.dps + 15):
            return y


def ndtri_center(t: mpf) -> mpf:
    """ndtri(1/2 + q) / q of t = (u - a) / (u + a), u = 1/4 - q^2 = p (1 - p), whose branch cut is u <= 0."""
    u = NDTRI_CENTER * (1 + t) / (1 - t)
    q = mp.sqrt(mpf(1) / 4 - u)
    return -ndtri_from_log(mp.log(mpf(1) / 2 - q)) / q


def ndtri_tail(v: mpf) -> mpf:
    """r + ndtri(p) where r = sqrt(-2 log p), of v = log r - NDTRI_TAIL."""
    r = mp.exp(v + NDTRI_TAIL)
    return r + ndtri_from_log(-r * r / 2)


def lgamma_quotient(x: mpf) -> mpf:
    """lgamma(x) / ((x - 1) (x - 2)), which has no zero and no pole for x > 0."""
    if abs(x - 1) < mpf(10) ** -30 or abs(x - 2) < mpf(10) ** -30:
        x += mpf(10) ** -25
    return mp.loggamma(x) / ((x - 1) * (x - 2))


DIGAMMA_ROOT = mp.findroot(mp.digamma, mpf("1.4616321449683623"))


def digamma_quotient(x: mpf) -> mpf:
    return mp.digamma(x) / (x - DIGAMMA_ROOT)


def stirling_rest(w: mpf) -> mpf:
    """x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2) of w = 1 / x^2; it tends to 1/12."""
    x = 1 / mp.sqrt(w)
    return x * (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2)


def digamma_rest(w: mpf) -> mpf:
    """x^2 (log x - 1 / (2 x) - digamma(x)); it tends to 1/12."""
    x = 1 / mp.sqrt(w)
    return x * x * (mp.log(x) - 1 / (2 * x) - mp.digamma(x))


def trigamma_rest(w: mpf) -> mpf:
    """x^3 (trigamma(x) - 1 / x - 1 / (2 x^2)); it tends to 1/6."""
    x = 1 / mp.sqrt(w)
    return x**3 * (mp.psi(1, x) - 1 / x - 1 / (2 * x * x))


def tetragamma_rest(w: mpf) -> mpf:
    """x^4 (-tetragamma(x) - 1 / x^2 - 1 / x^3); it tends to 1/2."""
    x = 1 / mp.sqrt(w)
    return x**4 * (-mp.psi(2, x) - 1 / (x * x) - 1 / x**3)


def bessel_series(order: int) -> Function:
    """I_order(x) / (x / 2)^order of z = x^2 / 4, less 1 and z / (order + 1), divided by z^2: all terms are positive."""
    return lambda z: (mp.besseli(order, 2 * mp.sqrt(z)) / mp.sqrt(z) ** order - 1 - z / (order + 1)) / z**2


def bessel_far(order: int) -> Function:
    """sqrt(x) exp(-x) I_order(x), which tends to 1 / sqrt(2 pi)."""
    return lambda x: mp.sqrt(x) * mp.besseli(order, x) * mp.exp(-x)


def atanh_rest(s2: mpf) -> mpf:
    s = mp.sqrt(s2)
    return (2 * mp.atanh(s) - 2 * s) / s**3


def erf_rest(x2: mpf) -> mpf:
    x = mp.sqrt(x2)
    return (mp.erf(x) - 2 * x / mp.sqrt(mp.pi)) / x**3


def sinpi_rest(d2: mpf) -> mpf:
    d = mp.sqrt(d2)
    return (mp.sin(mp.pi * d) - mp.pi * d) / d**3


def cospi_rest(d2: mpf) -> mpf:
    return (mp.cos(mp.pi * mp.sqrt(d2)) - 1) / d2


# The free points of the changes of variable: the geometric means of their intervals, rounded.
ERFCX = 4.0
# sqrt(pi) / 2 would make the derivative of (x + shift) erfcx(x) vanish at 0, where the rounding of t is largest.
ERFCX_SHIFT = 0.875
GAMMA_LOW, GAMMA_HIGH = 1.125, 5.0
BESSEL, BESSEL_START = 16.0, 8
NDTRI_CENTER = 0.11
NDTRI_TAIL = 2.25


# ------------------------------------------------------------------------------------------------------ the file


def literal(value: mpf) -> str:
    return float(value).hex()


class File:
    """Collects the text of the header."""

    def __init__(self) -> None:
        self.lines = [
            "// The coefficients of the special functions. Made by make_special.py; do not edit.",
            "#pragma once",
            "",
            "namespace reparamx::table {",
            "",
        ]

    def constant(self, name: str, value: mpf | float, meaning: str) -> None:
        """A constant as the sum of two doubles."""
        head = float(value)
        self.lines.append(f"// {meaning}")
        self.lines.append(f"inline constexpr double {name}_hi = {literal(mpf(head))};")
        self.lines.append(f"inline constexpr double {name}_lo = {literal(mpf(value) - mpf(head))};")
        self.lines.append("")

    def polynomial(self, name: str, coefficients: list[mpf], meaning: str) -> None:
        """A head and the other coefficients."""
        head = float(coefficients[0])
        self.correction(name, [coefficients[0] - mpf(head), *coefficients[1:]], meaning)
        self.lines.insert(-1, f"inline constexpr double {name}_head = {literal(mpf(head))};")

    def correction(self, name: str, coefficients: list[mpf], meaning: str) -> None:
        """Plain coefficients, where the polynomial only corrects something larger."""
        self.lines.append(f"// {meaning}")
        self.lines.append(f"inline constexpr double {name}[{len(coefficients)}] = {{")
        row = "   "
        for c in coefficients:
            word = f" {literal(c)},"
            if len(row) + len(word) > 118:
                self.lines.append(row)
                row = "   "
            row += word
        self.lines += [row, "};", ""]

    def pair(
        self, name: str, low: tuple[Function, float, float], high: tuple[Function, float, float], meaning: str
    ) -> None:
        """Two polynomials of one length, for lanes that choose between two intervals."""
        bits = 60
        terms = max(len(fit(*low, bits)), len(fit(*high, bits)))
        self.polynomial(f"{name}_low", fit(*low, bits, terms), f"{meaning}, {low[1]:.4f} < t < {low[2]:.4f}")
        self.polynomial(f"{name}_high", fit(*high, bits, terms), f"{meaning}, {high[1]:.4f} < t < {high[2]:.4f}")

    def text(self) -> str:
        return "\n".join([*self.lines, "}  // namespace reparamx::table", ""])


def split_log2() -> tuple[float, mpf]:
    """log 2 as a head of 41 bits, so that its product with an exponent is exact, and the rest."""
    head = mp.floor(mp.log(2) * mpf(2) ** 41) / mpf(2) ** 41
    return float(head), mp.log(2) - head


def make() -> str:
    out = File()
    head, rest = split_log2()
    out.lines += [
        "// log 2: the head has 41 bits, so its product with an exponent is exact.",
        f"inline constexpr double log2_hi = {literal(mpf(head))};",
        f"inline constexpr double log2_lo = {literal(rest)};",
        "",
    ]
    out.constant("pi", mp.pi, "pi")
    out.constant("log_pi", mp.log(mp.pi), "log pi")
    out.constant("half_log_2pi", mp.log(2 * mp.pi) / 2, "log(2 pi) / 2")
    out.constant("two_over_sqrt_pi", 2 / mp.sqrt(mp.pi), "2 / sqrt(pi)")
    out.constant("sqrt_half", 1 / mp.sqrt(2), "1 / sqrt(2)")
    out.constant("digamma_root", DIGAMMA_ROOT, "the positive root of digamma")
    half_log2 = mp.log(2) / 2 + mpf("1e-4")
    exp_rest = lambda r: (mp.expm1(r) - r - r * r / 2) / r**3 if r else mpf(1) / 6  # noqa: E731
    out.correction(
        "exp", fit(exp_rest, -half_log2, half_log2, 52), "(exp(r) - 1 - r - r^2 / 2) / r^3, |r| < log(2) / 2"
    )
    atanh_end = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.001")
    out.correction(
        "atanh", fit(atanh_rest, 0, atanh_end, 56), "(2 atanh(s) - 2 s) / s^3 of s^2, s < (sqrt 2 - 1) / (sqrt 2 + 1)"
    )
    rests = [mp.loggamma(k + 1) - k * mp.log(k) + k if k else mpf(0) for k in range(128)]
    out.correction("factorial_rest", rests, "log k! - k log k + k of k")
    out.correction("sinpi", fit(sinpi_rest, 0, 0.06251, 58), "(sin(pi d) - pi d) / d^3 of d^2, d < 1/4")
    out.correction("cospi", fit(cospi_rest, 0, 0.06251, 58), "(cos(pi d) - 1) / d^2 of d^2, d < 1/4")

    out.correction("erf", fit(erf_rest, 0, 0.2501, 57), "(erf(x) - 2 x / sqrt(pi)) / x^3 of x^2, x < 1/2")
    scaled = mobius(lambda x: (x + ERFCX_SHIFT) * erfcx(x), ERFCX)
    out.lines += [
        f"inline constexpr double erfcx_center = {ERFCX!r};",
        f"inline constexpr double erfcx_shift = {ERFCX_SHIFT!r};",
        "",
    ]
    out.polynomial("erfcx", fit(scaled, -1, 1, 60), "(x + 7/8) erfcx(x) of t = (x - 4) / (x + 4), 0 <= x < inf")

    out.lines += [f"inline constexpr double ndtri_center_u = {NDTRI_CENTER!r};", ""]
    slope = mobius(lambda x: (x + ERFCX_SHIFT) ** 2 * -erfcx_slope(x), ERFCX)
    out.polynomial("erfcx_slope", fit(slope, -1, 1, 60), "-(x + 7/8)^2 erfcx'(x) of the same t")
    curve = mobius(lambda x: (x + ERFCX_SHIFT) ** 3 * erfcx_curve(x), ERFCX)
    out.polynomial("erfcx_curve", fit(curve, -1, 1, 60), "(x + 7/8)^3 erfcx''(x) of the same t")

    low, high = ((u - NDTRI_CENTER) / (u + NDTRI_CENTER) for u in (0.0474, 0.25))
    out.polynomial(
        "ndtri_center",
        fit(ndtri_center, low, high, 59),
        "ndtri(1/2 + q) / q of t = (u - a) / (u + a), u = 1/4 - q^2 > 0.0475",
    )
    out.lines += [f"inline constexpr double ndtri_tail_center = {NDTRI_TAIL!r};", ""]
    low, high = (mp.log(r) - NDTRI_TAIL for r in (2.44, 38.62))
    out.polynomial(
        "ndtri_tail", fit(ndtri_tail, low, high, 58), "r + ndtri(p) of log r - 9/4, r = sqrt(-2 log p), p < 0.0501"
    )

    # One change of variable serves lgamma and all polygammas: x in [1/2, 5/2] and [5/2, 10].
    small = ((0.5 - GAMMA_LOW) / (0.5 + GAMMA_LOW), (2.5 - GAMMA_LOW) / (2.5 + GAMMA_LOW))
    large = ((2.5 - GAMMA_HIGH) / (2.5 + GAMMA_HIGH), (10 - GAMMA_HIGH) / (10 + GAMMA_HIGH))
    out.lines += [
        f"inline constexpr double gamma_low = {GAMMA_LOW!r};",
        f"inline constexpr double gamma_high = {GAMMA_HIGH!r};",
        "",
    ]
    for name, f, meaning in (
        ("lgamma", lgamma_quotient, "lgamma(x) / ((x - 1) (x - 2)) of t = (x - a) / (x + a)"),
        ("digamma", digamma_quotient, "digamma(x) / (x - root)"),
        ("trigamma", lambda x: x * mp.psi(1, x), "x trigamma(x)"),
        ("tetragamma", lambda x: -x * x * mp.psi(2, x), "-x^2 tetragamma(x)"),
        ("binet", lambda x: stirling_rest(1 / x**2), "x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2)"),
        ("binet_slope", lambda x: digamma_rest(1 / x**2), "x^2 (log x - 1 / (2 x) - digamma(x))"),
    ):
        out.pair(name, (mobius(f, GAMMA_LOW), *small), (mobius(f, GAMMA_HIGH), *large), meaning)
    out.correction(
        "stirling", fit(stirling_rest, 0, 0.0101, 56), "the rest of Stirling's series of w = 1 / x^2, x > 10"
    )
    out.correction("digamma_far", fit(digamma_rest, 0, 0.0101, 56), "the rest of digamma's asymptotic series, x > 10")
    out.correction(
        "trigamma_far", fit(trigamma_rest, 0, 0.0101, 56), "the rest of trigamma's asymptotic series, x > 10"
    )
    out.correction("tetragamma_far", fit(tetragamma_rest, 0, 0.0101, 56), "the rest of tetragamma's, x > 10")
    out.lines += [
        f"inline constexpr double bessel_center = {BESSEL!r};",
        f"inline constexpr double bessel_start = {BESSEL_START!r};",
        "",
    ]
    low, high = (mpf(BESSEL_START) - BESSEL) / (BESSEL_START + BESSEL), mpf(1)
    for order in (0, 1):
        series, far = bessel_series(order), mobius(bessel_far(order), BESSEL)
        out.correction(
            f"bessel_i{order}",
            fit(series, 0, mpf(BESSEL_START) ** 2 / 4, 58),
            f"I{order} of z = x^2 / 4 beyond the linear term, x < 8",
        )
        out.polynomial(f"bessel_i{order}_far", fit(far, low, high, 59), f"sqrt(x) exp(-x) I{order}(x), x > 8")
    out.lines += ["// B_2j / (2j)!, for Euler and Maclaurin's sum", "inline constexpr double bernoulli[] = {"]
    out.lines += [f"    {literal(mp.bernoulli(2 * j) / mp.factorial(2 * j))}," for j in range(1, 13)]
    out.lines += ["};", ""]
    return out.text()


def main() -> int:
    text = make()
    if "--check" in sys.argv[1:]:
        same = TARGET.read_text() == text
        print(f"{TARGET.name}: {'as made' if same else 'DIFFERS from what make_special.py makes'}")
        return 0 if same else 1
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
