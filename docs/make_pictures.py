"""Pictures of distributions for docs/distributions.md: what is drawn, and how it moves with the parameters."""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
import numpy as np

from reparamx.distributions._base import Distribution

mpl.use("svg")
from matplotlib import pyplot as plt

INK, FAINT, FILL = "#3b4252", "#d8dee9", "#e5ebf3"
COLOURS = ("#2f6db3", "#d9822b", "#3a8f5c", "#8b5fbf")
STYLE = {
    "svg.hashsalt": "reparamx",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 8.5,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "lines.linewidth": 1.7,
    "lines.solid_capstyle": "round",
    "path.simplify_threshold": 0.2,
}
DRAWS = 40_000


def picture(name: str, d: Distribution) -> str:
    """Text of an SVG file, the same for the same version of matplotlib."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(1, 2, figsize=(7.4, 2.35), layout="constrained")
        if d.definition.event_rank:
            vectors(d, *axes)
        elif d.definition.discrete:
            whole_numbers(d, *axes)
        else:
            real_numbers(d, *axes)
        for axis in axes:
            axis.locator_params(nbins=6, integer=d.definition.discrete, axis="x")
            axis.locator_params(nbins=5, axis="y")
        file = io.StringIO()
        figure.savefig(file, format="svg", facecolor="white", metadata={"Date": None, "Title": f"{name} distribution"})
        plt.close(figure)
    # A hundredth of a point is enough, and half of the size.
    text = re.sub(r"(\d\.\d\d)\d+", r"\1", file.getvalue())
    return re.sub(r"\n\s*", "\n", re.sub(r" ?\n(?=[LMCQz] ?)", "", text))


def label(d: Distribution) -> str:
    """Parameters in one line, if they are numbers."""
    return ", ".join(f"{n} = {float(v):g}" for n, v in d.parameters.items() if np.ndim(v) == 0)


def window(d: Distribution, x: np.ndarray) -> tuple[float, float]:
    """Interval that shows the law: 99 % of it, or less of a long tail, and ends of the support that are near."""
    inner = np.quantile(x, [0.25, 0.75])
    width = inner[1] - inner[0]
    low, high = np.quantile(x, [0.004, 0.996])
    low, high = max(low, inner[0] - 3.0 * width), min(high, inner[1] + 3.0 * width)
    for k, end in enumerate(np.asarray(v, float) for v in d.support):
        if np.isfinite(end) and abs(end - (low, high)[k]) < 0.6 * (high - low):
            low, high = (float(end), high) if k == 0 else (low, float(end))
    return float(low), float(high)


def real_numbers(d: Distribution, left: Any, right: Any) -> None:
    """The density over draws; dx / d parameter of draws against x."""
    x = d.sample(DRAWS, rng=0)
    low, high = window(d, x)
    margin = 0.04 * (high - low)
    grid = np.linspace(low - margin, high + margin, 401)
    density = d.prob(grid)
    edges = np.linspace(low, high, 41)
    counts, _ = np.histogram(x, edges)
    heights = counts / (DRAWS * np.diff(edges))
    left.stairs(heights, edges, fill=True, color=FILL)
    left.plot(grid, np.where(np.isfinite(density), density, np.nan), color=COLOURS[0])
    top = 1.2 * min(2.5 * np.max(heights), max(np.max(heights), np.max(density[np.isfinite(density)])))
    left.set(xlim=(grid[0], grid[-1]), ylim=(0.0, top), title="density and draws", xlabel="x")
    left.text(0.995, 1.0, label(d), transform=left.transAxes, ha="right", va="top", color=INK, fontsize=7.5)
    if not d.definition.reparametrised:
        scores(d, right, np.linspace(low, high, 201)[1:-1])
        return
    y, slopes = d.sample_and_grad(4000, rng=1)
    inside = np.flatnonzero((y >= low) & (y <= high))
    order = inside[np.argsort(y[inside], kind="stable")]
    order = order[:: max(1, len(order) // 300)]
    for colour, (name, slope) in zip(COLOURS, slopes.items(), strict=False):
        curve(right, y[order], slope[order], name, colour)
    finish(right, [slope[order] for slope in slopes.values()], grid, "derivative of a draw by its parameters")


def curve(axis: Any, x: np.ndarray, y: np.ndarray, name: str, colour: str) -> None:
    """A line if y is a function of x, else a cloud."""
    rise = np.max(y) - np.min(y)
    if np.sum(np.abs(np.diff(y))) <= 6.0 * rise + 1e-12:
        axis.plot(x, y, color=colour, label=f"dx / d {name}")
    else:
        axis.plot(x[::2], y[::2], ".", ms=4.0, mew=0, alpha=0.6, color=colour, label=f"dx / d {name}")


def scores(d: Distribution, axis: Any, x: np.ndarray) -> None:
    """Derivatives of the log-density."""
    values = d.score(x)
    for colour, (name, slope) in zip(COLOURS, values.items(), strict=False):
        axis.plot(x, slope, color=colour, label=f"d log p / d {name}")
    finish(axis, list(values.values()), x, "derivative of the log-density")


def finish(axis: Any, slopes: list[np.ndarray], x: np.ndarray, title: str) -> None:
    """Limits that leave out what runs away, a zero line, a legend."""
    every = np.concatenate([s[np.isfinite(s)] for s in slopes] or [np.zeros(1)])
    low, high = np.quantile(every, [0.01, 0.99])
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.08 * (high - low) or 1.0
    axis.axhline(0.0, color=FAINT, lw=0.8, zorder=0)
    axis.set(xlim=(x[0], x[-1]), ylim=(low - room, high + 2.2 * room), title=title, xlabel="x")
    axis.legend(loc="best", fontsize=7.5)


def whole_numbers(d: Distribution, left: Any, right: Any) -> None:
    """Probabilities over the frequency of draws; d log p / d parameter of each value."""
    x = d.sample(DRAWS, rng=0)
    values = np.arange(int(np.min(x)), int(np.quantile(x, 0.999)) + 1)
    if values.size == 1:
        values = np.append(values, values[0] + 1)
    left.bar(values, [np.mean(x == k) for k in values], width=0.7, color=FILL)
    left.vlines(values, 0.0, d.prob(values), color=COLOURS[0], lw=1.5)
    left.plot(values, d.prob(values), "o", ms=3.5, color=COLOURS[0])
    edges = values[0] - 0.7, values[-1] + 0.7
    left.set(xlim=edges, title="probability and draws", xlabel="x", ylim=(0.0, 1.22 * np.max(d.prob(values))))
    left.text(0.995, 1.0, label(d), transform=left.transAxes, ha="right", va="top", color=INK, fontsize=7.5)
    shown = []
    for name, slope in d.score(values).items():
        many = slope.ndim > 1
        for k, part in enumerate(slope.T if many else [slope]):
            title = f"d log p / d {name}[{k}]" if many else f"d log p / d {name}"
            right.plot(values, part, "o-", ms=3.5, lw=0.9, color=COLOURS[len(shown) % 4], label=title)
            shown.append(part)
    finish(right, shown, np.asarray(edges), "derivative of the log-probability")


def vectors(d: Distribution, left: Any, right: Any) -> None:
    """The first two entries of draws; how they move with one entry of the last parameter that moves them."""
    x = d.sample(300, rng=0).reshape(300, -1)[:, :2]
    if x.shape[1] == 1:
        x = np.column_stack([x, np.zeros(len(x))])
    left.plot(*x.T, ".", ms=3, mew=0, alpha=0.55, color=COLOURS[0])
    left.set(title="draws", xlabel="first entry", ylabel="second entry")
    right.set(title="derivative of the log-density", xlabel="first entry")
    if d.definition.reparametrised:
        moves(d, right)
    limits = [np.quantile(column, [0.002, 0.998]) for column in x.T]
    for axis in (left, right):
        for set_limits, (low, high) in zip((axis.set_xlim, axis.set_ylim), limits, strict=True):
            margin = 0.12 * (high - low) or 0.5
            set_limits(low - margin, high + margin)


def moves(d: Distribution, axis: Any) -> None:
    """Arrows from draws, along their derivative by an entry of a parameter."""
    count = 60
    x, slopes = d.sample_and_grad(count, rng=2)
    points = x.reshape(count, -1)[:, :2]
    chosen = None
    for name, slope in slopes.items():
        own = slope.shape[x.ndim :]
        flat = slope.reshape(count, -1, *own)[:, :2]
        for entry in np.ndindex(own):
            move = flat[(..., *entry)]
            if np.all(np.any(np.abs(move) > 1e-9, axis=0)):
                chosen = name + (str(list(entry)) if entry else ""), move
    if chosen is None:
        name, slope = next(iter(slopes.items()))
        own = slope.shape[x.ndim :]
        first = slope.reshape(count, -1, *own)[(..., *(0,) * len(own))][:, :2]
        chosen = name + (str([0] * len(own)) if own else ""), first
    name, move = chosen
    axis.plot(*points.T, ".", ms=2.5, mew=0, color=FAINT)
    axis.quiver(*points.T, *move.T, angles="xy", color=COLOURS[1], width=0.0035, headwidth=4.5, alpha=0.9)
    axis.set(title=f"derivative of draws by {name}")
