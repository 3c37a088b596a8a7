"""The row of the op table: what Python must know of an op besides its C++ definition."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Finite reals of every magnitude, the widest domain of a test.
REAL = (-float("inf"), float("inf"))
POSITIVE = (0.0, float("inf"))


@dataclass(frozen=True)
class Op:
    """One op: its NumPy names, its meaning, and how it is tested.

    Parameters
    ----------
    name : str
        Name of the op in C++, in the text form of programs and in test ids.
    doc : str
        One line of meaning.
    reference : str
        The exact value as an mpmath expression of as many of ``x, y, z, v, w`` as there are arguments; evaluated by
        tests only, with every name of mpmath and of tests/exact.py in scope.
    domain : tuple of (float, float)
        One open interval per argument, from which tests draw random arguments of every magnitude.
    ulp : (float, float)
        Largest error in units in the last place, for float64 and float32. 0.5 is correct rounding; 0 exact.
    numpy : tuple of str
        Names of the NumPy functions that trace to this op. Dotted names are looked up below ``scipy``.
    points : tuple of float
        Zeros, poles and thresholds: tests look at each and at its neighbours.
    kinks : tuple of float
        Arguments at which the derivative jumps; derivative tests stay clear of them.
    whole : tuple of int
        Numbers of the arguments that must be whole: no derivative passes to them.
    implicit : dict of int to str
        Derivatives by arguments that are not those of the reference: of samplers, where a draw is a quantile whose
        probability is held fixed. In the form of `reference`.
    tolerance : float
        Relative error of the derivatives, at moderate arguments.
    cut : bool
        Whether it jumps inside of its domain although it has a derivative: a pathwise gradient through it is biased.
    scale : float
        Results below it are measured in its units: of a difference, what is subtracted.
    """

    name: str
    doc: str
    reference: str
    domain: tuple[tuple[float, float], ...] = (REAL,)
    ulp: tuple[float, float] = (0.5, 0.5)
    numpy: tuple[str, ...] = ()
    points: tuple[float, ...] = (0.0,)
    kinks: tuple[float, ...] = ()
    whole: tuple[int, ...] = ()
    implicit: dict[int, str] = field(default_factory=dict)
    tolerance: float = 1e-12
    cut: bool = False
    scale: float = 0.0
