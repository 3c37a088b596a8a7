"""Unit vectors as parameters and as draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ._custom import trace
from ._definition import Condition
from ._matrix import TOLERANCE

if TYPE_CHECKING:
    from .._core import Graph

__all__ = ["direction_condition", "on_sphere", "rotate", "unit"]


def unit(vector: Any) -> Any:
    """Return vectors divided by their lengths."""
    return vector / np.sqrt(np.sum(np.square(vector), axis=-1, keepdims=True))


def rotate(point: Any, direction: Any) -> Any:
    """Carry points of the sphere by the reflections that take the first axis to unit vectors.

    Of the two reflections that take the axis to the direction or to its opposite, that with the longer normal is used,
    in which nothing cancels.
    """
    sign = np.where(direction[..., :1] >= 0.0, 1.0, -1.0)
    first = np.eye(direction.shape[-1])[0]
    normal = direction + sign * first
    along = np.sum(normal * point, axis=-1, keepdims=True) / (1.0 + sign * direction[..., :1])
    return sign * (along * normal - point)


def on_sphere(x: Any) -> tuple[Any, Any]:
    """Return whether vectors have length 1, up to rounding, and unit vectors: themselves or the first axis."""
    inside = np.abs(np.sum(np.square(x), axis=-1) - 1.0) <= TOLERANCE
    return inside, np.where(inside[..., None], x, np.eye(x.shape[-1])[0])


def direction_condition(name: str) -> Condition:
    """A vector has length 1."""

    def excess(vector: Any) -> Any:
        difference = np.sum(np.square(vector), axis=-1) - 1.0
        return np.where(np.abs(difference) <= TOLERANCE, 0.0, difference)

    def node(graph: Graph, named: Mapping[str, int]) -> int:
        return trace(graph, excess, [named[name]])

    return Condition(f"squared length of {name} - 1", "zero", node)
