"""KL(p || q) = E_p[log p(x) - log q(x)]: by a formula, else by quadrature, on request by Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..distributions import Distribution
from ..distributions import _numeric as numeric
from ..distributions._gather import gather
from ..errors import ParameterError, ShapeError, tracing_error
from ..options import check_samples

__all__ = ["Divergence", "kl_divergence", "mean_log_density", "register_kl"]

Formula = Callable[[Any, Any], Any]

#: KL(p || q) by the classes of p and q; E_p log q(x) by the class of q. None where there is no formula of their values.
_FORMULAS: dict[tuple[type, type], Formula] = {}
_MEAN_LOG_DENSITIES: dict[type, Formula] = {}


@dataclass(frozen=True, slots=True)
class Divergence:
    """Monte Carlo estimate of a divergence.

    Parameters
    ----------
    value : float or ndarray
        Estimate, in the broadcast batch shape.
    stderr : float or ndarray
        Its standard error; NaN where the estimate is infinite.
    samples : int
        Number of samples.
    """

    value: Any
    stderr: Any
    samples: int


def register_kl(p: type[Distribution], q: type[Distribution]) -> Callable[[Formula], Formula]:
    r"""Register a formula of KL(p || q) for two classes and those derived from them.

    Parameters
    ----------
    p, q : type
        Classes of distributions.

    Returns
    -------
    callable
        Decorator of ``formula(p, q)``, which returns an array in the broadcast batch shape. It may assume that the
        support of p lies in that of q. None means that there is no formula of such values. Written with NumPy's
        functions it works inside of a loss, too.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> @rx.register_kl(rx.Logistic, rx.LogLogistic)
    ... def divergence(p, q):
    ...     return np.inf  # half of p is negative
    >>> float(rx.kl_divergence(rx.Logistic(0.0, 1.0), rx.LogLogistic(0.0, 1.0)))
    inf
    """

    def register(formula: Formula) -> Formula:
        _FORMULAS[p, q] = formula
        return formula

    return register


def mean_log_density(q: type[Distribution]) -> Callable[[Formula], Formula]:
    """Register E_p log q(x), for every p that has the moments it needs; it returns None for others."""

    def register(formula: Formula) -> Formula:
        _MEAN_LOG_DENSITIES[q] = formula
        return formula

    return register


def kl_divergence(
    p: Distribution, q: Distribution, *, samples: int | None = None, rng: Any = None, threads: int | None = None
) -> Any:
    r"""Kullback-Leibler divergence of each element.

    .. math:: \mathrm{KL}(p \| q) = E_{x \sim p}[\log p(x) - \log q(x)]

    Closed forms are used where there is one: for two laws of a family (normal, log-normal, Laplace, Gumbel, Weibull,
    Cauchy, exponential, Pareto, uniform, gamma, beta, Dirichlet, Bernoulli, categorical, Poisson, binomial with the
    same number of trials, and others), and from any law with closed moments to a
    normal, exponential or uniform one. They do not cancel for nearly equal laws and work inside of a loss. Other
    divergences of laws of one variable are integrals or sums, to about 1e-9 of the mean of ``|log p - log q|``, outside
    of a loss only.

    Parameters
    ----------
    p, q : Distribution
        Of batch shapes that broadcast and of the same event shape.
    samples : int, optional
        Estimate the divergence from this number of samples of p instead.
    rng, threads
        Of the estimate, as in `Distribution.sample`.

    Returns
    -------
    ndarray or traced
        In the broadcast batch shape; infinite where p has values that q has not.
    Divergence
        With `samples`: the estimate and its standard error.

    Raises
    ------
    ParameterError
        If one law is discrete and the other is not.
    ShapeError
        If shapes do not fit.
    TracingError
        Inside of a loss, if there is no closed form.
    NotImplementedError
        If there is none of laws of several variables: give ``samples=``.

    Examples
    --------
    >>> import reparamx as rx
    >>> rx.kl_divergence(rx.Normal([0.0, 1.0], 1.0), rx.Normal(0.0, 1.0))
    array([0. , 0.5])
    >>> rx.kl_divergence(rx.Uniform(0.0, [1.0, 2.0]), rx.Uniform(0.0, 1.0))
    array([ 0., inf])
    >>> estimate = rx.kl_divergence(rx.Normal(0.0, 1.0), rx.Laplace(0.0, 1.0), samples=100_000, rng=0)
    >>> bool(abs(estimate.value - rx.kl_divergence(rx.Normal(0.0, 1.0), rx.Laplace(0.0, 1.0))) < 5 * estimate.stderr)
    True
    """
    shape = _check(p, q)
    if samples is not None:
        return _monte_carlo(p, q, shape, check_samples(samples, True, "kl_divergence"), rng, threads)
    value = _closed_form(p, q)
    if value is not None:
        return _spread(_where_inside(p, q, value), shape)
    if p._is_traced() or q._is_traced():
        raise tracing_error(
            f"KL({p.name} || {q.name}) has no closed form; inside of a loss draw x = rx.sample(p) and write"
            " p.log_prob(x) - q.log_prob(x)"
        )
    if p.event_shape:
        raise NotImplementedError(f"KL({p.name} || {q.name}) has no closed form: estimate it, samples=100_000")
    return _quadrature(p, q, shape)


def _check(p: Any, q: Any) -> tuple[int, ...]:
    """Return the broadcast batch shape of two laws that can be compared."""
    for name, law in (("p", p), ("q", q)):
        if not isinstance(law, Distribution):
            raise TypeError(f"kl_divergence: {name} must be a distribution, got {law!r:.60}")
    if p.definition.discrete != q.definition.discrete:
        one, other = (p, q) if p.definition.discrete else (q, p)
        raise ParameterError(f"kl_divergence: {one.name} is discrete, {other.name} is not")
    if p.event_shape != q.event_shape:
        raise ShapeError(f"kl_divergence: event shapes differ, {p.event_shape} of p and {q.event_shape} of q")
    try:
        return tuple(np.broadcast_shapes(p.batch_shape, q.batch_shape))
    except ValueError:
        raise ShapeError(
            f"kl_divergence: batch shapes do not broadcast, {p.batch_shape} of p and {q.batch_shape} of q"
        ) from None


def _closed_form(p: Distribution, q: Distribution) -> Any:
    """Formula of the closest pair of classes, or from E_p log q(x) and the entropy of p."""
    ancestors = [(i + j, a, b) for i, a in enumerate(type(p).__mro__) for j, b in enumerate(type(q).__mro__)]
    for _, a, b in sorted(ancestors, key=lambda pair: pair[0]):
        if (a, b) in _FORMULAS:
            with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
                value = _FORMULAS[a, b](p, q)
            if value is not None:
                return value
    if not p._defines("entropy"):
        return None
    for b in type(q).__mro__:
        if b in _MEAN_LOG_DENSITIES:
            with np.errstate(over="ignore", invalid="ignore"):
                mean = _MEAN_LOG_DENSITIES[b](p, q)
                return None if mean is None else -p.entropy() - mean
    return None


def _where_inside(p: Distribution, q: Distribution, value: Any) -> Any:
    """Return a divergence of numbers, infinite where the support of a continuous p reaches out of that of q."""
    from ..trace.convert import is_traced

    if p.definition.discrete or p.event_shape or getattr(q, "periodic", False):
        return value
    (p_low, p_high), (q_low, q_high) = p.support, q.support
    for outside in (np.less(p_low, q_low), np.less(q_high, p_high)):
        if is_traced(outside) or np.any(outside):
            value = np.where(outside, np.inf, value)
    return value


def _spread(value: Any, shape: tuple[int, ...]) -> Any:
    if np.shape(value) == shape:
        return value if type(value) is not np.ndarray else value[()]
    spread = np.broadcast_to(value, shape)
    return np.array(spread)[()] if type(spread) is np.ndarray else spread


def _quadrature(p: Distribution, q: Distribution, shape: tuple[int, ...]) -> Any:
    def flat(d: Distribution) -> Distribution:
        elements = np.arange(int(np.prod(d.batch_shape))).reshape(d.batch_shape)
        return gather(d, np.broadcast_to(elements, shape).ravel())

    p, q = flat(p), flat(q)
    value = numeric.expect(p, lambda x, index: gather(p, index).log_prob(x) - gather(q, index).log_prob(x))
    return np.reshape(_where_inside(p, q, value), shape)[()]


def _monte_carlo(
    p: Distribution, q: Distribution, shape: tuple[int, ...], samples: int, rng: Any, threads: int | None
) -> Divergence:
    x = p.sample(samples, rng=rng, threads=threads)
    x = x.reshape((samples, *(1,) * (len(shape) - len(p.batch_shape)), *x.shape[1:]))
    with np.errstate(invalid="ignore"):
        difference: NDArray[Any] = np.asarray(p.log_prob(x) - q.log_prob(x), np.float64)
        value, spread = np.mean(difference, axis=0), np.std(difference, axis=0, ddof=min(1, samples - 1))
    stderr = np.where(samples > 1, spread / np.sqrt(samples), np.nan)
    return Divergence(value[()], stderr[()], samples)
