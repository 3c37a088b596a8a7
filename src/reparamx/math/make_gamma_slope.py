"""Makes the coefficients of gamma_slope.hpp and writes gamma_slope_coefficients.hpp beside itself.

Each table is a truncated double Chebyshev expansion of u(a, log(x / a)) - 1, u = a d(log x)/da with P(a, x) held
fixed, turned into powers of its two scaled variables s and t in [-1, 1]. Row i holds the powers of t that stand at s^i,
as many as are needed. Needs mpmath only; ``--check`` verifies that the committed file is what this script makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 40
TARGET = Path(__file__).with_name("gamma_slope_coefficients.hpp")
Matrix = list[list[mpf]]


# ------------------------------------------------------------------------------------------------------ the function


def by_series(a: mpf, ratio: mpf) -> mpf:
    """u = sum of x^k / (a + 1)_k (digamma(a + k + 1) - log x), all terms positive where x is below about a + 1."""
    x = a * mp.exp(ratio)
    with mp.workdps(40 + int(x / 2)):
        x, y, psi = a * mp.exp(ratio), mp.log(a) + ratio, mp.digamma(a + 1)
        term, total, k = mpf(1), psi - y, 0
        while k < x or abs(term * (abs(psi) + abs(y) + 1)) > mpf(10) ** -40:
            k += 1
            term *= x / (a + k)
            psi += 1 / (a + k)
            total += term * (psi - y)
        return total


def asymptotic(terms: int, length: int) -> Matrix:
    """Taylor coefficients in l = log(x / a) of u_k, u = u_0 + u_1 / a + u_2 / a^2 + ...

    From the differential equation of u: u_k (exp(l) - 1) = e_k + d u_(k-1) / dl, where e_k are the coefficients of
    l + log a - digamma(a) = l + 1 / (2 a) + 1 / (12 a^2) - ...
    """
    size = length + terms + 2
    divisor = [1 / mp.factorial(i + 1) for i in range(size)]  # (exp(l) - 1) / l
    rows: Matrix = []
    for k in range(terms):
        right = [mpf(0)] * size
        if k == 0:
            right[1] = mpf(1)
        else:
            right[0] = mpf(1) / 2 if k == 1 else mp.bernoulli(k) / k
            for i in range(size - k):
                right[i] += (i + 1) * rows[-1][i + 1]
        u = [mpf(0)] * size
        for i in range(size - 1):
            u[i] = right[i + 1] - mp.fsum(u[j] * divisor[i - j] for j in range(i))
        rows.append(u)
    return rows


ASYMPTOTIC = asymptotic(16, 110)


def by_expansion(v: mpf, ratio: mpf) -> mpf:
    """u for 1 / a = v below 1 / 200."""
    u = mpf(0)
    for row in reversed(ASYMPTOTIC):
        inner = mpf(0)
        for c in reversed(row):
            inner = inner * ratio + c
        u = u * v + inner
    return u


# ------------------------------------------------------------------------------------------------------ fitting


def chebyshev(values: Matrix) -> Matrix:
    """Chebyshev coefficients from values at the products of the zeros."""

    def along(column: list[mpf]) -> list[mpf]:
        n = len(column)
        sums = [
            2 * mp.fsum(v * mp.cos(j * mp.pi * (k + mpf(1) / 2) / n) for k, v in enumerate(column)) / n
            for j in range(n)
        ]
        return [sums[0] / 2, *sums[1:]]

    half = [along(row) for row in values]
    whole = [along(list(column)) for column in zip(*half, strict=True)]
    return [list(row) for row in zip(*whole, strict=True)]


def powers(n: int) -> list[list[int]]:
    """The powers of the variable in T_0 ... T_(n - 1)."""
    rows = [[1], [0, 1]]
    while len(rows) < n:
        twice = [0, *(2 * c for c in rows[-1])]
        rows.append([c - (rows[-2][i] if i < len(rows[-2]) else 0) for i, c in enumerate(twice)])
    return rows[:n]


def fit(f: Callable[[mpf, mpf], mpf], rows: int, columns: int, tolerance: float) -> Matrix:
    """Powers of s and t of the shortest double Chebyshev series of f on [-1, 1]^2 with no larger term left out."""

    def zero(k: int, n: int) -> mpf:
        return mp.cos(mp.pi * (k + mpf(1) / 2) / n)

    series = chebyshev([[f(zero(i, rows), zero(j, columns)) for j in range(columns)] for i in range(rows)])
    lengths = [max([j + 1 for j, c in enumerate(row) if abs(c) > tolerance], default=0) for row in series]
    count = max(i + 1 for i, n in enumerate(lengths) if n)
    if (count == rows and count > 1 and lengths[1]) or max(lengths) == columns:
        raise ValueError("more nodes are needed")
    lengths = [max(lengths[i:count]) for i in range(count)]  # so that the powers do not need more than the series
    basis = powers(max(count, *lengths))
    result = [[mpf(0)] * n for n in lengths]
    for i, n in enumerate(lengths):
        for j in range(n):
            for p, b in enumerate(basis[i]):
                for q, c in enumerate(basis[j]):
                    if b and c:
                        result[p][q] += series[i][j] * b * c
    return result


def between(low: mpf, high: mpf, t: mpf) -> mpf:
    return (low + high) / 2 + (high - low) / 2 * t


# ------------------------------------------------------------------------------------------------------ the tables


def limit(s: mpf, t: mpf) -> mpf:
    """The limit of (u - 1) / l for large a, |l| <= 2.25, l = log(x / a)."""
    ratio = mpf(9) / 4 * t
    return mpf(-1) / 2 if abs(ratio) < mpf(10) ** -20 else 1 / mp.expm1(ratio) - 1 / ratio


def large(s: mpf, t: mpf) -> mpf:
    """a (u - its limit for large a), a >= 8 by 1 / a, |l| <= 2.25."""
    v, ratio = between(mpf(0), mpf(1) / 8, s), mpf(9) / 4 * t
    u = by_expansion(v, ratio) if v < mpf(1) / 200 else by_series(1 / v, ratio)
    return (u - 1 - ratio * limit(s, t)) / v


def middle(s: mpf, t: mpf) -> mpf:
    """1.5 <= a <= 8 by log a, -1 <= log x <= 4."""
    log_a, y = between(mp.log(1.5), mp.log(8), s), between(mpf(-1), mpf(4), t)
    return by_series(mp.exp(log_a), y - log_a) - 1


def small(s: mpf, t: mpf) -> mpf:
    """0 < a <= 1.5 by a, 0.375 <= log x <= 3.75."""
    a, y = between(mpf(0), mpf(1.5), s), between(mpf(0.375), mpf(3.75), t)
    return by_series(a, y - mp.log(a)) - 1


def gauss(n: int) -> tuple[list[mpf], list[mpf]]:
    """Nodes and weights of Gauss and Legendre on [0, 1]."""

    def slope(x: mpf) -> mpf:
        return n * (x * mp.legendre(n, x) - mp.legendre(n - 1, x)) / (x * x - 1)

    nodes, weights = [], []
    for k in range(n):
        x = -mp.cos(mp.pi * (k + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(7):
            x -= mp.legendre(n, x) / slope(x)
        nodes.append((1 + x) / 2)
        weights.append(1 / ((1 - x * x) * slope(x) ** 2))
    return nodes, weights


def array(name: str, rows: list[list[mpf]]) -> list[str]:
    out = [f"inline constexpr double {name}[] = {{"]
    for row in rows:
        numbers = [float(c).hex() for c in row]
        out += ["    " + " ".join(f"{c}," for c in numbers[i : i + 4]) for i in range(0, len(numbers), 4)]
    return [*out, "};", ""]


def text() -> str:
    out = [
        "// Coefficients of the functions of gamma_slope.hpp. Made by make_gamma_slope.py: change that, not this.",
        "#pragma once",
        "",
        "namespace reparamx::table {",
        "",
    ]
    for function, rows, columns, tolerance in (
        (limit, 2, 30, 1e-15),
        (large, 16, 30, 1e-13),  # it is divided by a
        (middle, 24, 34, 1e-14),
        (small, 28, 30, 1e-14),
    ):
        table = fit(function, rows, columns, tolerance)
        name = f"gamma_slope_{function.__name__}"
        lengths = ", ".join(str(len(row)) for row in table)
        out += [f"// {function.__doc__}", f"inline constexpr int {name}_rows[] = {{{lengths}}};"]
        out += array(name, table)
    nodes, weights = gauss(40)
    out += ["// Gauss and Legendre on [0, 1].", *array("gauss_node", [nodes]), *array("gauss_weight", [weights])]
    out += ["}  // namespace reparamx::table", ""]
    return "\n".join(out)


if __name__ == "__main__":
    made = text()
    if "--check" in sys.argv:
        if TARGET.read_text() != made:
            sys.exit(f"{TARGET.name} is not what {Path(__file__).name} makes")
    else:
        TARGET.write_text(made)
