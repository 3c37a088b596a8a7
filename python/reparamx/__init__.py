"""Gradients of expectations, from NumPy code, at the speed of the machine.

Examples
--------
>>> import reparamx as rx
>>> @rx.expectation
... def loss(theta):
...     x = rx.sample(rx.Normal(theta["loc"], theta["scale"]))
...     return x**2
>>> est = loss({"loc": 2.0, "scale": 0.5}, samples=1_000_000, rng=0)
>>> bool(abs(est.grad["loc"] - 4.0) < 5 * est.grad_stderr["loc"])
True
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from . import _core
from . import distributions as _distributions
from ._version import __version__
from .config import show_config
from .distributions import *  # noqa: F403 (one class per file of the package)
from .divergence import Divergence, kl_divergence, register_kl
from .errors import (
    BiasedGradientWarning,
    NonFiniteError,
    NotDifferentiableError,
    ParameterError,
    ProgramError,
    ReparamxError,
    SamplingError,
    ShapeError,
    TracingError,
)
from .estimate import Estimate, PerSample
from .expectation import Expectation, expectation
from .seeds import Seed
from .special import (
    betainc,
    betaincinv,
    cholesky,
    cospi,
    digamma,
    erf,
    erfc,
    erfcx,
    erfinv,
    gammainc,
    gammaincc,
    gammainccinv,
    gammaincinv,
    lbeta,
    lgamma,
    log1mexp,
    log_ndtr,
    log_sigmoid,
    log_softmax,
    logsumexp,
    ndtr,
    ndtri,
    sigmoid,
    sinpi,
    softmax,
    softplus,
    solve_triangular,
    stop_gradient,
    take,
    trigamma,
)
from .stochastic import sample

if TYPE_CHECKING:
    from . import bijectors as bijectors
    from . import estimators as estimators

_core.active_isa()  # the instruction set is chosen now: a wrong REPARAMX_ISA fails here, by name

__all__ = [
    "BiasedGradientWarning",
    "Divergence",
    "Estimate",
    "Expectation",
    "NonFiniteError",
    "NotDifferentiableError",
    "ParameterError",
    "PerSample",
    "ProgramError",
    "ReparamxError",
    "SamplingError",
    "Seed",
    "ShapeError",
    "TracingError",
    "__version__",
    "betainc",
    "betaincinv",
    "cholesky",
    "cospi",
    "digamma",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "expectation",
    "kl_divergence",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "lbeta",
    "lgamma",
    "log1mexp",
    "log_ndtr",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "ndtr",
    "ndtri",
    "register_kl",
    "sample",
    "show_config",
    "sigmoid",
    "sinpi",
    "softmax",
    "softplus",
    "solve_triangular",
    "stop_gradient",
    "take",
    "trigamma",
    *_distributions.__all__,
]


def __getattr__(name: str) -> Any:
    if name == "estimators":  # imported when it is needed: at the first trace, or here
        return _import_module(f"{__name__}.estimators")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "bijectors", "distributions", "errors", "estimators", "trace"])
