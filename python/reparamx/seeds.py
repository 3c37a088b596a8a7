"""Seeds: ``rng=`` becomes 128 bits, by the rules of SPEC 7."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

__all__ = ["Seed", "draw_seed"]

_WORD = 2**64 - 1


class Seed(int):
    """The 128 bits that fix all random numbers of a call. Pass one as ``rng=`` to draw the same numbers again.

    Examples
    --------
    >>> seed = draw_seed(0)
    >>> draw_seed(seed) == seed
    True
    """

    words: tuple[int, int]
    """The two 64-bit halves, the low one first."""

    def __new__(cls, value: int) -> Seed:
        """Check the range."""
        if not 0 <= value < 2**128:
            raise ValueError("a Seed is an integer of 128 bits, from 0 to 2**128 - 1")
        self = super().__new__(cls, value)
        self.words = (value & _WORD, value >> 64)
        return self

    def __repr__(self) -> str:
        return f"Seed({int(self):#034x})"


_CACHE: dict[int, Seed] = {}
_CACHE_SIZE = 4096


def draw_seed(rng: Any = None) -> Seed:
    """Return the seed that an ``rng=`` argument stands for.

    Parameters
    ----------
    rng : None, int, sequence of int, SeedSequence, BitGenerator, Generator or Seed
        As in `numpy.random.default_rng`. None takes fresh entropy from the operating system. A Generator is advanced by
        four words, so two calls with it differ; an int gives the same seed each time. A Seed is taken as it is.

    Returns
    -------
    Seed
        128 bits.

    Raises
    ------
    TypeError, ValueError
        If it is none of these, or a negative integer.
    """
    if rng is None:
        return Seed(int.from_bytes(os.urandom(16), "little"))
    kind = type(rng)
    if kind is int:
        seed = _CACHE.get(rng)
        if seed is None:
            if rng < 0:
                raise ValueError(f"rng must be a nonnegative integer, got {rng}")
            if len(_CACHE) >= _CACHE_SIZE:
                _CACHE.clear()
            seed = _CACHE[rng] = _from_generator(np.random.default_rng(rng))
        return seed
    if kind is np.random.Generator:
        return _from_generator(rng)
    if kind is Seed:
        return rng  # type: ignore[no-any-return]
    if isinstance(rng, (bool, np.bool_)):
        raise TypeError("rng must be an integer, a Generator or None, got a boolean")
    try:
        generator = np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"rng must be None, an integer, a SeedSequence, a BitGenerator or a Generator: {error}"
        ) from None
    return _from_generator(generator)


def _from_generator(generator: np.random.Generator) -> Seed:
    """Four raw words, 32 bits of each: every bit generator has those, and methods of Generator are slower."""
    raw = generator.bit_generator.random_raw
    return Seed(
        (raw() & 0xFFFFFFFF) | (raw() & 0xFFFFFFFF) << 32 | (raw() & 0xFFFFFFFF) << 64 | (raw() & 0xFFFFFFFF) << 96
    )
