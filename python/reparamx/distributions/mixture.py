"""Mixtures of different laws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import ParameterError, ShapeError, user_line
from ._base import Distribution, Value
from ._combined import CombinedDefinition, draw, require_law
from ._definition import Shape
from ._mixing import Mixing, constant_support, has_formula
from .mixture_same_family import as_categorical


class Mixture(Mixing):
    r"""A mixture of any laws with variables of one shape, all continuous or all discrete.

    .. math:: p(x) = \sum_k w_k p_k(x)

    Every component is drawn for every draw. Draws are differentiable, in the weights too, by the implicit function
    theorem, if the components are laws of numbers with a cdf and the same support, which does not move with a
    parameter. NumPyro: ``MixtureGeneral``.

    Parameters
    ----------
    mixture : Categorical or array_like
        Law of the number of the component, with parameter ``mixture.probs`` or ``mixture.logits``; or its
        probabilities.
    components : sequence of Distribution
        With parameters ``components.0.loc``, ...

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.Mixture([0.5, 0.5], [rx.Normal(0.0, 1.0), rx.Cauchy(0.0, 1.0)])
    >>> d.log_prob([0.0]), d.definition.reparametrised
    (array([-1.02547498]), True)
    """

    def __init__(self, mixture: Any, components: Iterable[Distribution]) -> None:
        mixture = as_categorical("Mixture", mixture)
        laws = list(components)
        if len(laws) != mixture.categories:
            raise ShapeError(f"Mixture: {mixture.categories} weights for {len(laws)} components{user_line()}")
        for law in laws:
            require_law("Mixture", "each component", law)
        first = laws[0]
        for law in laws[1:]:
            if law.event_shape != first.event_shape or law.definition.discrete != first.definition.discrete:
                raise ParameterError(
                    f"Mixture: {first.name} and {law.name} have variables of different shapes or kinds{user_line()}"
                )
        supports = {constant_support(law) for law in laws} if all(has_formula(law) for law in laws) else {None}
        self._combine(
            {"mixture": (mixture, 0), **{f"components.{k}": (law, 0) for k, law in enumerate(laws)}},
            noises=[*mixture.definition.noises, *(n for law in laws for n in law.definition.noises)],
            event_rank=first.definition.event_rank,
            discrete=first.definition.discrete,
            reparametrised=len(supports) == 1 and None not in supports,
            support_depends=[
                f"components.{k}.{name}" for k, law in enumerate(laws) for name in law.definition.support_depends
            ],
        )

    @staticmethod
    def _event(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> Shape:
        return definition.parts[1].event(shapes)

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        return [shape for part in definition.parts for shape in part.noises(shapes)]

    @property
    def components(self) -> tuple[Any, ...]:
        """The laws that are mixed."""
        return tuple(part.image(self.parameters) for part in self.definition.parts[1:])

    def _made_of(self, noises: Sequence[Value]) -> Value:
        mixture = self.mixture
        start = len(mixture.definition.noises)
        number = draw(mixture, noises[:start])
        x: Value = None
        for k, law in enumerate(self.components):
            end = start + len(law.definition.noises)
            drawn, start = draw(law, noises[start:end]), end
            chosen = number == k
            for _ in range(self.definition.event_rank):
                chosen = np.expand_dims(chosen, -1)
            x = drawn if x is None else np.where(chosen, drawn, x)
        return self._implicit(x) if self.definition.reparametrised else x

    def _each(self, what: str, x: Value) -> Value:
        values = [getattr(law, what)(x) for law in self.components]
        shape = np.broadcast_shapes(*(np.shape(value) for value in values))
        return np.stack([np.broadcast_to(value, shape) for value in values], axis=-1)

    def _moments(self) -> tuple[Value, Value]:
        laws = self.components
        means, variances = (
            np.stack([np.broadcast_to(value, self.shape) for value in values], axis=-1)
            for values in ([law.mean for law in laws], [law.variance for law in laws])
        )
        return means, variances

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        ends = [law.support for law in self.components]
        low, high = ends[0]
        for first, last in ends[1:]:
            low, high = np.minimum(low, first), np.maximum(high, last)
        return low, high
