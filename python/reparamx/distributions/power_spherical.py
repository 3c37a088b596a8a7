"""Power spherical distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import log_gamma_ratio, op
from ._matrix import LOG_2, LOG_PI
from ._sphere import direction_condition, on_sphere, rotate, unit


class PowerSpherical(Distribution):
    r"""Directions around a mean direction (De Cao and Aziz, "The Power Spherical distribution", 2020).

    .. math::
        p(x) \propto (1 + \mu^\top x)^\kappa, \quad \lVert x \rVert = 1

    :math:`\mu^\top x = (2 G - \lVert v \rVert^2) / (2 G + \lVert v \rVert^2)` with a gamma variable G of concentration
    :math:`\kappa + (n - 1) / 2` and a normal vector v, across :math:`\mu`: no rejection. TFP:
    ``PowerSpherical(mean_direction, concentration)``; PyTorch and SciPy have none.

    Parameters
    ----------
    mean_direction : array_like, shape (..., n)
        :math:`\mu`, of length 1; derivatives are those of its direction.
    concentration : array_like
        :math:`\kappa`, positive.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> x = rx.PowerSpherical([0.0, 0.0, 1.0], 5.0).sample(4, rng=0)
    >>> np.round(np.sum(x**2, axis=1), 12)
    array([1., 1., 1., 1.])
    """

    noise = (("normal", 1), "normal", "uniform")
    constraints = {"mean_direction": ("real", 1), "concentration": "positive"}  # noqa: RUF012
    conditions = (direction_condition("mean_direction"),)
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="(lambda b: concentration * log(1 + (x.T * mean_direction)[0] / norm(mean_direction))"
            " - (concentration + 2 * b) * log(2) - b * log(pi) - loggamma(concentration + b)"
            " + loggamma(concentration + 2 * b))(mpf(len(x) - 1) / 2)",
            cases=(
                {"mean_direction": [0.6, 0.0, -0.8], "concentration": 3.5},
                {"mean_direction": [[-1.0, 0.0], [0.8, 0.6]], "concentration": [0.01, 1e4]},
                {"mean_direction": [0.5, 0.5, -0.5, 0.5], "concentration": 1.0},
            ),
            statistics=(
                ("(x @ mean_direction + 1) / 2", "beta(4.5, 1.0)"),
                ("arctan2(x[:, 1], x @ [0.8, 0.0, 0.6]) / (2 * pi) + 0.5", "uniform(0, 1)"),
            ),
        ),
    )

    def __init__(self, mean_direction: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(mean_direction=mean_direction, concentration=concentration)

    @staticmethod
    def shapes_of_noise(mean_direction: Any, concentration: Any) -> Any:
        """A vector across the mean direction, and the gamma variable's two."""
        return [(mean_direction[0] - 1,), (), ()]

    @staticmethod
    def g(across: Any, normal: Any, uniform: Any, mean_direction: Any, concentration: Any) -> Any:
        """The point whose stereographic projection from the pole opposite of the mean is v / sqrt(2 G)."""
        shape = concentration + 0.5 * across.shape[-1]
        log_double = op("log_gamma_draw", normal, uniform, shape) + np.log(2.0 * shape)
        projected = across * np.exp(-0.5 * log_double)[..., None]
        below = np.sum(np.square(projected), axis=-1, keepdims=True)
        point = np.concatenate([1.0 - below, 2.0 * projected], axis=-1) / (1.0 + below)
        return rotate(point, unit(mean_direction))

    @staticmethod
    def log_density(x: Any, mean_direction: Any, concentration: Any) -> Any:
        """1 + cos is half the square of the distance from the opposite pole."""
        inside, at = on_sphere(x)
        half = 0.5 * (x.shape[-1] - 1)
        squares = np.sum(np.square(at + unit(mean_direction)), axis=-1)
        positive = squares > 0.0
        log_cos = np.where(positive, np.log(np.where(positive, squares, 1.0)), -np.inf) - LOG_2
        normaliser = LOG_2 * (concentration + 2.0 * half) + LOG_PI * half - log_gamma_ratio(concentration + half, half)
        value = concentration * log_cos - normaliser
        return np.where(inside, value, np.where(np.isnan(np.sum(x, axis=-1)), np.nan, -np.inf))

    @property
    def mean(self) -> Value:
        """Mean of each entry."""
        cosine = self.concentration / (self.concentration + self.event_shape[0] - 1.0)
        return self._spread(np.asarray(cosine)[..., None] * self.mean_direction)

    @property
    def mode(self) -> Value:
        """The mean direction."""
        return self._spread(self.mean_direction)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry; their squares sum to 1."""
        return -1.0, 1.0
