"""Write noise_known_answers.txt: the words and noises of a few addresses, from a second, plain implementation.

Words come from Python integers; both algorithms are first held against their authors' published vectors. Noises come
from exact rational arithmetic rounded once per operation, in the order of operations that fixes the bits; each is then
held against mpmath. Run it by hand (``python tests/data/make_noise_known_answers.py``): tests only read the file, and a
change of it means that drawn numbers have changed: raise ``stream_version`` and say so in the changelog.
"""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np

MASK = 2**64 - 1
STREAM_VERSION = 2
ROUNDS = 12
ROTATIONS = ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32))


def rotate_left(a: int, n: int) -> int:
    return (a << n | a >> (64 - n)) & MASK


def threefry(key: tuple[int, ...], counter: tuple[int, ...], rounds: int) -> list[int]:
    """Threefry-4x64 (Salmon et al., SC 2011)."""
    schedule = [*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & MASK for c, k in zip(counter, schedule, strict=False)]
    for r in range(rounds):
        pairs = ((0, 1), (2, 3)) if r % 2 == 0 else ((0, 3), (2, 1))
        for (a, b), n in zip(pairs, ROTATIONS[r % 8], strict=True):
            x[a] = (x[a] + x[b]) & MASK
            x[b] = rotate_left(x[b], n) ^ x[a]
        if r % 4 == 3:
            s = r // 4 + 1
            x = [(x[i] + schedule[(s + i) % 5] + (s if i == 3 else 0)) & MASK for i in range(4)]
    return x


def xoshiro(s: list[int]) -> int:
    """The next word of xoshiro256++ (Blackman and Vigna, 2021); advances ``s``."""
    word = (rotate_left((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
    t = (s[1] << 17) & MASK
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotate_left(s[3], 45)
    return word


def words_at(seed: tuple[int, int], site: int, block: int, n: int) -> list[int]:
    key = (*seed, site, STREAM_VERSION)
    lanes = [threefry(key, (block, lane, 0, 0), ROUNDS) for lane in range(8)]
    return [xoshiro(lanes[i % 8]) for i in range(n)]


def check_published_vectors() -> None:
    # Random123, examples/kat_vectors; rand_xoshiro, tests of xoshiro256++.
    assert threefry((0,) * 4, (0,) * 4, 20) == [
        0x09218EBDE6C85537, 0x55941F5266D86105, 0x4BD25E16282434DC, 0xEE29EC846BD2E40B,
    ]  # fmt: skip
    state = [1, 2, 3, 4]
    assert [xoshiro(state) for _ in range(5)] == [
        41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
    ]  # fmt: skip


class Arithmetic:
    """Correctly rounded operations on floats of one format; values are Python floats."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def round(self, x: Fraction) -> float:
        if self.bits == 53:
            return x.numerator / x.denominator  # int / int is correctly rounded
        if x == 0:
            return 0.0
        shift = 23 - (abs(x.numerator).bit_length() - x.denominator.bit_length())
        scaled = abs(x) * Fraction(2) ** shift
        if scaled >= 2**24:
            scaled, shift = scaled / 2, shift - 1
        elif scaled < 2**23:
            scaled, shift = scaled * 2, shift + 1
        value = float(Fraction(round(scaled)) / Fraction(2) ** shift)  # round() of a Fraction: ties to even
        return math.copysign(value, x)

    def constant(self, x: float) -> float:
        return self.round(Fraction(x))

    def add(self, a: float, b: float) -> float:
        return self.round(Fraction(a) + Fraction(b))

    def sub(self, a: float, b: float) -> float:
        return self.round(Fraction(a) - Fraction(b))

    def mul(self, a: float, b: float) -> float:
        return self.round(Fraction(a) * Fraction(b))

    def div(self, a: float, b: float) -> float:
        return self.round(Fraction(a) / Fraction(b))

    def fma(self, a: float, b: float, c: float) -> float:
        return self.round(Fraction(a) * Fraction(b) + Fraction(c))

    def sqrt(self, a: float) -> float:
        return self.round(Fraction(math.sqrt(a)))  # exact for binary32 too: 53 >= 2 * 24 + 2

    def horner(self, z: float, coefficients: list[float]) -> float:
        r = self.constant(coefficients[-1])
        for c in reversed(coefficients[:-1]):
            r = self.fma(r, z, self.constant(c))
        return r


F64, F32 = Arithmetic(53), Arithmetic(24)


def h(text: str) -> float:
    return float.fromhex(text)


def minus_log_reduced(f: Arithmetic, e: float, x: float) -> float:
    s = f.div(x, f.add(x, 2.0))
    z = f.mul(s, s)
    if f is F64:
        even = ["0x1.5555555555558p-1", "0x1.2492492df281ap-2", "0x1.7462b51cb66b1p-3", "0x1.2b5900de53b32p-3"]
        odd = ["0x1.99999999952d7p-2", "0x1.c71c62e3f11e6p-3", "0x1.39fe51a7c18f9p-3"]
        w = f.mul(z, z)
        p = f.fma(z, f.horner(w, [h(c) for c in odd]), f.horner(w, [h(c) for c in even]))
        ln2 = h("0x1.62e42fefa39efp-1")
    else:
        p = f.horner(z, [h(c) for c in ["0x1.55555cp-1", "0x1.997c2ep-2", "0x1.2ee656p-2"]])
        ln2 = h("0x1.62e430p-1")
    return f.fma(s, f.fma(-z, p, x), f.fma(-e, ln2, -x))


def split_exponent(f: Arithmetic, x: float) -> tuple[float, float]:
    edge = h("0x1.6a09ep-1") if f is F64 else h("0x1.6a09e6p-1")
    m, e = math.frexp(x)  # 1/2 <= m < 1
    if m < edge:
        m, e = 2 * m, e - 1
    return float(e), f.sub(m, 1.0)


def minus_log(f: Arithmetic, x: float) -> float:
    return minus_log_reduced(f, *split_exponent(f, x))


def unit64(word: int) -> float:
    return ((word >> 12) * 2 + 1) * 2.0**-53


def sides32(word: int) -> tuple[float, bool]:
    upper = word >= 2**31
    k = F32.round(Fraction(word ^ 0xFFFFFFFF if upper else word))
    return F32.fma(k, 2.0**-32, 2.0**-33), upper


def uniform(f: Arithmetic, word: int) -> float:
    if f is F64:
        return unit64(word)
    v, upper = sides32(word)
    return min(F32.sub(1.0, v), 1 - 2.0**-24) if upper else v


def exponential(f: Arithmetic, word: int) -> float:
    if f is F64:
        return minus_log(f, unit64(word))
    v, upper = sides32(word)
    if not upper:
        return minus_log(f, v)
    if v > F32.constant(0.29289323):
        return minus_log_reduced(f, -1.0, F32.fma(-2.0, v, 1.0))
    return minus_log_reduced(f, 0.0, -v)


def gumbel(f: Arithmetic, word: int) -> float:
    return minus_log(f, exponential(f, word))


def rayleigh(f: Arithmetic, word: int) -> float:
    e = exponential(f, word)
    return f.sqrt(f.add(e, e))


def angle(f: Arithmetic, word: int) -> tuple[int, int]:
    """The odd multiple of a power of two that x is: x = k / 2^n, -1 < x < 1."""
    return ((word >> 13) * 2 + 1 - 2**51, 51) if f is F64 else ((word >> 2) * 2 + 1 - 2**31 * (word >> 31), 30)


def on_circle(f: Arithmetic, word: int, radius: float) -> tuple[float, float]:
    if f is F64:
        p = ["-0x1.4abbce625be52p-4", "0x1.466bc6775a476p-9", "-0x1.32d2cce500387p-15",
             "0x1.50783208843ebp-22", "-0x1.e3027dea82bd7p-30", "0x1.e4a9d9166f052p-38"]  # fmt: skip
        q = ["-0x1.3bd3cc9be45dep-2", "0x1.03c1f081b5ac0p-6", "-0x1.55d3c7e3cb241p-12", "0x1.e1f5068688d5bp-19",
             "-0x1.a6d1eef479be1p-26", "0x1.f9ce245cada0bp-34", "-0x1.b2f3eb054afcdp-42"]  # fmt: skip
        k, n = angle(f, word)
        x = k / 2.0**n
        z = f.mul(x, x)
        sine = f.mul(x, f.fma(z, f.horner(z, [h(c) for c in p]), h("0x1.921fb54442d18p-1")))
    else:
        p = ["-0x1.4abbcep-4", "0x1.466bc2p-9", "-0x1.32ce1ep-15", "0x1.4cb762p-22"]
        q = ["-0x1.3bd3ccp-2", "0x1.03c1eap-6", "-0x1.55cb98p-12", "0x1.db6492p-19"]
        high, low = h("0x1.921fb6p-1"), h("-0x1.777a5cp-26")
        k, _ = angle(f, word)
        x = f.fma(f.round(Fraction((k - 1) // 2)), 2.0**-29, 2.0**-30)
        z = f.mul(x, x)
        sine = f.fma(x, high, f.mul(x, f.fma(z, f.horner(z, [h(c) for c in p]), low)))
    cosine = f.fma(z, f.horner(z, [h(c) for c in q]), 1.0)
    r = -radius if word & 1 else radius
    a, b = (sine, cosine) if word & 2 else (cosine, sine)
    return f.mul(r, a), f.mul(r, b)


def normal(f: Arithmetic, word: int, turn: int) -> tuple[float, float]:
    return on_circle(f, turn, rayleigh(f, word))


def halves(f: Arithmetic, words: list[int]) -> list[int]:
    """The words of each lane: as they are, or the low and then the high half of each."""
    if f is F64:
        return words
    return [part for w in words for part in (w & 0xFFFFFFFF, w >> 32)]


def noise(name: str, f: Arithmetic, words: list[int]) -> list[float]:
    lanes = 8 if f is F64 else 16
    given = halves(f, words)
    if name != "normal":
        transform = {"uniform": uniform, "exponential": exponential, "gumbel": gumbel, "rayleigh": rayleigh}[name]
        return [transform(f, w) for w in given]
    out = [0.0] * len(given)
    for first in range(0, len(given), 2 * lanes):
        for i in range(first, first + lanes):
            out[i], out[i + lanes] = normal(f, given[i], given[i + lanes])
    return out


def exact(name: str, f: Arithmetic, words: list[int]) -> list[mpmath.mpf]:
    """The same by the definitions, in 40 digits."""
    lanes = 8 if f is F64 else 16
    given = halves(f, words)
    mp = mpmath.mpf

    def u(w: int) -> mpmath.mpf:
        return mp((w >> 12) * 2 + 1) / 2**53 if f is F64 else mp(2 * w + 1) / 2**33

    if name == "uniform":
        return [u(w) for w in given]
    if name == "exponential":
        return [-mpmath.log(u(w)) for w in given]
    if name == "rayleigh":
        return [mpmath.sqrt(-2 * mpmath.log(u(w))) for w in given]
    if name == "gumbel":
        return [-mpmath.log(-mpmath.log(u(w))) for w in given]
    out = [mp(0)] * len(given)
    for first in range(0, len(given), 2 * lanes):
        for i in range(first, first + lanes):
            turn = given[i + lanes]
            k, n = angle(f, turn)
            t = mp(k) / 2**n * mpmath.pi / 4
            point = (mpmath.sin(t), mpmath.cos(t)) if turn & 2 else (mpmath.cos(t), mpmath.sin(t))
            r = mpmath.sqrt(-2 * mpmath.log(u(given[i]))) * (-1 if turn & 1 else 1)
            out[i], out[i + lanes] = r * point[0], r * point[1]
    return out


def worst_ulp(name: str, f: Arithmetic, words: list[int]) -> float:
    worst = 0.0
    for got, want in zip(noise(name, f, words), exact(name, f, words), strict=True):
        size = max(abs(want), mpmath.mpf(1)) if name == "gumbel" else abs(want)
        ulp = mpmath.mpf(2) ** (math.floor(mpmath.log(size, 2)) - f.bits + 1)
        if name == "uniform" and f is F32 and want > 1 - 2.0**-24:
            continue  # held back from 1
        worst = max(worst, float(abs(mpmath.mpf(got) - want) / ulp))
    return worst


NOISES = ("uniform", "normal", "exponential", "gumbel", "rayleigh")
LIMIT = {
    "uniform": 1.0,
    "normal": 4.0,
    "exponential": 2.0,
    "gumbel": 2.0,
    "rayleigh": 2.0,
}  # ulp, as transforms.hpp says
ADDRESSES = (
    ((0, 0), 0, 0),
    ((0x243F6A8885A308D3, 0x13198A2E03707344), 7, 1),
    ((MASK, MASK), MASK, MASK),
    ((1, 0), 0, 2**32),
    ((0, 1), 1 << 63, 3),
)
GIVEN = (
    [0] * 16,
    [MASK] * 16,
    [1] * 16,
    [0xAAAAAAAAAAAAAAAA] * 8 + [0x5555555555555555] * 8,
    [0x7FFFFFFF7FFFFFFF, 0x8000000080000000, 2**63 - 1, 2**63, 2**31, 2**12, 2**12 - 1, 2**64 - 2**12] * 2,
)


def main() -> None:
    mpmath.mp.dps = 40
    check_published_vectors()
    rng = np.random.default_rng(1)
    trial = [int(w) for w in rng.integers(0, 2**64, 1024, dtype=np.uint64)]
    lines = [
        "# By make_noise_known_answers.py. `key` seed0 seed1 site block, or `given`; then its words, then its noises.",
    ]
    for name in NOISES:
        for f in (F64, F32):
            found = worst_ulp(name, f, trial + [w for words in GIVEN for w in words])
            print(f"{name} float{64 if f is F64 else 32}: {found:.2f} ulp")
            assert found <= LIMIT[name], (name, f.bits, found)
    for case in (*ADDRESSES, *GIVEN):
        if isinstance(case, tuple):
            (seed0, seed1), site, block = case
            words = words_at((seed0, seed1), site, block, 32)
            lines.append(f"key {seed0:x} {seed1:x} {site:x} {block:x}")
        else:
            words = case
            lines.append("given")
        lines.append("words " + " ".join(f"{w:x}" for w in words))
        for name in NOISES:
            for f in (F64, F32):
                values = " ".join(x.hex() for x in noise(name, f, words))
                lines.append(f"{name} float{64 if f is F64 else 32} {values}")
    Path(__file__).with_name("noise_known_answers.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
