"""The protocol of statistical tests.

A run of the whole suite raises a false alarm with probability FALSE_ALARM: each of at most TESTS comparisons is
two-sided at FALSE_ALARM / TESTS, which is |z| <= 6.3. Seeds are constants that nobody chose for their result, and are
never changed to get to green. With n samples a bias of (6.3 + 4.8) / sqrt(n) standard deviations is seen with
probability 1 - 1e-6.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

FALSE_ALARM = 1e-6
TESTS = 3000
Z = -NormalDist().inv_cdf(FALSE_ALARM / TESTS / 2)


#: The z-scores of all tests of this run that passed, by what was tested: test_z_scores looks at them together.
RECORD: dict[str, np.ndarray] = {}


class BiasError(AssertionError):
    """A statistical test failed: planted errors must raise this."""


def z_scores(estimate: Any, stderr: Any, truth: Any) -> np.ndarray:
    """(estimate - truth) / stderr; without any noise the two must agree to rounding."""
    estimate, stderr, truth = (np.atleast_1d(np.asarray(a, float)) for a in (estimate, stderr, truth))
    distance = estimate - truth
    rounding = 1e-10 * (1.0 + np.abs(truth))
    return np.where(np.abs(distance) <= rounding, 0.0, distance / np.maximum(stderr, 1e-300))


def assert_unbiased(estimate: Any, stderr: Any, truth: Any, what: str = "") -> None:
    """Raise `BiasError` unless every |z| is at most Z."""
    z = z_scores(estimate, stderr, truth)
    if not np.all(np.abs(z) <= Z):
        raise BiasError(f"{what}: z = {z}, |z| <= {Z:.2f} was expected; estimate {estimate} +- {stderr}, truth {truth}")
    RECORD[f"{what} {estimate}"] = z[z != 0.0]


def detectable(samples: int) -> float:
    """Bias in standard deviations of one sample that is seen with probability 1 - 1e-6."""
    return (Z + NormalDist().inv_cdf(1 - 1e-6)) / float(np.sqrt(samples))
