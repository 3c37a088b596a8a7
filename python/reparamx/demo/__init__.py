"""``python -m reparamx demo``: every system of the slides that this version covers, each beside its exact answer."""

from __future__ import annotations

import time
from pathlib import Path

from . import gaussian, logistic, network, pictures
from .report import HEADER, Line

__all__ = ["Line", "run"]

SAMPLES = 4_000_000


def run(output: Path | None = Path("reparamx-demo"), *, samples: int = SAMPLES, seed: int = 0) -> list[Line]:
    """Run the demo and print it.

    Parameters
    ----------
    output : Path, optional
        Folder for the pictures; None writes none.
    samples : int
        Samples of each estimate; the posterior of the last part gets a twentieth of it.
    seed : int
        Seed of all noise.

    Returns
    -------
    list of Line
        Every line printed.
    """
    start = time.perf_counter()
    everything: list[Line] = []

    def show(lines: list[Line]) -> None:
        for one in lines:
            print(one, flush=True)
        everything.extend(lines)

    print(HEADER)
    print("\nThe one-liner: x = 2 + e/2 ~ Normal(2, 1/4), dx/dmu = 1, dx/dsigma = e")
    show(gaussian.lines(samples, seed))
    print("\nThe stochastic network: a1 ~ p(a | theta) between two layers, L = |y - W2 a1|^2 / 2")
    show(network.lines(samples, seed))
    print(f"\nBayesian logistic regression: 427 tumours, 30 measurements and a bias, {logistic.STEPS} steps of Adam")
    fitted = logistic.fit(seed)
    show(logistic.lines(fitted, max(samples // 20, 32), seed))
    rows = len(fitted.held_t)
    print(f"held-out accuracy of the Bayesian prediction: {logistic.held_out_accuracy(fitted):.1%} of {rows} tumours")

    print()
    if output is None:
        pass
    elif pictures.available():
        for path in pictures.draw(output, fitted, seed):
            print(f"wrote {path}")
    else:
        print("no pictures: matplotlib is not installed (pip install matplotlib)")
    wrong = [one for one in everything if not abs(one.z) <= one.bound]
    verdict = "all within their bounds" if not wrong else f"{len(wrong)} BEYOND THEIR BOUNDS"
    print(f"{len(everything)} lines, {verdict}; {time.perf_counter() - start:.1f} s")
    return everything
