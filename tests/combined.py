"""Laws made of laws as test cases, with their densities from SciPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.optimize
import scipy.stats
from scipy.special import expit, logsumexp

import reparamx as rx

B = rx.bijectors
S = scipy.stats


@dataclass(frozen=True)
class Case:
    """A law made from parameters, and its log-density at draws, from SciPy's laws."""

    make: Callable[..., Any]
    theta: dict[str, Any]
    log_density: Callable[..., Any]

    def law(self, **changes: Any) -> Any:
        theta = {name: np.asarray(value, float) for name, value in self.theta.items()}
        return self.make(**{**theta, **changes})


def shift(first: Any, w: Any, b: Any) -> Any:
    return np.tanh(first @ w), np.sin(first @ w) * b


def mixed(w: Any, densities: Any) -> Any:
    """Log-density of a mixture of log-densities on the last axis."""
    w = np.asarray(w) / np.sum(w, axis=-1, keepdims=True)
    return logsumexp(densities, axis=-1, b=w)


def flow_density(x: Any, w: Any, b: Any, loc: Any) -> Any:
    """Of a coupling after a permutation (1, 0) of two normal numbers."""
    t, s = shift(x[..., :1], w, b)
    rest = (x[..., 1:] - t) * np.exp(-s)
    return (S.norm.logpdf(x[..., :1], loc[1]) + S.norm.logpdf(rest, loc[0]) - s)[..., 0]


def truncated(law: Any, low: Any, high: Any, x: Any) -> Any:
    return law.logpdf(x) - np.log(law.cdf(high) - law.cdf(low))


CASES = {
    "Independent": Case(
        lambda loc, scale: rx.Independent(rx.Normal(loc, scale), 1),
        {"loc": [[0.0, 1.0, -1.0], [0.5, 0.0, 2.0]], "scale": [1.0, 0.5, 2.0]},
        lambda x, loc, scale: S.norm.logpdf(x, loc, scale).sum(axis=-1),
    ),
    "Independent-discrete": Case(
        lambda probs: rx.Independent(rx.Bernoulli(probs), 2),
        {"probs": [[0.2, 0.5], [0.7, 0.6]]},
        lambda x, probs: S.bernoulli.logpmf(x, probs).sum(axis=(-2, -1)),
    ),
    "Masked": Case(
        lambda loc, scale: rx.Masked(rx.Normal(loc, scale), [True, True]),
        {"loc": [0.0, 1.0], "scale": 0.5},
        lambda x, loc, scale: S.norm.logpdf(x, loc, scale),
    ),
    "ZeroInflated-gate": Case(
        lambda probs, gate: rx.ZeroInflated(rx.Categorical(probs=probs), gate=gate),
        {"probs": [0.2, 0.5, 0.3], "gate": [0.25, 0.5]},
        lambda x, probs, gate: np.log(gate * (x == 0) + (1 - gate) * probs[x.astype(int)]),
    ),
    "ZeroInflated-logits": Case(
        lambda probs, logits: rx.ZeroInflated(rx.Bernoulli(probs), gate_logits=logits),
        {"probs": [0.2, 0.5], "logits": -0.5},
        lambda x, probs, logits: np.log(expit(logits) * (x == 0) + expit(-logits) * S.bernoulli.pmf(x, probs)),
    ),
    "Truncated": Case(
        lambda loc, scale, low, high: rx.Truncated(rx.Gumbel(loc, scale), low, high),
        {"loc": 0.3, "scale": [[1.0], [2.0]], "low": -1.0, "high": [0.5, 3.0]},
        lambda x, loc, scale, low, high: truncated(S.gumbel_r(loc, scale), low, high, x),
    ),
    "Truncated-above": Case(
        lambda rate, high: rx.Truncated(rx.Exponential(rate), high=high),
        {"rate": [0.5, 3.0], "high": 1.5},
        lambda x, rate, high: truncated(S.expon(scale=1 / rate), 0.0, high, x),
    ),
    "Truncated-far": Case(
        lambda loc, scale, low: rx.Truncated(rx.Normal(loc, scale), low=low, upper=True),
        {"loc": [0.0, 1.0], "scale": 1.0, "low": [6.0, 12.0]},
        lambda x, loc, scale, low: S.norm.logpdf(x, loc, scale) - S.norm.logsf(low, loc, scale),
    ),
    "Truncated-mixture": Case(
        lambda w, loc, high: rx.Truncated(rx.MixtureSameFamily(w, rx.Normal(loc, 1.0)), -1.0, high),
        {"w": [0.25, 0.75], "loc": [-2.0, 2.0], "high": 1.5},
        lambda x, w, loc, high: (
            mixed(w, S.norm.logpdf(x[..., None], loc)) - np.log(w @ (S.norm.cdf(high, loc) - S.norm.cdf(-1.0, loc)))
        ),
    ),
    "MixtureSameFamily": Case(
        lambda w, loc, scale: rx.MixtureSameFamily(w, rx.Normal(loc, scale)),
        {"w": [0.25, 0.75], "loc": [-2.0, 1.0], "scale": [1.0, 0.5]},
        lambda x, w, loc, scale: mixed(w, S.norm.logpdf(x[..., None], loc, scale)),
    ),
    "MixtureSameFamily-batch": Case(
        lambda logits, loc, scale: rx.MixtureSameFamily(rx.Categorical(logits=logits), rx.Logistic(loc, scale)),
        {"logits": [[0.0, 1.0, -1.0], [0.3, 0.2, 0.1]], "loc": [-2.0, 2.0, 0.0], "scale": 1.5},
        lambda x, logits, loc, scale: mixed(np.exp(logits), S.logistic.logpdf(x[..., None], loc, scale)),
    ),
    "MixtureSameFamily-positive": Case(
        lambda w, scale, concentration: rx.MixtureSameFamily(w, rx.Weibull(scale, concentration)),
        {"w": [0.5, 0.5], "scale": [1.0, 2.0], "concentration": [1.5, 3.0]},
        lambda x, w, scale, concentration: mixed(w, S.weibull_min.logpdf(x[..., None], concentration, scale=scale)),
    ),
    "MixtureSameFamily-entries": Case(
        lambda w, loc, scale: rx.MixtureSameFamily(w, rx.Independent(rx.Normal(loc, scale))),
        {"w": [0.25, 0.75], "loc": [[-1.0, 2.0, 0.0], [0.0, 1.0, -1.0]], "scale": [[1.0], [0.5]]},
        lambda x, w, loc, scale: mixed(w, S.norm.logpdf(x[..., None, :], loc, scale).sum(axis=-1)),
    ),
    "MixtureSameFamily-vectors": Case(
        lambda w, loc, tril: rx.MixtureSameFamily(w, rx.MultivariateNormal(loc, scale_tril=tril)),
        {"w": [0.25, 0.75], "loc": [[0.0, 1.0], [2.0, -1.0]], "tril": [[1.0, 0.0], [0.5, 0.7]]},
        lambda x, w, loc, tril: mixed(
            w, np.stack([S.multivariate_normal.logpdf(x, m, tril @ tril.T) for m in loc], axis=-1)
        ),
    ),
    "MixtureSameFamily-discrete": Case(
        lambda w, probs: rx.MixtureSameFamily(w, rx.Bernoulli(probs)),
        {"w": [0.25, 0.75], "probs": [[0.2, 0.7], [0.5, 0.5]]},
        lambda x, w, probs: mixed(w, S.bernoulli.logpmf(x[..., None], probs)),
    ),
    "Mixture": Case(
        lambda w, loc, scale: rx.Mixture(w, [rx.Normal(loc, 1.0), rx.Cauchy(0.0, scale)]),
        {"w": [0.25, 0.75], "loc": [0.0, 1.0], "scale": 2.0},
        lambda x, w, loc, scale: mixed(w, np.stack([S.norm.logpdf(x, loc), S.cauchy.logpdf(x, 0.0, scale)], axis=-1)),
    ),
    "Mixture-supports": Case(
        lambda w, rate: rx.Mixture(w, [rx.Normal(0.0, 1.0), rx.Exponential(rate)]),
        {"w": [0.25, 0.75], "rate": 2.0},
        lambda x, w, rate: mixed(w, np.stack([S.norm.logpdf(x), S.expon.logpdf(x, scale=1 / rate)], axis=-1)),
    ),
    "Transformed": Case(
        lambda loc, a, b: rx.Transformed(rx.Normal(loc, 1.0), [B.Affine(a, b), B.Exp()]),
        {"loc": [0.0, 1.0], "a": [[1.0], [2.0]], "b": -0.5},
        lambda x, loc, a, b: S.lognorm.logpdf(x, np.abs(b), scale=np.exp(a + b * loc)),
    ),
    "Transformed-tanh": Case(
        lambda loc, scale: rx.Transformed(rx.Normal(loc, scale), B.Tanh()),
        {"loc": [0.0, 1.0], "scale": 0.5},
        lambda x, loc, scale: S.norm.logpdf(np.arctanh(x), loc, scale) - np.log1p(-(x**2)),
    ),
    "Transformed-power": Case(
        lambda rate, c: rx.Transformed(rx.Exponential(rate), B.Power(c)),
        {"rate": 2.0, "c": [0.5, -1.5]},
        lambda x, rate, c: S.expon.logpdf(x ** (1 / c), scale=1 / rate) - np.log(np.abs(c)) - (c - 1) / c * np.log(x),
    ),
    "Transformed-inverse": Case(
        lambda rate, a: rx.Transformed(rx.Exponential(rate), [B.Inverse(B.Exp()), B.Affine(a, 2.0)]),
        {"rate": [0.5, 2.0], "a": 1.0},
        lambda x, rate, a: S.expon.logpdf(np.exp((x - a) / 2), scale=1 / rate) + (x - a) / 2 - np.log(2.0),
    ),
    "Transformed-simplex": Case(
        lambda loc, scale: rx.Transformed(rx.Normal(loc, scale), B.StickBreaking()),
        {"loc": [[0.3, -1.0]], "scale": [1.0, 0.5]},
        lambda x, loc, scale: rx.LogisticNormal(loc, scale).log_prob(x),
    ),
    "Transformed-softmax": Case(
        lambda loc: rx.Transformed(rx.Independent(rx.Normal(loc, 1.0)), B.SoftmaxCentered()),
        {"loc": [0.3, -1.0]},
        lambda x, loc: S.norm.logpdf(np.log(x[..., :-1] / x[..., -1:]), loc).sum(axis=-1) - np.log(x).sum(axis=-1),
    ),
    "Transformed-covariance": Case(
        lambda loc: rx.Transformed(rx.Normal(loc, 0.5), [B.CholeskyCovariance("exp"), B.CholeskyOuterProduct()]),
        {"loc": [0.3, -0.2, 0.1]},
        lambda x, loc: covariance_density(x, loc),
    ),
    "Transformed-correlation": Case(
        lambda loc: rx.Transformed(rx.Normal(loc, 0.5), B.CholeskyCorrelation()),
        {"loc": [0.3]},
        lambda x, loc: S.norm.logpdf(np.arctanh(x[..., 1, 0]), loc[0], 0.5) - np.log1p(-(x[..., 1, 0] ** 2)),
    ),
    "Transformed-flow": Case(
        lambda w, b, loc: rx.Transformed(
            rx.Normal(loc, 1.0), [B.Permutation([1, 0]), B.AffineCoupling(shift, 1, w=w, b=b)]
        ),
        {"w": [[0.7]], "b": 0.5, "loc": [0.3, -1.0]},
        flow_density,
    ),
    "Transformed-planar": Case(
        lambda u, w, b: rx.Transformed(rx.Independent(rx.Normal(np.zeros(2), 1.0)), B.Planar(u, w, b)),
        {"u": [1.0, 0.5], "w": [0.4, -0.6], "b": 0.3},
        lambda x, u, w, b: planar_density(x, u, w, b),
    ),
    "Transformed-nested": Case(
        lambda loc, a: rx.Transformed(
            rx.Independent(rx.Transformed(rx.Normal(loc, 1.0), B.Exp())), [B.Affine(0.0, a), B.Permutation([1, 0])]
        ),
        {"loc": [0.3, -1.0], "a": [2.0, 3.0]},
        lambda x, loc, a: S.lognorm.logpdf(x[..., ::-1], 1.0, scale=a * np.exp(loc)).sum(axis=-1),
    ),
}


def covariance_density(x: Any, loc: Any) -> Any:
    """Jacobian of L L^T by its entries (a, b, c) = (l11^2, l11 l21, l21^2 + l22^2): 4 l11^2 l22."""
    root = np.linalg.cholesky(x)
    a, b, c = root[..., 0, 0], root[..., 1, 0], root[..., 1, 1]
    free = np.stack([np.log(a), b, np.log(c)], axis=-1)
    return S.norm.logpdf(free, loc, 0.5).sum(axis=-1) - np.log(a) - np.log(c) - np.log(4 * a**2 * c)


def planar_density(x: Any, u: Any, w: Any, b: Any) -> Any:
    """By bisection with SciPy."""
    m = np.logaddexp(0.0, w @ u) - 1.0
    direction = u + (m - w @ u) * w / (w @ w)
    solve = np.vectorize(lambda c: scipy.optimize.brentq(lambda a: a + m * np.tanh(a) - c, c - 9, c + 9, xtol=1e-15))
    a = solve(x @ w + b)
    y = x - direction * np.tanh(a)[..., None]
    return S.norm.logpdf(y).sum(axis=-1) - np.log1p(m / np.cosh(a) ** 2)
