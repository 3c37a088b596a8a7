"""What tests compare a distribution with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Reference"]


@dataclass(frozen=True)
class Reference:
    """What a distribution is tested against, independent of its definition. Evaluated by tests only.

    Parameters
    ----------
    log_density : str
        The log-density inside the support as an mpmath expression of ``x`` and the parameters.
    scipy : str
        The same law as an expression of ``scipy.stats`` names and the parameters; "" if SciPy has none.
    cdf : str
        Its distribution function as an expression of ``x``, for laws that SciPy has not.
    cases : tuple of dict
        Parameter values: the ordinary, the extreme, the boundary.
    points : tuple of float
        Arguments worth a look besides quantiles: edges of the support.
    statistics : tuple of (str, str)
        Of laws whose variables have axes: numbers made from draws ``x`` of the first case (their first axis is that of
        draws), as an expression of NumPy and ``numpy.linalg`` names, and the ``scipy.stats`` law of each.
    """

    log_density: str
    cases: tuple[Mapping[str, Any], ...]
    scipy: str = ""
    cdf: str = ""
    points: tuple[float, ...] = ()
    statistics: tuple[tuple[str, str], ...] = ()
