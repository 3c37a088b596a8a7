"""Wrong estimators, which the test that right estimators pass must catch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from chance import BiasError
from problems import BY_NAME, COIN, QUADRATIC, Problem, check

from reparamx.estimators import Context, Estimator
from reparamx.estimators.pathwise import Pathwise
from reparamx.estimators.score_function import ScoreFunction


def scaled(graph: Any, node: int | None, factor: float) -> int:
    assert node is not None
    return int(graph.apply("mul", [graph.constant(np.asarray(factor)), node]))


class InSampleBaseline(ScoreFunction):
    """The mean of all samples of the replicate, the sample included: shrinks the gradient by 1 - 1/32."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 31.0 / 32.0)


class WrongSign(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), -1.0)


class OnePercent(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 1.01)


class DroppedExplicitTerm(ScoreFunction):
    """The cost itself is not differentiated."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        term = super().surrogate(context, variable)
        assert term is not None
        return g.apply("sub", [term, context.drawn(context.problem.cost)])


class NoTerm(ScoreFunction):
    def surrogate(self, context: Context, variable: Any) -> int | None:
        return None


class DrawNotHeld(ScoreFunction):
    """The derivative also goes through the draw. (With a baseline that is unbiased: log p(g(noise)) is then
    centred.)"""

    def __init__(self) -> None:
        super().__init__(baseline=None)

    def draw(self, context: Context, variable: Any) -> int:
        return Estimator.draw(self, context, variable)


class CostNotHeld(ScoreFunction):
    """The derivative of cost * log p also goes through the cost."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        x, parameters = context.draws[variable.node], context.parameters(variable)
        log_prob = variable.distribution.definition.log_prob(g, x, parameters)
        return int(g.sum(g.apply("mul", [cost, log_prob]), tuple(range(len(g.shape(log_prob))))))


class OwnCostAsBaseline(ScoreFunction):
    """The baseline depends on the sample itself."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        return scaled(context.graph, super().surrogate(context, variable), 0.5)


class MissingDownstream(ScoreFunction):
    """Variables that have others downstream lose their term."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        downstream = any(
            variable in context.problem.depends(p) for v in context.problem.variables for p in v.parameters.values()
        )
        return None if downstream else super().surrogate(context, variable)


class FirstElementOnly(ScoreFunction):
    """One parameter of the law is held constant."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        first, *rest = context.parameters(variable)
        log_prob = variable.distribution.definition.log_prob(
            g, context.draws[variable.node], [first, *(g.stop_gradient(p) for p in rest)]
        )
        return int(g.sum(g.apply("mul", [g.stop_gradient(cost), log_prob]), tuple(range(len(g.shape(log_prob))))))


class ShiftedScore(ScoreFunction):
    """log p of a neighbour of the draw."""

    def surrogate(self, context: Context, variable: Any) -> int | None:
        g = context.graph
        cost = context.drawn(context.problem.cost)
        x = g.apply("mul", [context.draws[variable.node], g.constant(np.asarray(0.98))])
        log_prob = variable.distribution.definition.log_prob(g, x, context.parameters(variable))
        return int(g.sum(g.apply("mul", [g.stop_gradient(cost), log_prob]), tuple(range(len(g.shape(log_prob))))))


class StoppedPath(Pathwise):
    """No derivative passes through the draw."""

    def draw(self, context: Context, variable: Any) -> int:
        return context.graph.stop_gradient(super().draw(context, variable))


class DroppedJacobian(Pathwise):
    """The last parameter does not move the draw."""

    def draw(self, context: Context, variable: Any) -> int:
        g, definition = context.graph, variable.distribution.definition
        *first, last = context.parameters(variable)
        parameters = [*first, g.stop_gradient(last)]
        return int(definition.draw(g, parameters, variable.distribution.batch_shape, variable.name))


class OnePercentPath(Pathwise):
    """dx / d parameter is one percent too large; the draw is right."""

    def draw(self, context: Context, variable: Any) -> int:
        g = context.graph
        x = super().draw(context, variable)
        off = g.apply("sub", [x, g.stop_gradient(x)])
        return int(g.apply("add", [x, scaled(g, off, 0.01)]))


class WrongNoise(Pathwise):
    """Noise whose standard deviation is wrong by 3 %."""

    def draw(self, context: Context, variable: Any) -> int:
        g, definition = context.graph, variable.distribution.definition
        parameters = context.parameters(variable)
        noises = definition.add_noises(g, parameters, variable.distribution.batch_shape, variable.name)
        return int(definition.sample(g, parameters, [scaled(g, noise, 1.03) for noise in noises]))


PLANTED = [
    (InSampleBaseline, COIN),
    (WrongSign, COIN),
    (OnePercent, COIN),
    (DroppedExplicitTerm, COIN),
    (NoTerm, COIN),
    (CostNotHeld, COIN),
    (OwnCostAsBaseline, COIN),
    (DrawNotHeld, QUADRATIC),
    (CostNotHeld, BY_NAME["mixed"]),
    (FirstElementOnly, QUADRATIC),
    (ShiftedScore, QUADRATIC),
    (MissingDownstream, BY_NAME["chain"]),
    (StoppedPath, QUADRATIC),
    (DroppedJacobian, QUADRATIC),
    (OnePercentPath, QUADRATIC),
    (WrongNoise, QUADRATIC),
]


@pytest.mark.parametrize(("wrong", "problem"), PLANTED, ids=[f"{w.__name__}-{p.name}" for w, p in PLANTED])
def test_planted_errors_are_caught(wrong: type[Estimator], problem: Problem) -> None:
    """The test that right estimators pass must fail; the right ones pass on the same problem."""
    right = Pathwise() if issubclass(wrong, Pathwise) else ScoreFunction()
    check(problem, right if problem is QUADRATIC else "score_function")
    with pytest.raises(BiasError):
        check(problem, wrong())
