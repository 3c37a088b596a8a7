"""Noise: the same bits everywhere, whole tails, and no pattern.

Statistical tests share one false-alarm rate of 1e-6 for the file: each of the at most ``TESTS`` comparisons gets its
share.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import reparamx._core as core

DATA = Path(__file__).parent / "data" / "noise_known_answers.txt"
NOISES = ("uniform", "normal", "exponential", "gumbel", "rayleigh")
DTYPES = ("float64", "float32")
BLOCK = 256
TESTS = 10_000
FALSE_ALARM = 1e-6 / TESTS

CDF = {
    "uniform": stats.uniform.cdf,
    "normal": stats.norm.cdf,
    "exponential": stats.expon.cdf,
    "gumbel": stats.gumbel_r.cdf,
    "rayleigh": stats.rayleigh.cdf,
}
#: The ends of the range, attained: as documented in random/transforms.hpp.
RANGE = {
    ("uniform", "float64"): (2.0**-53, 1 - 2.0**-53),
    ("uniform", "float32"): (2.0**-33, 1 - 2.0**-24),
    ("normal", "float64"): (-math.sqrt(106 * math.log(2)), math.sqrt(106 * math.log(2))),
    ("normal", "float32"): (-math.sqrt(66 * math.log(2)), math.sqrt(66 * math.log(2))),
    ("exponential", "float64"): (2.0**-53, 53 * math.log(2)),
    ("exponential", "float32"): (2.0**-33, 33 * math.log(2)),
    ("gumbel", "float64"): (-math.log(53 * math.log(2)), 53 * math.log(2)),
    ("gumbel", "float32"): (-math.log(33 * math.log(2)), 33 * math.log(2)),
    ("rayleigh", "float64"): (2.0**-26, math.sqrt(106 * math.log(2))),
    ("rayleigh", "float32"): (2.0**-16, math.sqrt(66 * math.log(2))),
}


def drawn(noise: str, dtype: str, blocks: int, seed=(0, 0), site=0, first=0) -> np.ndarray:
    """Blocks of noise, one row each."""
    return np.stack([core.draw_noise(noise, dtype, seed, site, first + b, BLOCK) for b in range(blocks)])


def transformed(noise: str, dtype: str, words: np.ndarray, isa: str | None = None) -> np.ndarray:
    """Noise made from 64-bit words, whole blocks of them."""
    words = np.ascontiguousarray(words, dtype=np.uint64)
    step = BLOCK if dtype == "float64" else BLOCK // 2
    assert words.size % step == 0
    parts = words.reshape(-1, step)
    return np.concatenate([core.draw_noise(noise, dtype, (0, 0), 0, 0, BLOCK, isa=isa, words=part) for part in parts])


def lane_words(words: np.ndarray, dtype: str) -> np.ndarray:
    """The word of each value: all of it, or the low and then the high half."""
    return words if dtype == "float64" else words.astype("<u8").view("<u4")


def structured_words(count: int, rng: np.random.Generator) -> np.ndarray:
    """Words around powers of two, runs of ones, small and large ones, and random ones."""
    powers = np.uint64(1) << np.arange(64, dtype=np.uint64)
    near = (powers[:, None] + np.arange(-2, 3).astype(np.uint64)).ravel()
    special = np.concatenate([near, ~near, near << np.uint64(32) | near, np.arange(4096, dtype=np.uint64)])
    special = np.concatenate([special, ~special])
    random = rng.integers(0, 2**64, count - special.size, dtype=np.uint64)
    return np.concatenate([special, random])


def known_answers() -> list[tuple[dict, str, str, np.ndarray]]:
    """Cases of the file: the address or the words, the noise, the dtype, the values."""
    cases, case = [], {}
    for line in DATA.read_text(encoding="ascii").splitlines():
        what, *rest = line.split()
        if what == "key":
            seed0, seed1, site, block = (int(x, 16) for x in rest)
            case = {"seed": (seed0, seed1), "site": site, "block": block}
        elif what == "given":
            case = {}
        elif what == "words":
            case = {**case, "words": np.array([int(x, 16) for x in rest], dtype=np.uint64)}
        elif what in NOISES:
            cases.append((case, what, rest[0], np.array([float.fromhex(x) for x in rest[1:]], dtype=rest[0])))
    return cases


# ------------------------------------------------------------------------------------------------ bits


def test_known_answers_are_kept(isa):
    checked = 0
    for case, noise, dtype, want in known_answers():
        at = {"seed": (0, 0), "site": 0, "block": 0} | {k: v for k, v in case.items() if k != "words"}
        if "seed" in case:
            words = core.generator_words(**at, n=case["words"].size, isa=isa)
            np.testing.assert_array_equal(words, case["words"])
        given = None if "seed" in case else case["words"]
        got = core.draw_noise(noise, dtype, **at, n=want.size, isa=isa, words=given)
        assert got.tobytes() == want.tobytes(), (noise, dtype, case)
        checked += 1
    assert checked == 100


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("noise", NOISES)
def test_fewer_values_are_a_prefix_of_more(noise, dtype):
    at = {"seed": (1, 2), "site": 3, "block": 4}
    whole = core.draw_noise(noise, dtype, **at, n=BLOCK)
    for n in (0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 255):
        assert core.draw_noise(noise, dtype, **at, n=n).tobytes() == whole[:n].tobytes()


# ------------------------------------------------------------------------------------------------ transforms


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("noise", NOISES)
def test_ends_of_the_range_are_reached_and_never_passed(noise, dtype, isa, rng):
    low, high = RANGE[noise, dtype]
    words = structured_words(2**16, rng)
    # Box and Muller's angle: along either axis, in each direction.
    words = np.concatenate([words, np.repeat(np.arange(8, dtype=np.uint64), 8), np.zeros(192, dtype=np.uint64)])
    if noise == "normal":
        rows = np.zeros((16, 2, 8), dtype=np.uint64)
        rows[:, 1, :] = np.arange(8, dtype=np.uint64) * np.uint64(2**32 + 1)  # word of radius 0, every octant
        words = np.concatenate([words, rows.ravel()])
    x = transformed(noise, dtype, words, isa)
    assert np.isfinite(x).all()
    tolerance = 4 * np.finfo(dtype).eps
    assert low - tolerance * abs(low) <= x.min() <= low + tolerance * abs(low)
    assert high - tolerance * abs(high) <= x.max() <= high + tolerance * abs(high)
    if noise in ("uniform", "exponential"):
        assert x.min() > 0
    if noise == "uniform":
        assert x.max() < 1


@pytest.mark.parametrize("word", [0, 2**64 - 1, 1, 0xAAAAAAAAAAAAAAAA, 0x5555555555555555])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("noise", NOISES)
def test_no_word_makes_infinity_or_nan(noise, dtype, word):
    x = transformed(noise, dtype, np.full(BLOCK, word, dtype=np.uint64))
    assert np.isfinite(x).all()
    if noise == "exponential":
        assert (x > 0).all()


def exact_uniform(words: np.ndarray, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """u and 1 - u of each value, both without cancellation, in float64."""
    if dtype == "float64":
        k = words >> np.uint64(12)
        return (2.0 * k + 1) * 2.0**-53, (2.0 * (np.uint64(2**52 - 1) - k) + 1) * 2.0**-53
    w = lane_words(words, dtype).astype(np.float64)
    return (w + 0.5) * 2.0**-32, (2.0**32 - 1 - w + 0.5) * 2.0**-32


def exact_minus_log(words: np.ndarray, dtype: str) -> np.ndarray:
    u, v = exact_uniform(words, dtype)
    return np.where(u < 0.5, -np.log(np.minimum(u, 0.5)), -np.log1p(-np.minimum(v, 0.5)))


def ulps(got: np.ndarray, want: np.ndarray, dtype: str, least: float = 0.0) -> float:
    """The largest error in units of the last place of the wanted value, or of `least` where that is smaller."""
    size = np.maximum(np.abs(want), max(least, np.finfo(dtype).tiny))
    unit = np.exp2(np.floor(np.log2(size))) * np.finfo(dtype).eps
    return float(np.max(np.abs(got.astype(np.float64) - want) / unit))


@pytest.mark.parametrize("dtype", DTYPES)
def test_uniform_is_the_word(dtype, rng):
    words = structured_words(2**20, rng)
    u = transformed("uniform", dtype, words)
    want = exact_uniform(words, dtype)[0]
    if dtype == "float64":
        np.testing.assert_array_equal(u, want)
    else:
        assert ulps(u, np.minimum(want, 1 - 2.0**-24), dtype) <= 1
        order = np.argsort(lane_words(words, dtype), kind="stable")
        assert (np.diff(u[order]) >= 0).all()
        # Every bit of the significand takes both values, at every size.
        bits = u.view(np.uint32)
        for low in (0.5, 0.25, 2.0**-8):
            here = bits[(u >= low) & (u < 2 * low)]
            assert np.bitwise_or.reduce(here) & 0x7FFFFF == 0x7FFFFF
            assert np.bitwise_and.reduce(here) & 0x7FFFFF == 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_transforms_are_accurate_for_every_word(dtype, rng):
    """2^20 words, structured and random, against float64 (itself within 1 ulp, which its bounds allow for)."""
    words = structured_words(2**20, rng)
    slack = 1 if dtype == "float64" else 0
    e = exact_minus_log(words, dtype)
    assert ulps(transformed("exponential", dtype, words), e, dtype) <= 3 + slack
    assert ulps(transformed("rayleigh", dtype, words), np.sqrt(2 * e), dtype) <= 3 + slack
    assert ulps(transformed("gumbel", dtype, words), -np.log(e), dtype, least=1.0) <= 3 + slack

    z = transformed("normal", dtype, words)
    lanes = 8 if dtype == "float64" else 16
    pairs = lane_words(words, dtype).reshape(-1, 2, lanes)
    radius = np.sqrt(2 * e.reshape(-1, 2, lanes)[:, 0])
    turn = pairs[:, 1]
    if dtype == "float64":
        odd, places = 2.0 * (turn >> np.uint64(13)) + 1 - 2.0**51, 51
    else:
        odd, places = 2.0 * (turn.view("<i4") >> 2) + 1, 30
    angle = odd * 2.0**-places * (math.pi / 4)
    flag = [(turn >> turn.dtype.type(k) & turn.dtype.type(1)).astype(bool) for k in range(2)]
    radius = np.where(flag[0], -radius, radius)
    x = np.where(flag[1], np.sin(angle), np.cos(angle))
    y = np.where(flag[1], np.cos(angle), np.sin(angle))
    want = np.stack([radius * x, radius * y], axis=1).ravel()
    assert ulps(z, want, dtype) <= 4 + slack


# ------------------------------------------------------------------------------------------------ distribution


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("noise", NOISES)
def test_noise_has_its_distribution(noise, dtype, seed):
    """Kolmogorov and Smirnov, n = 2^20: sees an error of 0.007 in the distribution function (power 1 - 1e-6)."""
    x = np.sort(drawn(noise, dtype, 4096, seed=(seed, 1)).ravel().astype(np.float64))
    n = x.size
    p = CDF[noise](x)
    distance = max(np.max(np.arange(1, n + 1) / n - p), np.max(p - np.arange(n) / n))
    assert distance <= math.sqrt(math.log(2 / FALSE_ALARM) / (2 * n))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("noise", NOISES)
def test_noise_fills_equally_likely_cells_equally(noise, dtype, seed):
    """Chi-square over 1024 cells, n = 2^20: sees cells that are off by 3 % of their weight on average."""
    x = drawn(noise, dtype, 4096, seed=(seed, 2)).ravel().astype(np.float64)
    counts = np.bincount(np.minimum((CDF[noise](x) * 1024).astype(int), 1023), minlength=1024)
    chi = np.sum((counts - x.size / 1024) ** 2) / (x.size / 1024)
    assert stats.chi2.sf(chi, 1023) > FALSE_ALARM
    assert stats.chi2.cdf(chi, 1023) > FALSE_ALARM  # nor too equal


@pytest.mark.parametrize("dtype", DTYPES)
def test_both_tails_of_a_normal_have_their_weight(dtype, seed):
    """|z| > 3.5 in 2^20 draws: about 488 cases, seen to within 33 %."""
    z = drawn("normal", dtype, 4096, seed=(seed, 3)).ravel()
    for tail in (z > 3.5, z < -3.5):
        expected = z.size * stats.norm.sf(3.5)
        assert stats.poisson.sf(tail.sum() - 1, expected) > FALSE_ALARM
        assert stats.poisson.cdf(tail.sum(), expected) > FALSE_ALARM


# ------------------------------------------------------------------------------------------------ independence


def assert_uncorrelated(a: np.ndarray, b: np.ndarray) -> None:
    """Normals: sqrt(n) times the mean product is a standard normal; n = 2^16 sees a correlation of 0.05 or more."""
    z = float(np.sum(a.astype(np.float64) * b)) / math.sqrt(a.size)
    assert abs(z) < stats.norm.isf(FALSE_ALARM / 2), z


@pytest.mark.parametrize("dtype", DTYPES)
def test_samples_of_a_block_are_uncorrelated(dtype, seed):
    z = drawn("normal", dtype, 2048, seed=(seed, 4))
    lanes = 8 if dtype == "float64" else 16
    rows = z.reshape(len(z), -1, lanes)
    for lag in range(1, 9):
        assert_uncorrelated(rows[:, lag:].ravel(), rows[:, :-lag].ravel())
        assert_uncorrelated(rows[:, lag:].ravel() ** 2 / 2 - 0.5, rows[:, :-lag].ravel() ** 2 - 1)
    for first in range(lanes):
        for second in range(first):
            assert_uncorrelated(rows[:, :, first].ravel(), rows[:, :, second].ravel())


@pytest.mark.parametrize("dtype", DTYPES)
def test_neighbouring_addresses_are_uncorrelated(dtype, seed):
    """Consecutive seeds, sites and blocks, 256 blocks of 256 samples each."""
    base = drawn("normal", dtype, 256, seed=(seed, 5), site=6)
    others = {
        "block": drawn("normal", dtype, 256, seed=(seed, 5), site=6, first=256),
        "next block": drawn("normal", dtype, 256, seed=(seed, 5), site=6, first=1),
        "site": drawn("normal", dtype, 256, seed=(seed, 5), site=7),
        "site and block": drawn("normal", dtype, 256, seed=(seed, 5), site=7, first=1),
        "seed": drawn("normal", dtype, 256, seed=(seed + 1, 5), site=6),
        "upper seed": drawn("normal", dtype, 256, seed=(seed, 6), site=6),
        "swapped": drawn("normal", dtype, 256, seed=(5, seed), site=6),
    }
    for other in others.values():
        assert_uncorrelated(base.ravel(), other.ravel())
        assert_uncorrelated(base.ravel() ** 2 / math.sqrt(2) - math.sqrt(0.5), (other.ravel() ** 2 - 1) / math.sqrt(2))


@pytest.mark.parametrize("part", range(4), ids=("seed0", "seed1", "site", "block"))
def test_every_bit_of_an_address_changes_half_of_the_bits(part, rng):
    """Each of 64 bits, 16 random addresses: 8192 output bits, seen to differ from a half by more than 4 %."""
    for bit in range(64):
        changed = 0
        for _ in range(16):
            address = [int(x) for x in rng.integers(0, 2**64, 4, dtype=np.uint64)]
            pair = []
            for flip in (0, 1 << bit):
                a = [x ^ (flip if k == part else 0) for k, x in enumerate(address)]
                pair.append(core.generator_words((a[0], a[1]), a[2], a[3], 8))
            changed += int(np.bitwise_count(pair[0] ^ pair[1]).sum())
        n = 16 * 8 * 64
        assert abs(changed - n / 2) / math.sqrt(n / 4) < stats.norm.isf(FALSE_ALARM / 2)


def test_addresses_do_not_collide():
    """Every one of 4096 small addresses, zeros and swapped parts among them, starts 8 lanes that no other starts."""
    first = set()
    for seed0 in range(8):
        for seed1 in range(8):
            for site in range(8):
                for block in range(8):
                    first.update(core.generator_words((seed0, seed1), site, block, 8).tolist())
    assert len(first) == 8 * 4096


def test_blocks_far_apart_are_blocks_like_any_other():
    for block in (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**63, 2**64 - 1):
        here = core.generator_words((1, 2), 3, block, 8)
        assert not set(here.tolist()) & set(core.generator_words((1, 2), 3, block % 2**32 ^ 1, 8).tolist())
        assert len(set(here.tolist())) == 8


@pytest.mark.parametrize("noise", NOISES)
def test_unknown_names_say_what_there_is(noise):
    with pytest.raises(ValueError, match=noise):
        core.draw_noise("cauchy", "float64", (0, 0), 0, 0, 8)
