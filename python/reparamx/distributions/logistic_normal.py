"""Logistic-normal distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..special import log_sigmoid
from ._base import Distribution, Reference, Value
from ._matrix import LOG_2PI, is_simplex


def _offset(n: int) -> Any:
    """Minus the log-odds of a part of a stick broken into equal parts."""
    return np.log(np.arange(n, 0.0, -1.0))


class LogisticNormal(Distribution):
    r"""Points of the simplex: a stick, broken at the sigmoid of normal numbers.

    .. math::
        x_k = s_k \prod_{j<k} (1 - s_j), \quad x_{K+1} = \prod_j (1 - s_j), \quad
        s_k = \mathrm{sigmoid}(y_k - \log(K + 1 - k)), \quad y \sim N(\mu, \sigma^2)

    .. math:: p(x) = \prod_{k=1}^K \frac{N(y_k; \mu_k, \sigma_k)}{(1 - s_k)\, x_k}

    The density is that of the first K entries; :math:`y = 0` is the centre of the simplex. PyTorch:
    ``LogisticNormal(loc, scale)``; SciPy has none.

    Parameters
    ----------
    loc : array_like, shape (..., K)
        Mean :math:`\mu` of the normal numbers.
    scale : array_like, shape (..., K)
        Their standard deviations :math:`\sigma`, positive.

    Examples
    --------
    >>> import reparamx as rx
    >>> x = rx.LogisticNormal([0.0, 0.0], [1.0, 1.0]).sample(5, rng=0)
    >>> x.shape, bool(np.allclose(x.sum(axis=1), 1.0))
    ((5, 3), True)
    """

    noise = (("normal", 1),)
    constraints = {"loc": ("real", 1), "scale": ("positive", 1)}  # noqa: RUF012
    event_rank = 1
    reparametrised = True
    references = (
        Reference(
            log_density="fsum(-(log(x[k]) - log(fsum(x[k + 1:])) + log(len(x) - 1 - k) - loc[k])**2 / scale[k]**2 / 2"
            " - log(2 * pi) / 2 - log(scale[k]) - log(fsum(x[k + 1:])) + log(fsum(x[k:])) - log(x[k])"
            " for k in range(len(x) - 1))",
            cases=(
                {"loc": [0.3, -1.0, 0.5], "scale": [1.0, 0.5, 2.0]},
                {"loc": [[-3.0], [4.0]], "scale": [0.5]},
            ),
            statistics=(
                ("log(x[:, 0]) - log(sum(x[:, 1:], axis=1)) + log(3)", "norm(0.3, 1.0)"),
                ("log(x[:, 2]) - log(x[:, 3])", "norm(0.5, 2.0)"),
            ),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, scale: ArrayLike | Value) -> None:
        super().__init__(loc=loc, scale=scale)

    @staticmethod
    def shape_of_event(loc: Any, scale: Any) -> Any:
        """One entry more than normal numbers."""
        return (max(loc[0], scale[0]) + 1,)

    @staticmethod
    def shapes_of_noise(loc: Any, scale: Any) -> Any:
        """One number for each entry but the last."""
        return [(max(loc[0], scale[0]),)]

    @staticmethod
    def g(eps: Any, loc: Any, scale: Any) -> Any:
        """The stick in logarithms."""
        t = loc + scale * eps - _offset(eps.shape[-1])
        left = np.cumsum(log_sigmoid(-t), axis=-1)
        before = np.concatenate([0.0 * left[..., :1], left[..., :-1]], axis=-1)
        return np.exp(np.concatenate([log_sigmoid(t) + before, left[..., -1:]], axis=-1))

    @staticmethod
    def log_density(x: Any, loc: Any, scale: Any) -> Any:
        """By the breaking points, from what is left of the stick: nothing cancels."""
        inside = is_simplex(x) & (np.min(x, axis=-1) > 0.0)
        safe = np.where(inside[..., None], x, 1.0 / x.shape[-1])
        left = np.flip(np.cumsum(np.flip(safe, axis=-1), axis=-1), axis=-1)
        log_part, log_left = np.log(safe[..., :-1]), np.log(left[..., 1:])
        z = (log_part - log_left + _offset(x.shape[-1] - 1) - loc) / scale
        # 1 - s_k is left_{k+1} / left_k.
        terms = -0.5 * np.square(z) - 0.5 * LOG_2PI - np.log(scale) - log_part - log_left + np.log(left[..., :-1])
        value = np.sum(terms, axis=-1)
        return np.where(inside, value, np.where(np.isnan(np.sum(x, axis=-1)), np.nan, -np.inf))

    @property
    def support(self) -> tuple[Value, Value]:
        """Smallest and largest value of an entry; they sum to 1."""
        return (0.0, 1.0)
