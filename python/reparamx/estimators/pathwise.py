"""Pathwise: x = g(noise, parameters); the derivative goes through x into the cost (Mohamed et al. 2020, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._base import Estimator

if TYPE_CHECKING:
    from ..stochastic import StochasticGraph, Variable


class Pathwise(Estimator):
    r"""The reparametrisation gradient.

    .. math:: \nabla_\theta E[f(x, \theta)] = E[\nabla_\theta f(g(\varepsilon, \theta), \theta)]

    Needs a distribution with a differentiable :math:`g`, and a cost that is differentiable in x wherever x can reach
    it. Through a jump (a comparison, ``np.floor``, an argmax) the derivative of the expectation is not the expectation
    of the derivative.
    """

    name = "pathwise"

    def applies(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        """Unbiased if g is differentiable and so is every path to the cost."""
        possible, reason = self.possible(problem, variable)
        if not possible:
            return False, reason
        if variable.distribution.definition.straight_through:
            return False, (
                f"{variable.distribution.name} is straight-through: the derivative of its draws is that of a relaxation"
            )
        return problem.differentiable_path(variable)

    def possible(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        """Possible if g is differentiable."""
        if variable.distribution.definition.reparametrised:
            return True, f"{variable.distribution.name} is reparametrised"
        return False, f"{variable.distribution.name} has no differentiable reparametrisation"
