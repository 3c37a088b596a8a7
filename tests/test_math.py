"""Every op of the table is as accurate as its row says, has C's special values, and gives the same bits everywhere."""

from __future__ import annotations

import itertools
import math
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import exact
import exact_counts
import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf
from numpy.typing import NDArray

from reparamx._core import evaluate, isas
from reparamx.ops import OPS, Op

Array = NDArray[np.floating]
ISAS = tuple(row["name"] for row in isas() if row["available"])

DIGITS = 60
POINTS = {"float64": 1500, "float32": 1000}
#: Ops whose references integrate or invert, 10 ms and more a point, are looked at in fewer points.
COSTLY = re.compile(r"gamma(_slope.*|incc?inv)|betainc.+|von_mises_(cdf|slope)")
FEWER = {"float64": 500, "float32": 250}
ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    name: getattr(module, name) for module in (mpmath, exact, exact_counts) for name in vars(module) if name[0] != "_"
}

every_op = pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
every_dtype = pytest.mark.parametrize("dtype", POINTS)


def points(op: Op, dtype: str) -> int:
    return (FEWER if COSTLY.fullmatch(op.name) else POINTS)[dtype]


def generator(*key: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(" ".join(key).encode()))


# ---------------------------------------------------------------------------------------------- arguments


def structured(op: Op, dtype: str) -> Array:
    """Return points of the op, powers of two, subnormal numbers and the largest, each with its neighbours."""
    info = np.finfo(dtype)
    exponents = np.arange(int(info.minexp) - info.nmant, info.maxexp, 1 if dtype == "float32" else 16)
    near = np.concatenate([op.points, np.ldexp(1.0, exponents), [info.max, info.tiny, info.smallest_subnormal]])
    with np.errstate(all="ignore"):
        x = np.concatenate([near, -near]).astype(dtype)
        up, down = np.nextafter(x, np.array(np.inf, dtype)), np.nextafter(x, np.array(-np.inf, dtype))
    x = np.concatenate([x, up, down])
    return np.unique(x[np.isfinite(x)])


def scattered(dtype: str, count: int, rng: np.random.Generator) -> Array:
    """Return finite numbers: of every magnitude alike, and about as many of moderate ones."""
    info = np.finfo(dtype)
    wide = np.ldexp(rng.uniform(1, 2, count), rng.integers(info.minexp - info.nmant, info.maxexp, count))
    moderate = np.exp2(rng.uniform(-6, 10, count))
    plain = rng.uniform(0, 4, count)
    x = np.choose(rng.integers(3, size=count), [wide, moderate, plain]) * rng.choice([-1.0, 1.0], count)
    with np.errstate(all="ignore"):
        x = x.astype(dtype)
    return x[np.isfinite(x)]


def inside(x: Array, interval: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((x > interval[0]) & (x < interval[1]))


def moved_inside(x: Array, interval: tuple[float, float], rng: np.random.Generator) -> Array:
    """Return x with other numbers for those outside of an interval: drawn from it if it is finite, else mirrored."""
    low, high = interval
    other = rng.uniform(low, high, x.size) if math.isfinite(low) and math.isfinite(high) else -x
    return np.where(inside(x, interval), x, other.astype(x.dtype))


def arguments(op: Op, dtype: str) -> list[Array]:
    """Return arguments of an op inside its domain, one array per argument."""
    rng = generator("arguments", op.name, dtype)
    count = points(op, dtype)

    def column(k: int) -> Array:
        special = structured(op, dtype)
        if special.size > count // 2:
            special = rng.choice(special, count // 2, replace=False)
        if len(op.domain) > 1 and k == 0:  # all pairs of points first
            special = np.array([p[0] for p in itertools.product(op.points, repeat=2)], dtype)
        elif len(op.domain) > 1 and k == 1:
            special = np.array([p[1] for p in itertools.product(op.points, repeat=2)], dtype)
        return np.concatenate([special, moved_inside(scattered(dtype, 4 * count, rng), op.domain[k], rng)])

    columns = [np.rint(column(k)) if k in op.whole else column(k) for k in range(len(op.domain))]
    size = min(c.size for c in columns)
    columns = [c[:size] for c in columns]
    good = np.all([inside(c, d) for c, d in zip(columns, op.domain, strict=True)], axis=0)
    return [c[good][:count] for c in columns]


# ---------------------------------------------------------------------------------------------- error


def exact_values(op: Op, columns: list[Array]) -> Iterator[mpf | None]:
    """Yield the reference of an op at each point, to `DIGITS` digits, and None at a pole."""
    code = compile(op.reference, op.name, "eval")
    with mp.workdps(DIGITS):
        for values in zip(*columns, strict=True):
            names = dict(zip("xyzvw", (mpf(float(v)) for v in values), strict=False))
            try:
                yield mpf(eval(code, NAMES, names))
            except ZeroDivisionError:
                yield None


def ulp_error(got: float, exact: mpf | None, dtype: str, scale: float = 0.0) -> float:
    """Return |got - exact| in units in the last place of `exact`, if that is below `scale` of `scale`.

    Subnormal numbers all have the smallest unit.

    Infinity is right, with error 0, from the number on that rounds to it; below that it counts as 2^1024 (2^128).
    """
    info = np.finfo(dtype)
    digits, top = int(info.nmant) + 1, int(info.maxexp)
    if exact is None:  # infinite or NaN, which another test decides
        return math.inf if math.isfinite(got) else 0.0
    if math.isnan(got) or mp.isnan(exact):
        return 0.0 if math.isnan(got) and mp.isnan(exact) else math.inf
    with mp.workdps(DIGITS):
        if abs(exact) >= mpf(2) ** top - mpf(2) ** (top - digits - 1):
            return 0.0 if got == math.copysign(math.inf, float(mp.sign(exact))) else math.inf
        value = mpf(2) ** top * mp.sign(got) if math.isinf(got) else mpf(got)
        lowest = int(info.minexp) - digits + 1
        size = max(abs(exact), scale)
        exponent = max(mp.mag(size) - digits, lowest) if size else lowest
        return float(abs(value - exact) / mpf(2) ** exponent)


@every_op
@every_dtype
def test_error_is_within_the_bound_of_the_row(op: Op, dtype: str) -> None:
    columns = arguments(op, dtype)
    got = evaluate(op.name, columns, dtype, None)
    errors = [ulp_error(float(y), e, dtype, op.scale) for y, e in zip(got, exact_values(op, columns), strict=True)]
    worst = int(np.argmax(errors))
    place = ", ".join(float(c[worst]).hex() for c in columns)
    bound = op.ulp[0 if dtype == "float64" else 1]
    assert len(errors) > points(op, dtype) // 2
    assert errors[worst] <= bound, f"{op.name}({place}) = {got[worst]!r}: {errors[worst]:.4f} ULP, bound {bound}"


# ---------------------------------------------------------------------------------------------- special values


def kind(y: Array) -> list[str]:
    """Return NaN, infinity and zero with its sign, or that a value is ordinary."""
    return ["nan" if math.isnan(v) else str(float(v)) if v == 0 or math.isinf(v) else "ordinary" for v in y]


#: C has no sign function: ours keeps -0, as C's rounding functions do, NumPy's does not.
IN_NUMPY = [o for o in OPS.values() if o.numpy and hasattr(np, o.numpy[0]) and o.name != "sign"]


@every_dtype
@pytest.mark.parametrize("op", IN_NUMPY, ids=lambda o: o.name)
def test_special_values_are_those_of_annex_f(op: Op, dtype: str) -> None:
    """NumPy has them right (C, Annex F): infinities, NaN, zeros with their sign, odd and even powers."""
    largest = np.finfo(dtype).max
    one = [0.0, 1.0, 0.5, 2.0, 3.0, 2.5, 1e30, largest, np.inf]
    values = np.array([*one, *(-v for v in one), np.nan], dtype)
    columns = [np.array(c) for c in zip(*itertools.product(values, repeat=len(op.domain)), strict=True)]
    with np.errstate(all="ignore"):
        reference = getattr(np, op.numpy[0])(*columns)
    got = evaluate(op.name, columns, dtype, None)
    wrong = [
        f"{op.name}({', '.join(str(c[i]) for c in columns)}) = {got[i]}, not {reference[i]}"
        for i, (a, b) in enumerate(zip(kind(got), kind(reference.astype(dtype)), strict=True))
        if a != b
    ]
    assert not wrong, "\n".join(wrong[:10])


# ---------------------------------------------------------------------------------------------- bits


def bits(y: Array) -> NDArray[np.integer]:
    """Return the bits of the numbers, of all NaN the same: sign and payload of NaN are nobody's to promise."""
    y = np.where(np.isnan(y), np.array(np.nan, y.dtype), y)
    return y.view(np.int64 if y.dtype == np.float64 else np.int32)


def any_bits(dtype: str, size: int, rng: np.random.Generator) -> Array:
    """Return every kind of number: random bits (NaN and infinity among them) and moderate numbers."""
    integer = np.int64 if dtype == "float64" else np.int32
    wild = rng.integers(np.iinfo(integer).min, np.iinfo(integer).max, size, integer).view(dtype)
    return np.where(rng.random(size) < 0.5, wild, rng.uniform(-4, 4, size).astype(dtype))


@every_op
@every_dtype
@pytest.mark.parametrize("isa", [isa for isa in ISAS if isa != "portable"])
def test_bits_are_those_of_the_portable_build(op: Op, dtype: str, isa: str) -> None:
    rng = generator("bits", op.name, dtype)
    columns = [any_bits(dtype, 10_000, rng) for _ in op.domain]
    here, there = evaluate(op.name, columns, dtype, isa), evaluate(op.name, columns, dtype, "portable")
    np.testing.assert_array_equal(bits(here), bits(there))


@every_op
@every_dtype
def test_bits_do_not_depend_on_the_neighbours(op: Op, dtype: str) -> None:
    rng = generator("neighbours", op.name, dtype)
    columns = [any_bits(dtype, 1_000, rng) for _ in op.domain]
    together = evaluate(op.name, columns, dtype, None)
    shifted = evaluate(op.name, [np.roll(c, 1) for c in columns], dtype, None)
    np.testing.assert_array_equal(bits(np.roll(shifted, -1)), bits(together))
    alone = np.concatenate([evaluate(op.name, [c[i : i + 1] for c in columns], dtype, None) for i in range(200)])
    np.testing.assert_array_equal(bits(alone), bits(together[:200]))


def test_coefficients_are_what_their_script_makes() -> None:
    script = ROOT / "src" / "reparamx" / "math" / "make_elementary.py"
    subprocess.run([sys.executable, str(script), "--check"], check=True)
