"""`Estimate`: what a call of an expectation returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .seeds import Seed
from .structure import flatten, leaf_names

__all__ = ["Estimate", "PerSample"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Estimate:
    """Monte Carlo estimate of an expectation and its gradient.

    Parameters
    ----------
    value : float
        Estimate of the expectation.
    value_stderr : float
        Its standard error; 0 if the loss draws nothing, NaN if there is a single replicate.
    grad : structure of float or ndarray
        Gradient, in the structure of the differentiated argument; a tuple of these if ``argnums`` is a tuple. None from
        `Expectation.value`.
    grad_stderr : structure of float or ndarray
        Its standard errors, in the same structure; None with ``stderr=False``.
    samples : int
        Number of samples.
    replicates : int
        Number of independent means of which the standard errors are the spread.
    seed : Seed
        Pass it as ``rng=`` to draw the same numbers again.
    """

    value: float
    value_stderr: float | None
    grad: Any
    grad_stderr: Any
    samples: int
    replicates: int
    seed: Seed

    def __repr__(self) -> str:
        lines = [f"Estimate of {self.samples} samples in {self.replicates} replicates, {self.seed!r}"]
        lines.append(f"  value = {_with_error(self.value, self.value_stderr)}")
        if self.grad is not None:
            leaves: list[Any] = []
            errors: list[Any] = []
            names = leaf_names(flatten(self.grad, leaves), "grad")
            if self.grad_stderr is not None:
                flatten(self.grad_stderr, errors)
            for k, (name, leaf) in enumerate(zip(names, leaves, strict=True)):
                lines.append(f"  {name} = {_with_error(leaf, errors[k] if errors else None)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class PerSample:
    """Values and gradients of single samples, before they are averaged.

    Parameters
    ----------
    value : ndarray, shape (samples,)
        Loss of each sample.
    grad : structure of ndarray, each of shape (samples, ...)
        Gradient estimate of each sample, in the structure of the differentiated argument.
    samples : int
        Number of samples.
    seed : Seed
        Pass it as ``rng=`` to draw the same numbers again.
    """

    value: np.ndarray[Any, np.dtype[np.floating[Any]]]
    grad: Any
    samples: int
    seed: Seed

    def __repr__(self) -> str:
        return f"PerSample of {self.samples} samples, {self.seed!r}"


#: Largest array that a repr spells out.
_SPELLED = 6


def _with_error(value: Any, error: Any) -> str:
    array = np.asarray(value)
    if array.size > _SPELLED:
        largest = "" if error is None else f", largest standard error {np.max(error):.2g}"
        return f"array of shape {array.shape}{largest}"
    text = _spelled(array, 6)
    return text if error is None else f"{text} +- {_spelled(np.asarray(error), 2)}"


def _spelled(array: np.ndarray[Any, Any], digits: int) -> str:
    if array.ndim == 0:
        return f"{float(array):.{digits}g}"
    return np.array2string(array, formatter={"float_kind": lambda x: f"{x:.{digits}g}"}, separator=", ")
