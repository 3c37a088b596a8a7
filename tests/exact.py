"""Exact values that mpmath has no name for: what the references of ops may call besides mpmath's own functions."""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

import scipy.special
from mpmath import mp, mpf

# ------------------------------------------------------------------------------------------------- quantiles of gamma


def gamma_slope(a: Any, ratio: Any) -> mpf:
    """d log(x / a) / da at log(x / a) = ratio, with the probability P(a, x) of a gamma variable held fixed."""
    a, ratio = mpf(a), mpf(ratio)
    with mp.extradps(20):
        if a < 200 and a * mp.exp(min(ratio, mpf(100))) < 300:
            return (_by_series(a, ratio) - 1) / a
        if abs(ratio) < 2:
            limit, *rows = _expansion()
            terms = [_sum(row, ratio) / a**k for k, row in enumerate(rows) if k == 0 or a**k < 1 / mp.eps]
            return (_sum(limit[1:], ratio) * ratio + mp.fsum(terms) / a) / a  # the limit of u is 1 - ratio / 2 + ...
        return (_by_differential_equation(a, ratio) - 1) / a


def gamma_slope_by_concentration(a: Any, ratio: Any) -> mpf:
    """Its derivative by a, from that by log a: of a, no step is small everywhere."""
    return mp.diff(lambda t: gamma_slope(a * mp.exp(t), ratio), 0) / a


def gamma_slope_by_ratio(a: Any, ratio: Any) -> mpf:
    return mp.diff(lambda t: gamma_slope(a, t), ratio)


def _by_series(a: mpf, ratio: mpf) -> mpf:
    """u = sum of x^k / (a + 1)_k (digamma(a + k + 1) - log x): from the power series of P(a, x)."""
    x = a * mp.exp(ratio)
    with mp.extradps(int(x / 2)):
        x, y, psi = a * mp.exp(ratio), mp.log(a) + ratio, mp.digamma(a + 1)
        term, total, k = mpf(1), psi - y, 0
        while k < x - a or abs(term * (abs(psi) + abs(y) + 1)) > mp.eps:
            k += 1
            term *= x / (a + k)
            psi += 1 / (a + k)
            total += term * (psi - y)
        return total


def _sum(powers: list[mpf], x: mpf) -> mpf:
    """Sum of the terms of a power series that count; its coefficients fall."""
    total, power = mpf(0), mpf(1)
    for c in powers:
        total += c * power
        power *= x
        if abs(power) < mp.eps:
            break
    return total


@cache
def _expansion(terms: int = 40, length: int = 160) -> list[list[mpf]]:
    """Powers of l = log(x / a) in u_k, u = u_0 + u_1 / a + ..., l + log a - digamma(a) = u (exp(l) - 1) - u' / a."""
    with mp.workdps(120):
        size = length + terms + 2
        divisor = [1 / mp.factorial(i + 1) for i in range(size)]  # (exp(l) - 1) / l
        rows: list[list[mpf]] = []
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


def _by_differential_equation(a: mpf, ratio: mpf) -> mpf:
    """s' = (x - a) s + digamma(a) - log x, iterated on power series about log x: far from the mean."""
    x, y = a * mp.exp(ratio), ratio + mp.log(a)
    terms = 2  # the nth is of the order of n! (x / (x - a)^2)^n
    while terms < 45 and mp.factorial(terms) * (x / (x - a) ** 2) ** terms > mp.eps:
        terms += 1
    gap = [x - a] + [x / mp.factorial(i) for i in range(1, terms)]
    inverse = [1 / gap[0]]
    for i in range(1, terms):
        inverse.append(-mp.fsum(gap[j] * inverse[i - j] for j in range(1, i + 1)) / gap[0])
    s, total = [y - mp.digamma(a), mpf(1)] + [mpf(0)] * (terms - 2), mpf(0)
    while s:
        s = [mp.fsum(s[j] * inverse[i - j] for j in range(i + 1)) for i in range(len(s))]
        total += s[0]
        s = [(i + 1) * c for i, c in enumerate(s[1:])]
    return a * total


# ------------------------------------------------------------------------------------------------- draws of gamma

_WORD = 2**64 - 1


def _rotate(a: int, n: int) -> int:
    return (a << n | a >> (64 - n)) & _WORD


def _threefry(counter: list[int], key: list[int]) -> list[int]:
    """Threefry-4x64-12."""
    rotation = ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32))
    schedule = [*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & _WORD for c, k in zip(counter, key, strict=True)]
    for r in range(12):
        for first, second, n in zip((0, 2), (1, 3) if r % 2 == 0 else (3, 1), rotation[r % 8], strict=True):
            x[first] = (x[first] + x[second]) & _WORD
            x[second] = _rotate(x[second], n) ^ x[first]
        if r % 4 == 3:
            i = r // 4 + 1
            x = [(v + schedule[(i + k) % 5] + (i if k == 3 else 0)) & _WORD for k, v in enumerate(x)]
    return x


class Retry:
    """The further noise of a rejection sampler, as in random/retry.hpp."""

    def __init__(self, a: float, b: float = 0.0) -> None:
        bits = struct.unpack("<2Q", struct.pack("<2d", a, b))
        self.s = _threefry([*bits, 0, 0], [0, 0, 0, _WORD ^ 2])

    def word(self) -> int:
        """Next word of xoshiro256++."""
        s = self.s
        word = (_rotate((s[0] + s[3]) & _WORD, 23) + s[0]) & _WORD
        t = s[1] << 17 & _WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = _rotate(s[3], 45)
        return word

    def uniform(self) -> mpf:
        return _unit(self.word())

    def exponential(self) -> mpf:
        return -mp.log(self.uniform())

    def normal(self) -> mpf:
        """Box and Muller's first number: exchange and sign from the lowest bits of the word of the angle."""
        radius = mp.sqrt(2 * self.exponential())
        word = self.word()
        angle = mp.pi / 4 * (mpf((word >> 13) * 2 + 1) / 2**51 - 1)
        return radius * (mp.sin(angle) if word & 2 else mp.cos(angle)) * (-1 if word & 1 else 1)


def _unit(word: int) -> mpf:
    return (mpf(word >> 12) + mpf(1) / 2) / mpf(2) ** 52


def log_gamma_draw(normal: Any, uniform: Any, a: Any) -> mpf:
    """log(G / a) by Marsaglia and Tsang's method, G of concentration a + 1 times exp(-E / a) for a < 1."""
    retry = Retry(float(normal), float(uniform))
    z, log_u, a = mpf(normal), mp.log(uniform), mpf(a)
    with mp.extradps(int(2 * max(0, mp.log10(a))) + 20):  # the bound is of order 1 / a, its terms of order a
        d = (a + 1 if a < 1 else a) - mpf(1) / 3
        while True:
            v = 1 + z / (3 * mp.sqrt(d))
            if v > 0:
                bound = z * z / 2 + d - d * v**3 + 3 * d * mp.log(v)
                if log_u <= bound:
                    break
            z, log_u = retry.normal(), -retry.exponential()
        return mp.log(d / a) + 3 * mp.log(v) - ((bound - log_u) / a if a < 1 else 0)


# ------------------------------------------------------------------------------------------------- Stirling's remainder


def deviance(a: Any, x: Any) -> mpf:
    with mp.extradps(40):
        return a * (mp.log(a) - mp.log(x)) - a + x


def stirling(x: Any) -> mpf:
    if x > 1e20:
        return 1 / (12 * x)
    with mp.extradps(int(max(0, 2 * mp.log10(x))) + 20):
        return mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2


def stirling_slope(x: Any) -> mpf:
    if x > 1e20:
        return 1 / (12 * x * x)
    with mp.extradps(int(max(0, 2 * mp.log10(x))) + 20):
        return mp.log(x) - 1 / (2 * x) - mp.digamma(x)


def lbeta(a: Any, b: Any) -> mpf:
    """log B(a, b): with digits for three logarithms of gamma that cancel."""
    size = int(max(0, mp.log10(a), mp.log10(b)) - min(0, mp.log10(a), mp.log10(b)))
    with mp.extradps(2 * size + 10):
        return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


# ------------------------------------------------------------------------------------------------- incomplete functions


def _gamma_tail(a: mpf, x: mpf) -> tuple[mpf, bool]:
    """P and False, by its power series; or Q and True, by Legendre's continued fraction."""
    head = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    if x < a + 30:
        term, total, k = mpf(1), mpf(1), 0
        while term > total * mp.eps:
            k += 1
            term *= x / (a + k)
            total += term
        return head * total, False
    b = x + 1 - a
    c, d, k = mpf(10) ** 300, 1 / b, 0
    h, change = d, mpf(0)
    while abs(change - 1) > mp.eps * 100:
        k += 1
        b += 2
        d = 1 / (b - k * (k - a) * d)
        c = b - k * (k - a) / c
        change = c * d
        h *= change
    return head * a * h, True


def gamma_p(a: Any, x: Any) -> mpf:
    """P(a, x)."""
    with mp.extradps(20):
        value, upper = _gamma_tail(mpf(a), mpf(x))
        return 1 - value if upper else value


def gamma_q(a: Any, x: Any) -> mpf:
    """Q(a, x), which is of order a for small a."""
    with mp.extradps(40 + int(max(0, -mp.log10(a)))):
        value, upper = _gamma_tail(mpf(a), mpf(x))
        return value if upper else 1 - value


def _newton(tail: Any, slope: Any, start: mpf) -> mpf:
    """The zero of log(tail(x)) over log x, from a start that is right to a few digits."""
    y = mp.log(start)
    for _ in range(60):
        x = mp.exp(y)
        value = tail(x)
        step = mp.log(value) * value / (x * slope(x))
        y -= step
        if abs(step) < mpf(10) ** -25:
            return mp.exp(y)
    raise ArithmeticError("no convergence")


def gamma_quantile(a: Any, p: Any, upper: bool) -> mpf:
    """x with P(a, x) = p, or with Q(a, x) = p; from SciPy's number."""
    a, p = mpf(a), mpf(p)
    lower = p if not upper else 1 - p
    limit = mp.exp((mp.log(lower) + mp.loggamma(a + 1)) / a)
    found = (scipy.special.gammainccinv if upper else scipy.special.gammaincinv)(float(a), float(p))
    start = limit if limit < 1e-10 * min(a, 1) else mpf(float(found))
    tail = (lambda x: gamma_q(a, x) / p) if upper else (lambda x: gamma_p(a, x) / p)
    sign = -1 if upper else 1
    return _newton(tail, lambda x: sign * mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a)) / p, start)


def _beta_tail(a: mpf, b: mpf, x: mpf, y: mpf) -> mpf:
    """I(a, b, x) for x not above the mean, or not large: a series of positive terms."""
    term, k = 1 / a, 0
    total = term
    while term > total * mp.eps or (a + b + k) * x > a + 1 + k:
        term *= (a + b + k) * x / (a + 1 + k)
        total += term
        k += 1
    return total * _beta_weight(a, b, x, y)


def _beta_weight(a: mpf, b: mpf, x: mpf, y: mpf) -> mpf:
    return mp.exp(a * mp.log(x) + b * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))


def _beta_side(a: mpf, b: mpf, x: mpf, y: mpf) -> bool:
    """Whether the series for I is the good one, not that for 1 - I."""
    return x < 0.3 or (x < 0.9 and x * b <= y * a)


def _beta_p(a: mpf, b: mpf, x: mpf, y: mpf) -> mpf:
    return _beta_tail(a, b, x, y) if _beta_side(a, b, x, y) else 1 - _beta_tail(b, a, y, x)


def beta_p(a: Any, b: Any, x: Any) -> mpf:
    """I(a, b, x), the regularised incomplete beta function."""
    with mp.extradps(40):
        return _beta_p(mpf(a), mpf(b), mpf(x), 1 - mpf(x))


def beta_p_by_a(a: Any, b: Any, x: Any) -> mpf:
    """Its derivative by a: a quotient of differences with an error of 1e-40."""
    with mp.extradps(30):
        a, b, x = mpf(a), mpf(b), mpf(x)
        y, step = 1 - x, a * mpf(10) ** -20
        left = _beta_side(a, b, x, y)
        low, high = ((_beta_tail(c, b, x, y) if left else -_beta_tail(b, c, y, x)) for c in (a - step, a + step))
        return (high - low) / (2 * step)


def beta_quantile(a: Any, b: Any, p: Any) -> mpf:
    """x with I(a, b, x) = p."""
    with mp.extradps(30):
        w = beta_quantile_odds(a, b, p)
        return w / (1 + w)


def beta_quantile_odds(a: Any, b: Any, p: Any) -> mpf:
    """x / (1 - x) of it: Newton for the logarithm of the smaller tail over the logit, from SciPy's number."""
    with mp.extradps(30):
        a, b, p = mpf(a), mpf(b), mpf(p)
        found = float(scipy.special.betaincinv(float(a), float(b), float(p)))
        log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        if not found >= 1e-12:  # SciPy has NaN for tiny p
            v = (mp.log(p * a) + log_beta) / a
        elif found > 1 - 1e-6:
            v = -(mp.log((1 - p) * b) + log_beta) / b
        else:
            v = mp.log(found) - mp.log1p(-found)
        for _ in range(60):
            x, y = 1 / (1 + mp.exp(-v)), 1 / (1 + mp.exp(v))
            value, tail, sign = (_beta_p(a, b, x, y), p, 1) if p < 0.5 else (_beta_p(b, a, y, x), 1 - p, -1)
            step = sign * mp.log(value / tail) * value / _beta_weight(a, b, x, y)
            v -= step
            if abs(step) < mpf(10) ** -25:
                return mp.exp(v)
        raise ArithmeticError("no convergence")


# ------------------------------------------------------------------------------------------------- inverse Gaussian


def draw_inverse_gaussian(normal: Any, uniform: Any, c: Any) -> mpf:
    """The smaller root of Michael, Schucany and Haas, or its reciprocal."""
    w = mpf(normal) ** 2 / (2 * mpf(c))
    small = 1 / (1 + w + mp.sqrt(w * w + 2 * w))
    return small if mpf(uniform) * (1 + small) <= 1 else 1 / small


def inverse_gaussian_slope(c: Any, y: Any) -> mpf:
    """dy / dc with the distribution function held fixed: minus its derivative by c over the density."""
    c, y = mpf(c), mpf(y)
    with mp.extradps(40):

        def level(k: mpf) -> mpf:
            root = mp.sqrt(k / y)
            return (mp.erfc(root * (1 - y) / mp.sqrt(2)) + mp.exp(2 * k) * mp.erfc(root * (1 + y) / mp.sqrt(2))) / 2

        density = mp.sqrt(c / (2 * mp.pi * y**3)) * mp.exp(-c * (y - 1) ** 2 / (2 * y))
        return -mp.diff(lambda t: level(c * mp.exp(t)), 0) / c / density
