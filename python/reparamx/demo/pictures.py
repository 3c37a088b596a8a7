"""Pictures of the demo, if matplotlib is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from . import gaussian, logistic


def available() -> bool:
    """Whether matplotlib can be imported."""
    return importlib.util.find_spec("matplotlib") is not None


def draw(folder: Path, fitted: logistic.Fit, seed: int) -> list[Path]:
    """Write the pictures into a folder, which is made if it is not there.

    Parameters
    ----------
    folder : Path
        Where to.
    fitted : Fit
        From `logistic.fit`.
    seed : int
        Seed.

    Returns
    -------
    list of Path
        The files written.
    """
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    written = []

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    samples, estimates, stderrs = np.array(gaussian.convergence(seed)).T
    axes.loglog(samples, np.abs(estimates - gaussian.EXACT["sigma"]), "o", markersize=4, label="error of the estimate")
    axes.loglog(samples, 2 * stderrs, color="black", linewidth=0.8, label="2 standard errors")
    axes.set(xlabel="samples", ylabel="|dE[x²]/dσ - 1|", title="x ~ Normal(2, 1/4), pathwise gradient")
    axes.legend()
    written.append(folder / "gradient.png")
    figure.savefig(written[-1], dpi=120)

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    steps, values, errors = np.array(fitted.history).T
    exact, _ = logistic.exact_elbo(fitted.theta, fitted.x, fitted.t)
    axes.errorbar(steps, values, 2 * errors, linewidth=0.6, elinewidth=0.4, label="estimate, 2 standard errors")
    axes.axhline(exact, color="black", linewidth=0.8, label="at the end, by quadrature")
    axes.set(xlabel="step", ylabel="ELBO", ylim=(1.6 * exact, 0.8 * exact), title="Bayesian logistic regression")
    axes.legend()
    written.append(folder / "elbo.png")
    figure.savefig(written[-1], dpi=120)

    figure = Figure(figsize=(6, 7), layout="constrained")
    axes = figure.subplots()
    loc, scale = fitted.theta["loc"], np.exp(fitted.theta["log_scale"])
    order = np.argsort(loc)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.errorbar(loc[order], np.arange(len(loc)), xerr=2 * scale[order], fmt="o", markersize=3)
    axes.set(yticks=np.arange(len(loc)), xlabel="weight, 2 posterior deviations", title="benign (+) or malignant (-)")
    axes.set_yticklabels([fitted.names[i].replace("_", " ") for i in order], fontsize=7)
    written.append(folder / "weights.png")
    figure.savefig(written[-1], dpi=120)
    return written
