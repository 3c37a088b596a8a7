"""What an estimator is: it draws a random variable and adds to the cost what makes its derivative an estimate.

The surrogate of a loss is its cost, with every random variable replaced by a draw, plus one term per random variable.
Its ordinary derivative with respect to the parameters is the gradient estimate; its terms need have no meaning as
values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .._core import Graph
    from ..stochastic import StochasticGraph, Variable

__all__ = ["Context", "Estimator"]


@dataclass(eq=False)
class Context:
    """A stochastic graph whose random variables are being replaced by draws.

    Attributes
    ----------
    problem : StochasticGraph
        The loss, with placeholders.
    draws : dict of int to int
        The node that takes the place of each placeholder, for the variables drawn so far.
    terms : dict of str to tuple of int
        Nodes of the cost terms that the gradient of each variable multiplies, for `explain`.
    """

    problem: StochasticGraph
    draws: dict[int, int] = field(default_factory=dict)
    terms: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The graph of the loss."""
        return self.problem.graph

    def drawn(self, node: int) -> int:
        """Return a node with draws in place of random variables."""
        return self._substitute([node])[0]

    def parameters(self, variable: Variable) -> list[int]:
        """Return the parameters of a variable with draws in place of the variables they depend on."""
        return self._substitute(list(variable.parameters.values()))

    def _substitute(self, nodes: list[int]) -> list[int]:
        # A display, not self.draws itself: the keys of a Mapping are invariant to the type checker.
        return self.graph.substitute(nodes, {old: new for old, new in self.draws.items()})  # noqa: C416


class Estimator(ABC):
    """A way to differentiate the expectation with respect to the law of one random variable.

    Subclasses with a public name in a module of this package are known by `name`; an instance of any subclass can be
    passed as ``estimator=``.
    """

    #: What users write in ``estimator=``.
    name: ClassVar[str]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @abstractmethod
    def applies(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        """Return whether the estimate would be unbiased, and the reason in one sentence."""

    def possible(self, problem: StochasticGraph, variable: Variable) -> tuple[bool, str]:
        """Return whether the estimator can be used at all if it is asked for, even if biased, and the reason."""
        return self.applies(problem, variable)

    def draw(self, context: Context, variable: Variable) -> int:
        """Return the node that takes the variable's place: by default ``g(noises, parameters)``."""
        d = variable.distribution
        return int(d.definition.draw(context.graph, context.parameters(variable), tuple(d.batch_shape), variable.name))

    def surrogate(self, context: Context, variable: Variable) -> int | None:
        """Return a scalar node to be added to the cost, or None. All variables have been drawn."""
        return None
