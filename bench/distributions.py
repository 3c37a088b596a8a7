"""Every distribution next to NumPy's generator, SciPy's log-density, PyTorch's and JAX's gradients, float64.

    python bench/distributions.py [NAME ...] [--samples N] [--threads N] [--json FILE]

Prints nanoseconds per sample and the ratio rival / reparamx; both are timed alternately, and the least times count.
Draws and densities are compared with each other before they are timed. The rivals that are not installed are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from machine import describe

import reparamx as rx

#: NumPy's sampler of each law, as an expression of the generator r, the number n and the parameters.
NUMPY = {
    "Beta": "r.beta(concentration1, concentration0, n)",
    "Binomial": "r.binomial(total_count, probs, n)",
    "Cauchy": "loc + scale * r.standard_cauchy(n)",
    "Chi2": "r.chisquare(df, n)",
    "Dirichlet": "r.dirichlet(concentration, n)",
    "Exponential": "r.exponential(1 / rate, n)",
    "FisherSnedecor": "r.f(df1, df2, n)",
    "Gamma": "r.gamma(concentration, 1 / rate, n)",
    "Geometric": "r.geometric(probs, n) - 1",
    "Gumbel": "r.gumbel(loc, scale, n)",
    "Hypergeometric": "r.hypergeometric(ngood, nbad, nsample, n)",
    "InverseGaussian": "r.wald(loc, concentration, n)",
    "Laplace": "r.laplace(loc, scale, n)",
    "Logistic": "r.logistic(loc, scale, n)",
    "LogNormal": "r.lognormal(loc, scale, n)",
    "Multinomial": "r.multinomial(total_count, probs, n)",
    "MultivariateNormal": "r.multivariate_normal(loc, covariance_matrix, n, method='cholesky')",
    "NegativeBinomial": "r.negative_binomial(total_count, 1 - probs, n)",
    "Normal": "r.normal(loc, scale, n)",
    "Pareto": "scale * (1 + r.pareto(alpha, n))",
    "Poisson": "r.poisson(rate, n)",
    "Rayleigh": "r.rayleigh(scale, n)",
    "StudentT": "loc + scale * r.standard_t(df, n)",
    "Triangular": "r.triangular(low, peak, high, n)",
    "Uniform": "r.uniform(low, high, n)",
    "VonMises": "loc + r.vonmises(0.0, concentration, n)",  # not wrapped
    "Weibull": "scale * r.weibull(concentration, n)",
}
#: Gradients of draws in PyTorch: (law, its parameters).
TORCH = {
    "Gamma": "Gamma(t(2.5), t(1.5))",
    "Beta": "Beta(t(2.5), t(1.5))",
    "Dirichlet": "Dirichlet(t([0.5, 1.0, 2.0]))",
    "StudentT": "StudentT(t(4.0), t(0.5), t(2.0))",
    "RelaxedOneHotCategorical": "RelaxedOneHotCategorical(t(0.5), logits=t([0.1 * k for k in range(10)]))",
}
#: The same in JAX, of the key and the number of draws.
JAX = {
    "Gamma": "lambda a, b: random.gamma(key, a, (n,)) / b",
    "Beta": "lambda a, b: random.beta(key, a, b, (n,))",
    "StudentT": "lambda df, loc, scale: loc + scale * random.t(key, df, (n,))",
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "Gamma": {"concentration": 2.5, "rate": 1.5},
    "Beta": {"concentration1": 2.5, "concentration0": 1.5},
    "Dirichlet": {"concentration": [0.5, 1.0, 2.0]},
    "StudentT": {"df": 4.0, "loc": 0.5, "scale": 2.0},
    "RelaxedOneHotCategorical": {"temperature": 0.5, "logits": [0.1 * k for k in range(10)]},
}
#: One-sided limit of the comparison of means, in standard errors.
LIMIT = 6.5


class Row(NamedTuple):
    """One line of the table."""

    law: str
    task: str
    rival: str
    own: float
    other: float


def least_times(calls: list[Callable[[], Any]], seconds: float = 1.0) -> list[float]:
    """Return the least time of each call, called in turn."""
    best = [math.inf] * len(calls)
    end = time.perf_counter() + seconds * len(calls)
    for k in range(3000):
        for i, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - start)
        if k >= 2 and time.perf_counter() > end:
            break
    return best


def agree(name: str, a: Any, b: Any) -> None:
    """Compare the means of bounded functions of draws."""
    for f in (np.tanh, lambda v: np.tanh(v / np.median(np.abs(a) + 1e-9))):
        u, v = f(np.asarray(a, float)), f(np.asarray(b, float))
        error = math.hypot(float(u.std()), float(v.std())) / math.sqrt(len(u))
        if abs(float(u.mean()) - float(v.mean())) > LIMIT * error + 1e-12:
            raise SystemExit(f"{name}: the draws have different laws")


def scalars(parameters: dict[str, Any]) -> dict[str, Any]:
    """First element of every parameter of a case."""
    return {k: v if isinstance(v, (int, list)) else float(np.ravel(v)[0]) for k, v in parameters.items()}


def against_numpy(name: str, parameters: dict[str, Any], n: int) -> Iterator[Row]:
    """Time draws."""
    generator = np.random.default_rng(1)
    names = {"np": np, "r": generator, "n": n, **parameters}
    code = compile(NUMPY[name], name, "eval")
    d = getattr(rx, name)(**parameters)
    agree(name, d.sample(n, rng=2), eval(code, names))
    own, other = least_times([lambda: d.sample(n, rng=2), lambda: eval(code, names)])
    yield Row(name, "sample", "NumPy", own / n, other / n)


def against_scipy(name: str, expression: str, parameters: dict[str, Any], n: int) -> Iterator[Row]:
    """Time log-densities."""
    import scipy.stats

    d = getattr(rx, name)(**parameters)
    x = d.sample(n, rng=3)
    law = eval(expression, {**vars(scipy.stats), **vars(np), **parameters})
    log_density = law.logpdf if hasattr(law, "logpdf") else law.logpmf
    np.testing.assert_allclose(d.log_prob(x[:1000]), log_density(x[:1000]), rtol=1e-6, atol=1e-6)
    own, other = least_times([lambda: d.log_prob(x), lambda: log_density(x)])
    yield Row(name, "log_prob", "SciPy", own / n, other / n)


def against_torch(name: str, n: int) -> Iterator[Row]:
    """Time draws together with their derivatives."""
    import torch

    torch.set_num_threads(int(os.environ["REPARAMX_NUM_THREADS"]))

    def parameter(value: Any) -> Any:
        return torch.tensor(value, dtype=torch.float64, requires_grad=True)

    def rival() -> None:
        law = eval(TORCH[name], {**vars(torch.distributions), "t": parameter})
        law.rsample((n,)).sum().backward()

    own, other = least_times([gradient(name, n), rival])
    yield Row(name, "draw and gradient", "PyTorch", own / n, other / n)


def against_jax(name: str, n: int) -> Iterator[Row]:
    """The same, compiled; JAX takes the threads that the process has."""
    import jax

    jax.config.update("jax_enable_x64", True)
    values = list(PARAMETERS[name].values())

    def total(theta: Any, key: Any) -> Any:
        return eval(JAX[name], {"random": jax.random, "key": key, "n": n})(*theta).sum()

    slopes, keys = jax.jit(jax.grad(total)), iter(range(1 << 30))
    own, other = least_times(
        [gradient(name, n), lambda: jax.block_until_ready(slopes(values, jax.random.PRNGKey(next(keys))))]
    )
    yield Row(name, "draw and gradient", "JAX", own / n, other / n)


def gradient(name: str, n: int) -> Callable[[], Any]:
    """Our draws with their derivatives by all parameters."""
    d = getattr(rx, name)(**PARAMETERS[name])
    loss = rx.expectation(lambda *theta: np.sum(rx.sample(type(d)(**dict(zip(d.parameters, theta, strict=True))))))
    theta = list(d.parameters.values())
    return lambda: loss(*theta, samples=n, rng=1)


def rows(chosen: list[str], n: int) -> Iterator[Row]:
    """Time what is asked for: PyTorch and JAX last, whose threads and memory would disturb the others."""
    for name in chosen:
        make = getattr(rx, name)
        reference = make.references[0] if make.references else None
        parameters = PARAMETERS.get(name) or (scalars(dict(reference.cases[0])) if reference else {})
        if name in NUMPY:
            given = dict(reference.cases[0]) if name in ("Multinomial", "MultivariateNormal") else parameters
            yield from against_numpy(name, given, n)
        if reference and reference.scipy and set(parameters) == set(reference.cases[0]):
            with contextlib.suppress(ImportError):
                yield from against_scipy(name, reference.scipy, parameters, n)
    for table, against in ((TORCH, against_torch), (JAX, against_jax)):
        for name in chosen:
            if name in table:
                with contextlib.suppress(ImportError):
                    yield from against(name, n)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--threads", type=int, default=1, help="of reparamx and PyTorch; NumPy and SciPy have one")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    names = given.names or [n for n in rx.distributions.__all__ if getattr(rx, n).__dict__.get("references")]
    print(" | ".join(f"{key}: {value}" for key, value in describe().items()))
    os.environ["REPARAMX_NUM_THREADS"] = str(given.threads)
    # glibc maps large arrays anew, page by page, until one has been freed: that would be most of some times, or not.
    np.empty(3 << 20)
    found = []
    for row in rows(names, given.samples):
        found.append(row)
        print(
            f"{row.law:32} {row.task:18} {row.rival:8} {row.own * 1e9:9.2f} {row.other * 1e9:10.2f} ns"
            f" {row.other / row.own:8.2f}",
            flush=True,
        )
    if given.json:
        given.json.write_text("".join(json.dumps(row._asdict()) + "\n" for row in found))


if __name__ == "__main__":
    main()
