"""Von Mises distribution."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ._base import Distribution, Reference, Value
from ._math import gauss, number, op

_LOG_DENSITY = "concentration * (cos(x - loc) - 1) - log(2 * pi * exp(-concentration) * besseli(0, concentration))"


class VonMises(Distribution):
    r"""Von Mises distribution: a normal law on the circle.

    .. math:: p(x) = \frac{e^{\kappa \cos(x - \mu)}}{2 \pi I_0(\kappa)}

    The density has period :math:`2 \pi`. Draws lie within :math:`\pi` of `loc` and are *not* wrapped: they are smooth
    in `loc`, and pathwise gradients are right for every cost, periodic or not (wrap them with ``np.remainder``). Mean,
    variance and ``cdf`` are those of unwrapped draws. Drawn by Best and Fisher's rejection (1979); the derivative with
    respect to the concentration is the implicit one, exact to 1e-13 for concentrations up to 100. SciPy:
    ``vonmises(concentration, loc)``. PyTorch: ``VonMises(loc, concentration)``, wrapped to :math:`[-\pi, \pi)`.

    Parameters
    ----------
    loc : array_like
        Mean direction :math:`\mu` in radians. It moves the window of draws: there is no score function for it.
    concentration : array_like
        Concentration :math:`\kappa`, positive: about one over the variance where it is large.

    Examples
    --------
    >>> import reparamx as rx
    >>> d = rx.VonMises(0.0, 4.0)
    >>> d.log_prob([0.0, 2 * np.pi]).round(12)
    array([-0.26284986, -0.26284986])
    >>> x, grad = d.sample_and_grad(100_000, rng=0)
    >>> bool(abs(np.mean(-np.sin(x) * grad["concentration"]) - 0.03845) < 0.001)  # d E[cos x] / d concentration
    True
    """

    periodic = True
    references = (
        Reference(
            log_density=_LOG_DENSITY,
            scipy="vonmises(concentration, loc)",
            cases=({"loc": 0.5, "concentration": 1.5}, {"loc": [-1.0, 2.0], "concentration": [[1e-6], [0.3]]}),
        ),
        Reference(  # where SciPy's quantiles lose digits
            log_density=_LOG_DENSITY,
            cdf="vonmises.cdf(x, concentration, loc)",
            cases=({"loc": -1.0, "concentration": 20.0}, {"loc": 0.0, "concentration": [700.0, 1e8]}),
        ),
    )

    def __init__(self, loc: ArrayLike | Value, concentration: ArrayLike | Value) -> None:
        super().__init__(loc=loc, concentration=concentration)

    @property
    def support(self) -> tuple[Value, Value]:
        """Ends of the window of draws."""
        return self.loc - math.pi, self.loc + math.pi

    @property
    def mean(self) -> Value:
        """Mean of each element."""
        return self._spread(self.loc)

    @property
    def variance(self) -> Value:
        """Variance of unwrapped draws: by Gauss, up to where the density is 1e-20."""
        k = self.concentration
        within = k > 23.0
        reach = np.where(within, 2.0 * np.arcsin(np.sqrt(23.0 / np.where(within, k, 46.0))), math.pi)
        total: Value = 0.0
        for node, weight in gauss(64):
            t = reach * node
            total = total + weight * np.square(t) * np.exp(-2.0 * k * np.square(np.sin(0.5 * t)))
        return self._spread(reach * total / (math.pi * op("i0e", k)))

    @property
    def mode(self) -> Value:
        """Direction of largest density."""
        return self._spread(self.loc)

    def entropy(self) -> Value:
        """Differential entropy in nats."""
        k = self.concentration
        return self._spread(math.log(2.0 * math.pi) + op("log_i0e", k) + k * op("bessel_complement", k))

    def cdf(self, x: ArrayLike | Value) -> Value:
        """Probability of a draw at most x."""
        return op("von_mises_cdf", number(x) - self.loc, self.concentration)

    def sf(self, x: ArrayLike | Value) -> Value:
        """Probability of a draw above x."""
        return op("von_mises_cdf", self.loc - number(x), self.concentration)
