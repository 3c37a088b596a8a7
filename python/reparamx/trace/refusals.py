"""What a traced value cannot do, since it has no numbers yet: each refusal says what to write instead."""

from __future__ import annotations

from typing import Any, NoReturn

from ..errors import tracing_error

REPLACEMENTS = (
    "np.array([x, y]) -> np.stack([x, y]); np.asarray(x) -> x; np.full(n, x) -> np.broadcast_to(x, n); "
    "table[k] -> rx.take(table, k, axis=0); a[i] = x -> np.where(mask, x, a) or np.concatenate; "
    "math.exp(x) -> np.exp(x); rng.normal(x) -> rx.sample(rx.Normal(x, 1.0)); "
    "scipy.special.logsumexp(x) -> rx.logsumexp(x)"
)


class NoNumbers:
    """Base of `Traced`: everything that would need its numbers raises `TracingError`."""

    __slots__ = ()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        raise tracing_error(f"a traced value has no numbers yet, so it cannot become an array; write {REPLACEMENTS}")

    def __bool__(self) -> NoReturn:
        raise tracing_error(
            "the truth of a traced value is not known while the loss is traced: instead of `if c: a else: b` write "
            "np.where(c, a, b), instead of `and`, `or`, `not` write &, |, ~, instead of max(a, b) write "
            "np.maximum(a, b)"
        )

    def __float__(self) -> NoReturn:
        raise tracing_error(
            "a traced value is not a number yet, so float(x) and the math module cannot be used: leave float() out, "
            "and write np.exp(x) instead of math.exp(x), np.where(mask, x, a) instead of a[i] = x, rx.sample(...) "
            "instead of rng.normal(x)"
        )

    def __int__(self) -> NoReturn:
        raise tracing_error("a traced value is not a number yet: instead of int(x) write x.astype(int) or np.floor(x)")

    def __complex__(self) -> NoReturn:
        raise tracing_error("a traced value is real: complex numbers are not supported")

    def __index__(self) -> NoReturn:
        raise tracing_error(
            "a traced value cannot be used as a Python integer: instead of table[k] write rx.take(table, k, axis=0); "
            "a size, an axis or a range() needs a constant: pass it as a static argument, "
            "rx.expectation(..., static_argnames=('n',))"
        )

    def __trunc__(self) -> NoReturn:
        self.__int__()

    def __setitem__(self, index: Any, value: Any) -> NoReturn:
        raise tracing_error(
            "a traced value cannot be written into: instead of x[i] = v write x = np.where(mask, v, x), or build it "
            "with np.stack or np.concatenate"
        )

    def __contains__(self, value: Any) -> NoReturn:
        raise tracing_error("`v in x` needs the numbers of a traced value: write np.any(x == v)")

    def __hash__(self) -> int:
        raise tracing_error(
            "a traced value cannot be a key of a dict or a member of a set: use its place in a list, or a name"
        )

    def item(self, *args: Any) -> NoReturn:
        """Raise: a traced value has no numbers."""
        raise tracing_error("x.item() needs the numbers of a traced value: leave it out, or index with x[i]")

    def tolist(self) -> NoReturn:
        """Raise: a traced value has no numbers."""
        raise tracing_error(
            "x.tolist() needs the numbers of a traced value: use list(x) for its parts along the first axis"
        )

    def __reduce__(self) -> NoReturn:
        raise tracing_error("a traced value lives only while its loss is traced, so it cannot be pickled")
