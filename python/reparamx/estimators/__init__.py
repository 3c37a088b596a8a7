"""Estimators: one module each, collected here; and `build`, which chooses one per random variable."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from importlib import import_module as _import_module
from pkgutil import iter_modules as _iter_modules
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import BiasedGradientWarning, NotDifferentiableError, ParameterError, user_level
from ._base import Context, Estimator

if TYPE_CHECKING:
    from ..stochastic import Choice, StochasticGraph, Variable

__all__ = ["Built", "Context", "Estimator", "build"]

#: Estimators by name.
ESTIMATORS: dict[str, type[Estimator]] = {}
for _module in _iter_modules(__path__):
    if not _module.name.startswith("_"):
        for _name, _value in vars(_import_module(f"{__name__}.{_module.name}")).items():
            if inspect.isclass(_value) and issubclass(_value, Estimator) and not inspect.isabstract(_value):
                ESTIMATORS[_value.name] = globals()[_name] = _value
                __all__.append(_name)
__all__.sort()

#: What "auto" tries, in this order.
AUTOMATIC = ("pathwise", "score_function")


class Built(NamedTuple):
    """A loss ready to be differentiated.

    Attributes
    ----------
    value : int
        Scalar node: the cost of one sample.
    surrogate : int
        Scalar node whose ordinary derivative is the gradient estimate of one sample.
    checks : list of int
        Further nodes that must be computed: none, since the graph keeps its checks.
    choices : list of Choice
        The estimator of each random variable, and why.
    """

    value: int
    surrogate: int
    checks: list[int]
    choices: list[Choice]


def build(problem: StochasticGraph) -> Built:
    """Replace every random variable by a draw, and make the surrogate of the loss.

    Parameters
    ----------
    problem : StochasticGraph
        The traced loss.

    Returns
    -------
    Built

    Raises
    ------
    ParameterError
        If an estimator is asked for by a name that does not exist.
    NotDifferentiableError
        If no estimator, or not the one asked for, can be used for a random variable.

    Warns
    -----
    BiasedGradientWarning
        If the estimator asked for is biased here.
    """
    from ..stochastic import Choice

    context = Context(problem)
    chosen = []
    for variable in problem.variables:
        estimator, reason = choose(problem, variable)
        drawn = (estimator or _PLAIN).draw(context, variable)
        context.draws[variable.node] = drawn
        chosen.append((variable, estimator, reason))
    value = context.drawn(problem.cost)
    surrogate = value
    for variable, estimator, _ in chosen:
        term = estimator.surrogate(context, variable) if estimator is not None else None
        if term is not None:
            surrogate = context.graph.apply("add", [surrogate, term])
    choices = [
        Choice(variable, estimator.name if estimator else "none", reason, context.terms.get(variable.name, ()))
        for variable, estimator, reason in chosen
    ]
    return Built(value, surrogate, [], choices)


def choose(problem: StochasticGraph, variable: Variable) -> tuple[Estimator | None, str]:
    """Return the estimator of a random variable, None if its law has no parameter to differentiate, and the reason."""
    request = _request(problem, variable)
    if request == "auto":
        if not problem.needs_gradient(variable):
            return None, "its law does not depend on a differentiated parameter"
        reasons: list[str] = []
        for name in AUTOMATIC:
            estimator = ESTIMATORS[name]()
            applies, reason = estimator.applies(problem, variable)
            if applies:
                return estimator, "; ".join([*reasons, reason])
            reasons.append(reason)
        raise NotDifferentiableError(f"no unbiased gradient for {variable.name}: {'; '.join(reasons)}")
    estimator = _resolve(request)
    possible, reason = estimator.possible(problem, variable)
    if not possible and not problem.needs_gradient(variable):
        return None, "its law does not depend on a differentiated parameter"
    if not possible:
        raise NotDifferentiableError(f"estimator {estimator.name!r} cannot be used for {variable.name}: {reason}")
    applies, reason = estimator.applies(problem, variable)
    if not applies:
        warnings.warn(
            f"the {estimator.name} gradient of {variable.name} is biased: {reason}; estimator='auto' would choose "
            f"an unbiased one",
            BiasedGradientWarning,
            stacklevel=user_level(),
        )
    return estimator, f"asked for; {reason}"


def _request(problem: StochasticGraph, variable: Variable) -> Any:
    """Return what was asked for this variable: at `sample`, else at the expectation, else "auto"."""
    if variable.request is not None:
        return variable.request
    request = problem.request
    if isinstance(request, Mapping):
        unknown = set(request) - {v.name for v in problem.variables}
        if unknown:
            names = ", ".join(v.name for v in problem.variables) or "none"
            raise ParameterError(
                f"estimator: there is no random variable {', '.join(sorted(unknown))}; there are: {names}"
            )
        request = request.get(variable.name)
    return "auto" if request is None else request


def _resolve(request: Any) -> Estimator:
    if isinstance(request, Estimator):
        return request
    if isinstance(request, type) and issubclass(request, Estimator):
        return request()
    if isinstance(request, str) and request in ESTIMATORS:
        return ESTIMATORS[request]()
    names = ", ".join(["auto", *sorted(ESTIMATORS)])
    raise ParameterError(f"estimator must be one of {names}, or an Estimator, got {request!r}")


class _Plain(Estimator):
    """Only draws."""

    name = "none"

    def applies(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        return True, ""


_PLAIN = _Plain()
