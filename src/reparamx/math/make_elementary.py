"""Makes elementary_coefficients.hpp: every polynomial and constant of the elementary functions.

``python make_elementary.py`` writes the file, ``python make_elementary.py --check`` fails if the committed file is not
what this script makes. Needs mpmath alone, and gives the same text everywhere: all arithmetic is mpmath's own.

Each polynomial is the minimax fit (Remez exchange on a dense grid) of relative error. Coefficients are rounded one by
one from the lowest on, and the rest is fitted anew after each, so that it makes up for what rounding took.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 60

Function = Callable[[mpf], mpf]
OUTPUT = Path(__file__).with_name("elementary_coefficients.hpp")


@dataclass(frozen=True)
class Format:
    """A floating-point format: its C++ name, bits of significand, and suffix of literals."""

    name: str
    bits: int
    suffix: str

    def round(self, x: mpf) -> mpf:
        """Return the nearest value of the format (ties to even); ranges never matter here."""
        with mp.workprec(self.bits):
            return +x

    def literal(self, x: mpf) -> str:
        """Return `x`, a value of the format, as a hexadecimal floating literal."""
        return float(x).hex() + self.suffix


FORMATS = (Format("double", 53, ""), Format("float", 24, "f"))


def series_tail(f: Function, subtract: int, taylor: Callable[[int], mpf], step: int = 1) -> Function:
    """Return (f(x) - its Taylor polynomial of degree < `subtract`) / x^`subtract`, without cancellation near zero.

    The variable of the result is x^`step`; `taylor(n)` is the n-th Taylor coefficient of f.
    """

    def tail(z: mpf) -> mpf:
        x = mp.root(z, step) if step > 1 else z
        if abs(x) < mpf("0.05"):
            return mp.fsum(taylor(n) * x ** (n - subtract) for n in range(subtract, subtract + 60))
        head = mp.fsum(taylor(n) * x**n for n in range(subtract))
        return (f(x) - head) / x**subtract

    return tail


def solve_minimax(grid: list[mpf], values: list[mpf], low: int, high: int, target: list[mpf]) -> list[mpf]:
    """Coefficients of x^low..x^high with the least largest |p - target| / |values| on the grid (Remez exchange)."""
    count = high - low + 1
    rows = [[x ** (low + j) / abs(v) for j in range(count)] for x, v in zip(grid, values, strict=True)]
    goal = [t / abs(v) for t, v in zip(target, values, strict=True)]
    last = len(grid) - 1
    reference = [round(last * (1 - float(mp.cos(mp.pi * i / count))) / 2) for i in range(count + 1)]
    best: tuple[mpf, list[mpf]] | None = None
    for _ in range(30):
        system = mp.matrix(count + 1, count + 1)
        right = mp.matrix(count + 1, 1)
        for i, index in enumerate(reference):
            for j in range(count):
                system[i, j] = rows[index][j]
            system[i, count] = (-1) ** i
            right[i] = goal[index]
        solution = mp.lu_solve(system, right)
        coefficients = [solution[j] for j in range(count)]
        level = abs(solution[count])
        error = [mp.fdot(row, coefficients) - g for row, g in zip(rows, goal, strict=True)]
        largest = max(abs(e) for e in error)
        if best is None or largest < best[0]:
            best = (largest, coefficients)
        if largest <= level * mpf("1.001"):
            break
        peaks: list[int] = []
        for index, e in enumerate(error):
            if peaks and (e > 0) == (error[peaks[-1]] > 0):
                if abs(e) > abs(error[peaks[-1]]):
                    peaks[-1] = index
            else:
                peaks.append(index)
        while len(peaks) > count + 1:
            peaks.pop(0 if abs(error[peaks[0]]) < abs(error[peaks[-1]]) else -1)
        if len(peaks) < count + 1:
            break
        reference = peaks
    assert best is not None
    return best[1]


def fit(f: Function, low: mpf, high: mpf, degree: int, form: Format) -> tuple[list[mpf], mpf]:
    """Rounded minimax coefficients of `f` on [low, high], lowest first, and their largest relative error."""
    size = 20 * (degree + 2)
    grid = [low + (high - low) * (1 - mp.cos(mp.pi * (2 * i + 1) / (2 * size))) / 2 for i in range(size)]
    values = [f(x) for x in grid]
    rest = list(values)
    rounded: list[mpf] = []
    if low < 0:  # powers from x^1 on all vanish inside the interval: no exchange; round the whole fit at once
        rounded = [form.round(c) for c in solve_minimax(grid, values, 0, degree, values)]
        rest = [v - mp.polyval(rounded[::-1], x) for v, x in zip(values, grid, strict=True)]
    for n in range(len(rounded), degree + 1):
        c = form.round(solve_minimax(grid, values, n, degree, rest)[0])
        rounded.append(c)
        rest = [r - c * x**n for r, x in zip(rest, grid, strict=True)]
    return rounded, max(abs(r / v) for r, v in zip(rest, values, strict=True))


@dataclass(frozen=True)
class Table:
    """One polynomial: its name, meaning, function, interval, and degree in float64 and float32."""

    name: str
    meaning: str
    function: Function
    low: mpf
    high: mpf
    degrees: tuple[int, int]


def every(step: int, start: int, term: Callable[[int], mpf]) -> Callable[[int], mpf]:
    """Return Taylor coefficients `term(n)` at n = start, start + step, ..., and zero between."""
    return lambda n: term(n) if n >= start and (n - start) % step == 0 else mpf(0)


# Half of ln 2, of pi / 2, ..., widened a little: the rounded reduction can overstep by a few units in the last place.
WIDER = 1 + mpf(2) ** -12
HALF_LN2 = mp.log(2) / 2 * WIDER
QUARTER_PI = mp.pi / 4 * WIDER
# Of 1 + f in [1/sqrt 2, sqrt 2].
LOG_S2 = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * WIDER  # the largest s^2, s = f / (2 + f)
TAN_EIGHTH = (mp.sqrt(2) - 1) ** 2 * WIDER


def arcsine_term(n: int) -> mpf:
    """Return the coefficient of x^n, n odd, in asin(x)."""
    k = (n - 1) // 2
    return mp.binomial(2 * k, k) / mpf(4) ** k / n


TABLES = (
    Table(
        "exp",
        "(exp(r) - 1 - r - r^2/2) / r^3 on |r| <= ln(2)/2",
        series_tail(mp.exp, 3, lambda n: 1 / mp.factorial(n)),
        -HALF_LN2,
        HALF_LN2,
        (9, 4),
    ),
    Table(
        "log",
        "(log((1 + s)/(1 - s))/s - 2) / s^2, of s^2",
        series_tail(lambda s: 2 * mp.atanh(s), 3, every(2, 1, lambda n: mpf(2) / n), 2),
        mpf(0),
        LOG_S2,
        (6, 2),
    ),
    Table(
        "log_unit",
        "the same for 1 + f in [1, 2]",
        series_tail(lambda s: 2 * mp.atanh(s), 3, every(2, 1, lambda n: mpf(2) / n), 2),
        mpf(0),
        mpf(1) / 9 * WIDER,
        (9, 4),
    ),
    Table(
        "log_tail",
        "(log((1 + s)/(1 - s))/s - 2 - 2 s^2/3 - 2 s^4/5) / s^6, of s^2",
        series_tail(lambda s: 2 * mp.atanh(s), 7, every(2, 1, lambda n: mpf(2) / n), 2),
        mpf(0),
        LOG_S2,
        (6, 2),
    ),
    Table(
        "sin",
        "(sin(r) - r) / r^3, of r^2, on |r| <= pi/4",
        series_tail(mp.sin, 3, every(2, 1, lambda n: (-1) ** (n // 2) / mp.factorial(n)), 2),
        mpf(0),
        QUARTER_PI**2,
        (6, 3),
    ),
    Table(
        "cos",
        "(cos(r) - 1 + r^2/2) / r^4, of r^2, on |r| <= pi/4",
        series_tail(mp.cos, 4, every(2, 0, lambda n: (-1) ** (n // 2) / mp.factorial(n)), 2),
        mpf(0),
        QUARTER_PI**2,
        (5, 2),
    ),
    Table(
        "sinpi",
        "(sin(pi r) - pi r) / r^3, of r^2, on |r| <= 1/4",
        series_tail(mp.sinpi, 3, every(2, 1, lambda n: (-1) ** (n // 2) * mp.pi**n / mp.factorial(n)), 2),
        mpf(0),
        mpf(1) / 16,
        (5, 3),
    ),
    Table(
        "cospi",
        "(cos(pi r) - 1 + pi^2 r^2/2) / r^4, of r^2, on |r| <= 1/4",
        series_tail(mp.cospi, 4, every(2, 0, lambda n: (-1) ** (n // 2) * mp.pi**n / mp.factorial(n)), 2),
        mpf(0),
        mpf(1) / 16,
        (5, 2),
    ),
    Table(
        "sinh",
        "(sinh(r) - r) / r^3, of r^2, on |r| <= ln(2)/2",
        series_tail(mp.sinh, 3, every(2, 1, lambda n: 1 / mp.factorial(n)), 2),
        mpf(0),
        HALF_LN2**2,
        (4, 2),
    ),
    Table(
        "cosh",
        "(cosh(r) - 1) / r^2, of r^2, on |r| <= ln(2)/2",
        series_tail(mp.cosh, 2, every(2, 0, lambda n: 1 / mp.factorial(n)), 2),
        mpf(0),
        HALF_LN2**2,
        (5, 2),
    ),
    Table(
        "asin",
        "(asin(x) - x) / x^3, of x^2, on |x| <= 1/2",
        series_tail(mp.asin, 3, every(2, 1, arcsine_term), 2),
        mpf(0),
        mpf(1) / 4,
        (12, 5),
    ),
    Table(
        "atan",
        "(atan(x) - x) / x^3, of x^2, on |x| <= tan(pi/8)",
        series_tail(mp.atan, 3, every(2, 1, lambda n: (-1) ** (n // 2) / mpf(n)), 2),
        mpf(0),
        TAN_EIGHTH,
        (10, 4),
    ),
    Table("inverse_cbrt", "x^(-1/3) on [1, 2]", lambda x: mp.cbrt(x) ** -1, mpf(1), mpf(2), (5, 4)),
)


def parts(value: mpf, form: Format, first_bits: int | None, count: int) -> list[mpf]:
    """Split `value` into `count` values of the format, the first of `first_bits` bits alone."""
    pieces: list[mpf] = []
    for i in range(count):
        piece = Format("", first_bits, "").round(value) if i == 0 and first_bits else form.round(value)
        pieces.append(piece)
        value -= piece
    return pieces


def constants(form: Format) -> list[tuple[str, str, list[mpf]]]:
    """Return (name, meaning, parts) of the constants of one format."""
    # The product of ln2_split[0] with an exponent must be exact: exponents take 11 bits, in float 8.
    exact = form.bits - (11 if form.bits == 53 else 8)
    return [
        ("log2_e", "1 / ln 2 in two parts", parts(1 / mp.log(2), form, None, 2)),
        ("ln2", "ln 2 in two parts", parts(mp.log(2), form, None, 2)),
        ("ln2_split", "ln 2 in two parts; times an exponent the first is exact", parts(mp.log(2), form, exact, 2)),
        ("pi", "pi in two parts", parts(mp.pi, form, None, 2)),
        ("half_pi", "pi / 2 in four parts", parts(mp.pi / 2, form, None, 4)),
        ("half_pi_squared", "pi^2 / 2 in two parts", parts(mp.pi**2 / 2, form, None, 2)),
        ("two_over_pi", "2 / pi", parts(2 / mp.pi, form, None, 1)),
        ("two_thirds", "2 / 3 in two parts", parts(mpf(2) / 3, form, None, 2)),
        ("two_fifths", "2 / 5 in two parts", parts(mpf(2) / 5, form, None, 2)),
        ("cbrt_2", "2^(-1/3) and 2^(1/3)", [form.round(mp.cbrt(mpf(1) / 2)), form.round(mp.cbrt(2))]),
        ("tan_eighth_pi", "tan(pi / 8)", parts(mp.sqrt(2) - 1, form, None, 1)),
    ]


def two_over_pi_words() -> list[int]:
    """Return a word of zeros and the first 1216 bits of 2/pi after the binary point, 64 a word.

    float64 needs 971 + 53 bits to reach its largest exponent and 128 more for the bits that are kept.
    """
    count = 19
    with mp.workprec(64 * count + 64):
        whole = int(mp.floor(2 / mp.pi * mpf(2) ** (64 * count)))
    return [0, *((whole >> (64 * (count - 1 - i))) & (2**64 - 1) for i in range(count))]


def wrap(items: list[str], indent: str) -> str:
    """Join literals by commas, as many on a line as fit 120 columns."""
    lines, line = [], indent
    for item in items:
        if len(line) + len(item) + 2 > 120:
            lines.append(line.rstrip())
            line = indent
        line += item + ", "
    return "\n".join([*lines, line.rstrip().rstrip(",")])


def text() -> str:
    """Return the whole header."""
    out = [
        "// Polynomials and constants of the elementary functions. Made by make_elementary.py; do not edit.",
        "#pragma once",
        "",
        "#include <stdint.h>",
        "",
        "namespace reparamx {",
        "",
        "template <class S>",
        "struct elementary;",
    ]
    for column, form in enumerate(FORMATS):
        out += ["", "template <>", f"struct elementary<{form.name}> {{"]
        for name, meaning, values in constants(form):
            out.append(f"    // {meaning}")
            literals = [form.literal(v) for v in values]
            if len(values) == 1:
                out.append(f"    static constexpr {form.name} {name} = {literals[0]};")
            else:
                out += [f"    static constexpr {form.name} {name}[] = {{", wrap(literals, " " * 8), "    };"]
        for table in TABLES:
            coefficients, error = fit(table.function, table.low, table.high, table.degrees[column], form)
            bits = mp.nstr(mp.log(error, 2), 4)
            out.append(f"    // {table.meaning}; largest relative error 2^{bits}")
            literals = [form.literal(c) for c in coefficients]
            out += [f"    static constexpr {form.name} {table.name}[] = {{", wrap(literals, " " * 8), "    };"]
        out.append("};")
    words = [f"0x{word:016x}" for word in two_over_pi_words()]
    out += [
        "",
        "// The bits of 2 / pi: a word before the binary point, and 19 after it.",
        "inline constexpr uint64_t two_over_pi_words[] = {",
        wrap(words, " " * 4),
        "};",
        "",
        "}  // namespace reparamx",
        "",
    ]
    return "\n".join(out)


def main() -> int:
    """Write or check the header."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the committed file differs")
    made = text()
    if parser.parse_args().check:
        if OUTPUT.read_text(encoding="ascii") != made:
            print(f"{OUTPUT} is not what {Path(__file__).name} makes", file=sys.stderr)
            return 1
        return 0
    OUTPUT.write_text(made, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
