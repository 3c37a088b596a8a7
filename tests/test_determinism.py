"""The same bits for every number of threads, every instruction set, and today as when `data/digests.json` was made."""

from __future__ import annotations

import json

import numpy as np
import pytest
from cases import CASES, COUNTS, digest, evaluate, numbers
from make_digests import FILE

import reparamx as rx

DTYPES = ("float64", "float32")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CASES)
@pytest.mark.sanitized
def test_bits_do_not_depend_on_threads(name, dtype):
    for n in (257, 100_000):
        one = numbers(evaluate(name, n, dtype, threads=1))
        for threads in (2, 3, 8):
            assert numbers(evaluate(name, n, dtype, threads=threads)) == one, f"{n} samples, {threads} threads"


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CASES)
@pytest.mark.sanitized
def test_bits_equal_the_recorded_ones(name, dtype, isa):
    recorded = json.loads(FILE.read_text())[f"{name}-{dtype}"]
    assert {str(n): digest(name, n, dtype) for n in COUNTS} == recorded


def test_bits_equal_in_a_fresh_process_that_names_its_instruction_set(python, isa):
    code = "import reparamx._core as c; from cases import digest; print(c.active_isa(), digest('mixed', 511))"
    assert python(code, REPARAMX_ISA=isa).split() == [isa, digest("mixed", 511)]


@pytest.mark.parametrize("name", ["sse9", "AVX2", "avx2,avx512"])
def test_unknown_instruction_set_is_a_clear_error(python, name):
    code = (
        "try:\n    import reparamx\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
        "else:\n    print('no error')"
    )
    text = python(code, REPARAMX_ISA=name)
    assert "REPARAMX_ISA" in text, text
    assert name in text
    assert "portable" in text


def test_same_integer_seed_repeats_and_another_differs():
    first, again, other = (numbers(evaluate("quadratic", 1000, rng=seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_generator_is_advanced_by_every_call():
    rng = np.random.default_rng(3)
    first, second = (numbers(evaluate("quadratic", 1000, rng=rng)) for _ in range(2))
    assert first != second
    assert first == numbers(evaluate("quadratic", 1000, rng=np.random.default_rng(3)))


@pytest.mark.parametrize("make", [np.random.PCG64, np.random.Philox, np.random.SFC64, np.random.SeedSequence])
def test_rng_takes_what_default_rng_takes(make):
    assert numbers(evaluate("quadratic", 100, rng=make(5))) == numbers(evaluate("quadratic", 100, rng=make(5)))


def test_none_draws_a_fresh_seed():
    assert numbers(evaluate("quadratic", 100, rng=None)) != numbers(evaluate("quadratic", 100, rng=None))


def test_standard_error_is_the_spread_of_replicates():
    """6400 seeds of 2048 samples: their spread is known to 1/sqrt(2 * 6400) = 0.9 %, a factor off by 4.5 % shows."""
    estimates, stated = [], []
    rng = np.random.default_rng(0)
    call = rx.expectation(CASES["quadratic"].loss)
    for _ in range(6400):
        est = call(CASES["quadratic"].theta, 0.75, samples=2048, rng=rng, threads=1)
        estimates.append(float(est.grad["scale"]))
        stated.append(float(est.grad_stderr["scale"]) ** 2)
    spread = float(np.var(estimates))
    # 5 deviations of the spread: false alarm 6e-7.
    assert abs(np.mean(stated) / spread - 1) < 5 * np.sqrt(2 / 6400)
