"""Counts drawn from two uniforms x and y."""

from __future__ import annotations

from ._op import Op

#: Below that, uniform noise comes in float64 only, and sums of probabilities have rounded more.
_UNIT = (2.0**-24, 1.0)

OPS = (
    Op(
        "draw_poisson",
        "a Poisson count of mean z",
        "draw_poisson(x, y, z)",
        (_UNIT, _UNIT, (0.0, 1e5)),
        ulp=(0.0, 0.0),
        points=(0.0, 0.5, 1.0, 20.0),
    ),
    Op(
        "draw_binomial",
        "the successes among z trials of probability v",
        "draw_binomial(x, y, z, v)",
        (_UNIT, _UNIT, (0.0, 1e5), _UNIT),
        ulp=(0.0, 0.0),
        points=(0.0, 0.5, 1.0),
        whole=(2,),
    ),
    Op(
        "draw_hypergeometric",
        "the good ones of w drawn from z good and v bad ones",
        "draw_hypergeometric(x, y, z, v, w)",
        (_UNIT, _UNIT, (500.0, 1e4), (500.0, 1e4), (0.0, 1e3)),
        ulp=(0.0, 0.0),
        points=(0.0, 0.5, 1.0),
        whole=(2, 3, 4),
    ),
    Op(
        "draw_integer",
        "an integer from 0 to z - 1",
        "draw_integer(x, y, z)",
        (_UNIT, _UNIT, (1.0, 1e9)),
        ulp=(0.0, 2.0**24),  # of a float32 uniform the reference does not know how much was rounded
        points=(0.0, 0.5, 1.0),
        whole=(2,),
    ),
)
