"""Mixtures of laws of one family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import ShapeError, user_line
from ._base import Distribution, Value
from ._combined import CombinedDefinition, draw, image, require_law
from ._definition import Shape
from ._mixing import Mixing, entry_by_entry, has_formula, log_weights
from .categorical import Categorical
from .independent import Independent


class MixtureSameFamily(Mixing):
    r"""A mixture of laws of one family, whose parameters stand on the last axis of a batch.

    .. math:: p(x) = \sum_k w_k p(x | \theta_k)

    Draws are differentiable, in the weights too, by the implicit function theorem, if the components are laws of
    numbers, or `Independent` ones, with a cdf and a support that does not move with a parameter; the derivative of
    laws with axes takes a step for each entry. Otherwise losses are differentiated by the score function. PyTorch:
    ``MixtureSameFamily(mixture_distribution, component_distribution)``, without derivatives.

    Parameters
    ----------
    mixture : Categorical or array_like
        Law of the number of the component, with parameter ``mixture.probs`` or ``mixture.logits``; or its
        probabilities.
    components : Distribution
        K laws on the last axis of its batch, with parameters ``components.loc``, ...

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.MixtureSameFamily([0.25, 0.75], rx.Normal([-2.0, 2.0], 1.0))
    >>> d.log_prob([0.0]), float(d.mean)
    (array([-2.91893853]), 1.0)
    >>> x, slope = d.sample_and_grad(1000, rng=0)
    >>> slope["components.loc"].shape
    (1000, 2)
    """

    def __init__(self, mixture: Any, components: Distribution) -> None:
        mixture = as_categorical("MixtureSameFamily", mixture)
        require_law("MixtureSameFamily", "components", components)
        count = mixture.categories
        if not components.batch_shape or components.batch_shape[-1] != count:
            raise ShapeError(
                f"MixtureSameFamily: the mixture has {count} components, the last axis of the batch of "
                f"{components.name} has shape {components.batch_shape}{user_line()}"
            )
        definition = components.definition
        whole = components.base if isinstance(components, Independent) else components
        form = "entries" if isinstance(components, Independent) else "numbers"
        self._combine(
            {"mixture": (mixture, 0), "components": (components, 1)},
            noises=[*mixture.definition.noises, *definition.noises],
            event_rank=definition.event_rank,
            discrete=definition.discrete,
            reparametrised=has_formula(whole),
            support_depends=[f"components.{name}" for name in definition.support_depends],
            static={"form": form},
        )

    @staticmethod
    def _event(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> Shape:
        part = definition.parts[1]
        return tuple(part.definition.event_shape(part.own(shapes)[1]))

    @staticmethod
    def _noises(definition: CombinedDefinition, shapes: Mapping[str, Shape]) -> list[Shape]:
        mixture, components = definition.parts
        return [*mixture.noises(shapes), *components.noises(shapes, each=False)]

    @property
    def components(self) -> Any:
        """The laws that are mixed, on the last axis of its batch."""
        return self._part("components")

    def _made_of(self, noises: Sequence[Value]) -> Value:
        mixture, components = self.mixture, self.components
        first = len(mixture.definition.noises)
        number = draw(mixture, noises[:first])
        chosen = _choose(components, number, mixture.categories)
        x = draw(chosen, noises[first:])
        if not self.definition.reparametrised:
            return x
        if self.definition.option("form") == "numbers":
            return self._implicit(x)
        return self._by_entries(x, components)

    def _by_entries(self, x: Value, components: Independent) -> Value:
        """Derivatives of laws whose entries are independent within a component."""
        shape, rank = np.shape(x), components.definition.event_rank
        split = len(shape) - rank
        laws = [_entry(components, place) for place in np.ndindex(*shape[split:])]
        flat = np.reshape(x, (*shape[:split], len(laws)))
        return np.reshape(entry_by_entry(flat, log_weights(self.mixture), laws), shape)

    def _each(self, what: str, x: Value) -> Value:
        place = np.ndim(x) - self.definition.event_rank
        return getattr(self.components, what)(np.expand_dims(x, place))

    def _moments(self) -> tuple[Value, Value]:
        law, rank = self.components, self.definition.event_rank

        def last(value: Value) -> Value:
            return np.moveaxis(np.broadcast_to(value, law.shape), -1 - rank, -1)

        return last(law.mean), last(law.variance)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value."""
        low, high = self.components.support
        if np.ndim(low) == 0 and np.ndim(high) == 0:
            return low, high
        axis = -1 - self.definition.event_rank
        return np.min(low, axis=axis), np.max(high, axis=axis)


def as_categorical(owner: str, mixture: Any) -> Categorical:
    """Return the law of the number of the component."""
    if isinstance(mixture, Categorical):
        return mixture
    if isinstance(mixture, Distribution):
        require_law(owner, "mixture", None)
    return Categorical(probs=mixture)


def _choose(law: Any, number: Value, count: int) -> Any:
    """The law of the component of a number: its parameters, taken from the last axis of the batch."""
    values = []
    for p, value in zip(law.definition.parameters, law.parameters.values(), strict=True):
        shape = np.shape(value)
        axis = len(shape) - p.rank - 1
        if axis < 0 or shape[axis] == 1:
            values.append(value if axis < 0 else np.squeeze(value, axis=axis))
            continue
        place = np.reshape(number, (*np.shape(number), *(1,) * (1 + p.rank)))
        mask = place == np.reshape(np.arange(count), (count, *(1,) * p.rank))
        # A sum of one number and zeros, whatever the others are: no rounding.
        values.append(np.sum(np.where(mask, value, 0.0), axis=-1 - p.rank))
    return image(type(law), law.definition, values)


def _entry(components: Independent, place: tuple[int, ...]) -> Any:
    """The law of one entry of all components: on the last axis of its batch."""
    base, rank = components.base, len(place)
    values = []
    for p, value in zip(base.definition.parameters, base.parameters.values(), strict=True):
        shape = np.shape(value)
        axes = shape[: len(shape) - p.rank]
        index: list[Any] = [slice(None)] * len(shape)
        for k in range(1, min(rank, len(axes)) + 1):
            index[len(axes) - k] = place[-k] if axes[-k] > 1 else 0
        values.append(value[tuple(index)])
    return image(type(base), base.definition, values)
