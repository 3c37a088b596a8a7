"""Score function: the cost times the derivative of the log-density (REINFORCE; Mohamed et al. 2020, section 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ..errors import ParameterError
from ._aligned import aligned_cost
from ._base import Context, Estimator

if TYPE_CHECKING:
    from ..stochastic import StochasticGraph, Variable


class ScoreFunction(Estimator):
    r"""The score-function gradient, with the mean cost of the other samples of the replicate as a baseline.

    .. math:: \nabla_\theta E[f(x)] = E[(f(x_i) - b_i)\, \nabla_\theta \log p(x_i | \theta)],
        \quad b_i = \frac{1}{n - 1} \sum_{j \ne i} f(x_j)

    Only cost terms that depend on the variable enter. If a term is a sum of which each summand depends on one element
    of the variable (or on one slice of it), each element meets its own summands only.

    Parameters
    ----------
    baseline : {"leave_one_out", None}
        The sample itself is never part of its baseline: the estimate stays unbiased (Kool et al. 2019, "Buy 4 REINFORCE
        samples, get a baseline for free").
    """

    name = "score_function"

    def __init__(self, baseline: Literal["leave_one_out"] | None = "leave_one_out") -> None:
        if baseline not in ("leave_one_out", None):
            raise ParameterError(f"score_function: baseline must be 'leave_one_out' or None, got {baseline!r}")
        self.baseline = baseline

    def __repr__(self) -> str:
        return f"ScoreFunction(baseline={self.baseline!r})"

    def applies(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        """Unbiased if the parameters do not move the support."""
        distribution = variable.distribution
        for name in variable.parameters:
            if name in distribution.definition.support_depends:
                alone = replace(variable, parameters={name: variable.parameters[name]})
                if problem.needs_gradient(alone):
                    return False, (
                        f"the support of {distribution.name} moves with {name}, so the derivative of its log-density "
                        f"does not have mean zero"
                    )
        what = "a baseline from the other samples" if self.baseline else "no baseline"
        return True, f"score function with {what}"

    def draw(self, context: Context, variable: Variable) -> int:
        """Return a draw through which no derivative passes."""
        return context.graph.stop_gradient(super().draw(context, variable))

    def surrogate(self, context: Context, variable: Variable) -> int | None:
        """Return sum((cost - baseline) * log p), with the first factor held constant."""
        graph = context.graph
        found = aligned_cost(context.problem, variable)
        if found is None:
            return None
        cost, context.terms[variable.name] = context.drawn(found.node), found.terms
        if self.baseline is not None:
            cost = graph.apply("sub", [cost, graph.leave_one_out(cost)])
        definition = variable.distribution.definition
        log_prob = definition.log_prob(graph, context.draws[variable.node], context.parameters(variable))
        product = graph.apply("mul", [graph.stop_gradient(cost), log_prob])
        return graph.sum(product, tuple(range(len(graph.shape(product)))))
