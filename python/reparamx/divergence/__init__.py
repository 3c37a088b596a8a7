"""Divergences between distributions.

`_registry` finds the formula of a pair; `same_family`, `gamma_family`, `multivariate` and `cross_entropy` hold them.
"""

from . import cross_entropy, gamma_family, multivariate, same_family
from ._registry import Divergence, kl_divergence, register_kl

__all__ = ["Divergence", "cross_entropy", "gamma_family", "kl_divergence", "multivariate", "register_kl", "same_family"]
