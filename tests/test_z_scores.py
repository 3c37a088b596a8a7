"""The tests of the tests: all z-scores of a run together must be standard normal."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from chance import RECORD


def test_z_scores_are_standard_normal() -> None:
    """Standard errors 30 % too large or too small, which no single test would notice, show in the spread of 400."""
    z = np.concatenate([*RECORD.values(), np.empty(0)])
    if z.size < 300:
        pytest.skip("only in a run of the whole suite: it judges the z-scores of all other tests")
    assert scipy.stats.kstest(z, "norm").pvalue > 1e-6
    # Derivatives of one run are correlated: count a third of them.
    assert abs(np.var(z) - 1.0) < 6.3 * np.sqrt(2.0 / (z.size / 3.0))
