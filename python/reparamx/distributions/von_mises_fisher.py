"""Von Mises-Fisher distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import logsumexp, sigmoid, stop_gradient
from ._base import Distribution, Reference, Value
from ._implicit import solve
from ._math import gauss, op
from ._matrix import LOG_2, LOG_PI
from ._sphere import direction_condition, on_sphere, rotate, unit


class _Cosine:
    r"""The law of the cosine w with the mean direction, for n >= 3, in the coordinate s with :math:`w = -\tanh s`.

    Its density is proportional to :math:`\exp(-\kappa (1 + \tanh s)) / \cosh(s)^{n - 1}`: one smooth hill on the line,
    of Gaussian top and exponential sides, that Gauss's rule integrates.
    """

    def __init__(self, concentration: Any, dimension: int) -> None:
        self.concentration, self.power = concentration, dimension - 1.0
        kappa, m = stop_gradient(concentration), self.power
        root = np.sqrt(m * m + 4.0 * np.square(kappa))
        top = 2.0 * kappa / (m + root)
        below_one = (m + m * m / (root + 2.0 * kappa)) / (m + root)  # 1 - top
        self.peak = -0.5 * np.log((1.0 + top) / below_one)
        self.reach = 9.0 / np.sqrt((1.0 + top) * below_one * (m + 2.0 * kappa * top)) + 38.0 / m

    def log_weight(self, s: Any, concentration: Any) -> Any:
        """Logarithm of the density without its constant."""
        rise = 2.0 * sigmoid(2.0 * s)  # 1 + tanh s
        log_cosh = np.abs(s) + np.log1p(np.exp(-2.0 * np.abs(s))) - LOG_2
        return -concentration * rise - self.power * log_cosh

    def log_mass(self, low: Any, high: Any) -> Any:
        """Logarithm of the integral of the density without its constant."""
        half = 0.5 * (high - low)
        nodes, weights = np.transpose(gauss(64))
        nodes, weights = np.append(nodes, 1.0 + nodes), np.append(weights, weights)  # on both halves
        s = low[..., None] + half[..., None] * nodes
        terms = self.log_weight(s, self.concentration[..., None]) + np.log(weights)
        return logsumexp(terms, axis=-1) + np.log(half)

    @property
    def log_total(self) -> Any:
        """Logarithm of the integral over the whole line, from both sides of the peak."""
        sides = [
            self.log_mass(self.peak - self.reach, self.peak),
            self.log_mass(self.peak, self.peak + self.reach),
        ]
        return np.logaddexp(*sides)

    def draw(self, u: Any) -> Any:
        """Coordinate whose distribution function is u."""
        total, low = self.log_total, self.peak - self.reach
        return solve(
            lambda s: np.exp(self.log_mass(low, s) - total),
            lambda s: np.exp(self.log_weight(s, self.concentration) - total),
            u,
            low + 1e-9 * self.reach,
            self.peak + self.reach,
        )


class VonMisesFisher(Distribution):
    r"""Directions around a mean direction: a normal law on the sphere.

    .. math:: p(x) = \frac{\kappa^{n/2 - 1}}{(2 \pi)^{n/2} I_{n/2 - 1}(\kappa)} e^{\kappa \mu^\top x}, \quad
        \lVert x \rVert = 1

    Reparametrised in every dimension: on the ordinary sphere by the quantile function, in others by implicit
    derivatives (TFP: up to n = 3). For n > 3 a draw costs some microseconds. SciPy: ``vonmises_fisher(mean_direction,
    concentration)``. TFP: ``VonMisesFisher(mean_direction, concentration)``; PyTorch has none.

    Parameters
    ----------
    mean_direction : array_like, shape (..., n)
        :math:`\mu`, of length 1, n > 1; derivatives are those of its direction.
    concentration : array_like
        :math:`\kappa`, positive.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> d = rx.VonMisesFisher([0.0, 0.0, 1.0], 5.0)
    >>> np.round(np.sum(d.sample(4, rng=0) ** 2, axis=1), 12)
    array([1., 1., 1., 1.])
    >>> print(f"{d.log_prob([0.0, 0.0, 1.0]):.6f}")
    -0.228394
    """

    noise = (("normal", 1), "uniform", "uniform")
    constraints = {"mean_direction": ("real", 1), "concentration": "positive"}  # noqa: RUF012
    conditions = (direction_condition("mean_direction"),)
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="(lambda v: concentration * (x.T * mean_direction)[0] / norm(mean_direction)"
            " + v * log(concentration) - (v + 1) * log(2 * pi) - log(besseli(v, concentration)))(mpf(len(x)) / 2 - 1)",
            cases=(
                {"mean_direction": [0.6, 0.0, -0.8], "concentration": 2.5},
                {"mean_direction": [[-1.0, 0.0], [0.8, 0.6]], "concentration": [0.01, 1e3]},
                {"mean_direction": [0.5, 0.5, -0.5, 0.5], "concentration": [1e-3, 4.0, 40.0]},
                {"mean_direction": [1.0] + [0.0] * 9, "concentration": 20.0},
            ),
            statistics=(
                ("(exp(2.5 * (x @ mean_direction + 1)) - 1) / (exp(5) - 1)", "beta(1.0, 1.0)"),
                ("arctan2(x[:, 1], x @ [0.8, 0.0, 0.6]) / (2 * pi) + 0.5", "uniform(0, 1)"),
            ),
        ),
    )

    def __init__(self, mean_direction: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(mean_direction=mean_direction, concentration=concentration)

    @staticmethod
    def shapes_of_noise(mean_direction: Any, concentration: Any) -> Any:
        """A vector across the mean direction, and two for the angle."""
        return [(mean_direction[0] - 1,), (), ()]

    @staticmethod
    def g(across: Any, u: Any, v: Any, mean_direction: Any, concentration: Any) -> Any:
        """Cosine and sine of the angle with the mean direction, turned into a random direction across it."""
        size = mean_direction.shape[-1]
        if size == 2:
            angle = op("draw_von_mises", u, v, concentration)
            return rotate(np.stack([np.cos(angle), np.sin(angle)], axis=-1), unit(mean_direction))
        if size == 3:
            below_one = -np.log1p((1.0 - u) * np.expm1(-2.0 * concentration)) / concentration  # 1 - cos
            sine, cosine = np.sqrt(below_one * (2.0 - below_one)), 1.0 - below_one
        else:
            s = _Cosine(concentration, size).draw(u)
            sine, cosine = 1.0 / np.cosh(s), -np.tanh(s)
        point = np.concatenate([cosine[..., None], sine[..., None] * unit(across)], axis=-1)
        return rotate(point, unit(mean_direction))

    @staticmethod
    def log_density(x: Any, mean_direction: Any, concentration: Any) -> Any:
        """1 - cos is half the square of the distance from the mean direction."""
        inside, at = on_sphere(x)
        size = x.shape[-1]
        below_one = 0.5 * np.sum(np.square(at - unit(mean_direction)), axis=-1)
        if size == 2:
            log_total = op("log_i0", concentration) - concentration + LOG_2 + LOG_PI
        elif size == 3:
            log_total = np.log(-np.expm1(-2.0 * concentration)) - np.log(concentration) + LOG_2 + LOG_PI
        else:
            half = 0.5 * (size - 1)
            log_area = LOG_2 + half * LOG_PI - math.lgamma(half)
            log_total = _Cosine(concentration, size).log_total + log_area
        value = -concentration * below_one - log_total
        return np.where(inside, value, np.where(np.isnan(np.sum(x, axis=-1)), np.nan, -np.inf))

    @property
    def mode(self) -> Value:
        """The mean direction."""
        return self._spread(self.mean_direction)

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry; their squares sum to 1."""
        return -1.0, 1.0
