"""Bijectors: invertible functions with the logarithm of their Jacobian, for `reparamx.Transformed`.

Examples
--------
>>> import reparamx as rx
>>> rx.bijectors.Sigmoid().inverse([0.5])
array([0.])
>>> d = rx.Transformed(rx.Normal(0.0, 1.0), [rx.bijectors.Affine(1.0, 0.5), rx.bijectors.Exp()])
>>> bool(np.isclose(d.log_prob(2.0), rx.LogNormal(1.0, 0.5).log_prob(2.0)))
True
"""

from __future__ import annotations

from ._base import Bijector, Compose, Inverse
from .elementwise import Affine, Exp, Log, Power, Sigmoid, Softplus, Tanh
from .flows import AffineCoupling, Permutation, Planar
from .matrices import CholeskyCorrelation, CholeskyCovariance, CholeskyOuterProduct
from .simplex import SoftmaxCentered, StickBreaking

__all__ = [
    "Affine",
    "AffineCoupling",
    "Bijector",
    "CholeskyCorrelation",
    "CholeskyCovariance",
    "CholeskyOuterProduct",
    "Compose",
    "Exp",
    "Inverse",
    "Log",
    "Permutation",
    "Planar",
    "Power",
    "Sigmoid",
    "SoftmaxCentered",
    "Softplus",
    "StickBreaking",
    "Tanh",
]
