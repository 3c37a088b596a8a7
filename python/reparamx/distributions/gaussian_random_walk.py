"""Gaussian random walk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import positive_integer
from ._base import Distribution, Reference, Value
from ._matrix import LOG_2PI


class GaussianRandomWalk(Distribution):
    r"""Sums of normal steps, :math:`x_t = \sigma (\varepsilon_1 + \dots + \varepsilon_t)`.

    .. math::
        p(x) = \prod_{t=1}^n \frac{1}{\sqrt{2 \pi}\, \sigma}
            \exp\left(-\frac{(x_t - x_{t-1})^2}{2 \sigma^2}\right), \quad x_0 = 0

    NumPyro: ``GaussianRandomWalk(scale, num_steps)``; PyTorch and SciPy have none.

    Parameters
    ----------
    scale : array_like
        Standard deviation :math:`\sigma` of a step, positive.
    num_steps : int
        Number n of steps: the length of a draw.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.GaussianRandomWalk([1.0, 10.0], num_steps=4)
    >>> d.sample(3, rng=0).shape
    (3, 2, 4)
    >>> d.variance[0]
    array([1., 2., 3., 4.])
    """

    noise = (("normal", 1),)
    constraints = {"scale": "positive"}  # noqa: RUF012
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="-fsum((x[k] - (x[k - 1] if k else 0))**2 for k in range(len(x))) / scale**2 / 2"
            " - len(x) * log(2 * pi) / 2 - len(x) * log(scale)",
            cases=({"scale": 1.5, "num_steps": 4}, {"scale": [1e-3, 20.0], "num_steps": 1}),
            statistics=(("x[:, 3]", "norm(0, 3.0)"), ("x[:, 2] - x[:, 0]", "norm(0, 1.5 * sqrt(2))")),
        ),
    )

    def __init__(self, scale: ArrayLike | Value, num_steps: int = 1) -> None:
        self.static = {"num_steps": positive_integer("GaussianRandomWalk: num_steps", num_steps)}
        super().__init__(scale=scale)

    @staticmethod
    def shape_of_event(scale: Any, *, num_steps: int) -> Any:
        """As many entries as steps."""
        return (num_steps,)

    @staticmethod
    def g(eps: Any, scale: Any, *, num_steps: int) -> Any:
        """``cumsum(scale * eps)``."""
        return np.cumsum(scale[..., None] * eps, axis=-1)

    @staticmethod
    def log_density(x: Any, scale: Any, *, num_steps: int) -> Any:
        """By the steps."""
        steps = np.concatenate([x[..., :1], np.diff(x, axis=-1)], axis=-1)
        z = steps / scale[..., None]
        return -0.5 * np.sum(np.square(z), axis=-1) - num_steps * (np.log(scale) + 0.5 * LOG_2PI)

    @property
    def mean(self) -> Value:
        """Mean of each entry: 0."""
        return np.zeros(self.shape)

    mode = mean

    @property
    def variance(self) -> Value:
        """Variance of each entry."""
        return np.square(self.scale)[..., None] * np.arange(1.0, self.event_shape[0] + 1.0)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        return self.event_shape[0] * (np.log(self.scale) + 0.5 * (LOG_2PI + 1.0))
