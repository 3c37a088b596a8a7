"""Loops over the table of bijectors: inverses, Jacobians, tracing, errors; and what is accurate at the ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest

import reparamx as rx
from reparamx import bijectors
from reparamx.bijectors import Bijector
from reparamx.errors import ParameterError, ShapeError, TracingError

B = bijectors
mpmath.mp.dps = 50


def conditioner(first: Any, w: Any) -> Any:
    return np.tanh(first @ w), 0.5 * np.sin(first @ w)


@dataclass(frozen=True)
class Case:
    """A bijector, points, and the entries of y that count in its Jacobian: all, or those under a diagonal."""

    make: Any
    x: Any
    free: str = "all"

    @property
    def f(self) -> Bijector:
        return self.make()  # type: ignore[no-any-return]


WEIGHTS = np.array([[0.7, -1.3]])
VECTORS = np.array([[0.3, -1.2, 0.8], [2.0, 0.0, -0.4]])
SIXES = np.array([[0.3, -1.2, 0.8, 0.1, 2.0, -0.7], [1.0, 0.5, -2.0, 0.0, 0.3, 1.5]])
CASES = {
    "Affine": Case(lambda: B.Affine([1.0, -3.0], [-2.0, 0.5]), [0.3, 4.0]),
    "Exp": Case(B.Exp, [0.3, -4.0]),
    "Log": Case(B.Log, [0.3, 4.0]),
    "Sigmoid": Case(B.Sigmoid, [0.3, -4.0]),
    "Softplus": Case(B.Softplus, [0.3, -4.0, 30.0]),
    "Tanh": Case(B.Tanh, [0.3, -2.0, 1e-6]),
    "Power": Case(lambda: B.Power([-1.5, 0.5, 3.0]), [0.3, 2.0, 1.0]),
    "SoftmaxCentered": Case(B.SoftmaxCentered, VECTORS, "but the last"),
    "StickBreaking": Case(B.StickBreaking, VECTORS, "but the last"),
    "CholeskyCovariance": Case(B.CholeskyCovariance, SIXES, "triangle"),
    "CholeskyCovariance-exp": Case(lambda: B.CholeskyCovariance("exp"), SIXES, "triangle"),
    "CholeskyCorrelation": Case(B.CholeskyCorrelation, SIXES, "below"),
    "Permutation": Case(lambda: B.Permutation([2, 0, 1]), VECTORS),
    "AffineCoupling": Case(lambda: B.AffineCoupling(conditioner, 1, w=WEIGHTS), VECTORS),
    "Planar": Case(lambda: B.Planar([1.0, 0.2, -0.4], [0.3, -2.0, 0.5], 0.3), VECTORS),
    "Planar-steep": Case(lambda: B.Planar([-3.0, 0.0, 1.0], [2.0, 1.0, 0.0], 0.3), VECTORS),
    "Compose": Case(lambda: B.Compose([B.Affine(0.5, 2.0), B.StickBreaking()]), VECTORS, "but the last"),
    "Covariance": Case(lambda: B.Compose([B.CholeskyCovariance(), B.CholeskyOuterProduct()]), SIXES, "triangle"),
    "Inverse": Case(lambda: B.Inverse(B.Compose([B.Exp(), B.Affine(0.0, 2.0)])), [0.3, 4.0]),
}
every = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def test_every_bijector_has_a_case() -> None:
    tested = {type(b) for case in CASES.values() for b, _ in case.f.steps} | {type(case.f) for case in CASES.values()}
    assert tested | {Bijector} == {getattr(bijectors, name) for name in bijectors.__all__}


def counted(y: np.ndarray, free: str) -> np.ndarray:
    """The entries that make y."""
    if free == "but the last":
        return y[..., :-1]
    if free in ("triangle", "below"):
        rows, columns = np.tril_indices(y.shape[-1], 0 if free == "triangle" else -1)
        return y[..., rows, columns]
    return y


@every
def test_inverse_undoes_forward(case: Case) -> None:
    f, x = case.f, np.asarray(case.x, float)
    y = f.forward(x)
    np.testing.assert_allclose(f.inverse(y), x, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(f.forward(f.inverse(y)), y, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(B.Inverse(f).forward(y), x, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(B.Inverse(f).log_abs_det_jacobian(y), -f.log_abs_det_jacobian(x), rtol=1e-10, atol=1e-12)


@every
def test_log_abs_det_jacobian_matches_difference_quotients(case: Case) -> None:
    """Of fourth order, to 1e-8."""
    f, x = case.f, np.asarray(case.x, float)
    rank, h = f.rank_in, 1e-3
    found = f.log_abs_det_jacobian(x)
    assert np.shape(found) == x.shape[: x.ndim - rank]
    columns = []
    for entry in np.ndindex(x.shape[x.ndim - rank :]):
        step = np.zeros(x.shape[x.ndim - rank :])
        step[entry] = h
        scale = np.abs(x) if rank == 0 else 1.0
        up2, up, down, down2 = (counted(f.forward(x + k * step * scale), case.free) for k in (2, 1, -1, -2))
        columns.append((8 * (up - down) - (up2 - down2)) / (12 * h * scale))
    jacobian = np.stack(columns, axis=-1) if rank else np.asarray(columns[0])[..., None, None]
    exact = np.linalg.slogdet(jacobian)[1]
    np.testing.assert_allclose(found, exact, rtol=1e-8, atol=1e-8)


@every
def test_traced_values_give_the_same_numbers(case: Case) -> None:
    f, x = case.f, np.asarray(case.x, float)
    y = np.asarray(f.forward(x))
    weights = np.cos(np.arange(y.size)).reshape(y.shape)

    def loss(t: Any) -> Any:
        f = case.f
        return np.sum(weights * f.forward(t)) + np.sum(f.log_abs_det_jacobian(t)) + np.sum(f.inverse(f.forward(t)))

    exact = np.sum(weights * y) + np.sum(f.log_abs_det_jacobian(x)) + np.sum(x)
    est = rx.expectation(loss)(x, samples=1)
    np.testing.assert_allclose(est.value, exact, rtol=1e-12, atol=1e-12)
    assert np.all(np.isfinite(est.grad))


def test_jacobians_of_functions_of_numbers_are_exact_at_the_ends() -> None:
    """Against mpmath, to 8 ulp: nothing cancels or overflows."""
    slopes = {
        "Tanh": lambda x: -2 * mpmath.log(mpmath.cosh(x)),
        "Sigmoid": lambda x: -x - 2 * mpmath.log1p(mpmath.exp(-x)),
        "Softplus": lambda x: -mpmath.log1p(mpmath.exp(-x)),
    }
    for name, slope in slopes.items():
        for x in (-700.0, -40.0, -1.0, -1e-9, 1e-300, 1e-3, 0.499, 0.501, 3.0, 40.0, 700.0):
            exact = slope(mpmath.mpf(x))
            got = CASES[name].f.log_abs_det_jacobian(x)
            assert abs(got - exact) <= 2e-15 * abs(exact) + 5e-324, (name, x, got, exact)


def test_inverses_of_functions_of_numbers_are_exact_at_the_ends() -> None:
    """Against mpmath, to 8 ulp."""
    inverses = {
        "Tanh": (mpmath.atanh, (-1 + 1e-15, 1e-300, 0.5)),
        "Sigmoid": (lambda y: mpmath.log(y / (1 - y)), (1e-300, 0.25, 0.5 + 1e-12, 1 - 1e-16)),
        "Softplus": (lambda y: mpmath.log(mpmath.expm1(y)), (1e-300, 1e-9, 0.7, 40.0, 800.0)),
        "Exp": (mpmath.log, (1e-300, 1.0 + 1e-15, 1e300)),
    }
    for name, (inverse, points) in inverses.items():
        for y in points:
            exact = inverse(mpmath.mpf(y))
            got = CASES[name].f.inverse(y)
            assert abs(got - exact) <= 2e-15 * abs(exact), (name, y, got, exact)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: B.Affine(0.0, 0.0), ParameterError, r"Affine: \|scale\| must be positive and finite, got 0.0"),
        (lambda: B.Affine(np.nan, 1.0), ParameterError, "Affine: loc must be finite, got nan"),
        (lambda: B.Power([1.0, 0.0]), ParameterError, r"Power: \|exponent\| must be positive .* at index \(1,\)"),
        (lambda: B.Planar(1.0, [1.0], 0.0), ShapeError, "Planar: u needs at least 1 axis"),
        (lambda: B.Permutation([0, 2]), ParameterError, "Permutation: order must hold each of"),
        (lambda: B.Permutation([0, 1]).forward([1.0, 2.0, 3.0]), ShapeError, "order has 2 entries, the vectors 3"),
        (lambda: B.CholeskyCovariance("abs"), ParameterError, "diagonal must be 'softplus' or 'exp'"),
        (lambda: B.CholeskyCovariance().forward(np.zeros(4)), ShapeError, r"n \(n \+ 1\) / 2 entries, got 4"),
        (lambda: B.CholeskyCorrelation().forward(np.zeros(4)), ShapeError, r"n \(n - 1\) / 2 entries, got 4"),
        (lambda: B.AffineCoupling(1.0, 1), ParameterError, "conditioner must be a function"),
        (lambda: B.AffineCoupling(conditioner, 0, w=WEIGHTS), ParameterError, "split must be a positive integer"),
        (lambda: B.AffineCoupling(conditioner, 3, w=np.ones((3, 1))).forward(np.ones(3)), ShapeError, "leaves nothing"),
        (lambda: B.AffineCoupling(conditioner, 1, w=WEIGHTS).forward(np.ones(4)), ShapeError, "has shape"),
        (lambda: B.Compose([]), ParameterError, "Compose: give at least one bijector"),
        (lambda: B.Compose([np.exp]), ParameterError, "is no bijector"),
    ],
)
def test_bad_arguments_are_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_parameters_are_checked_inside_of_a_loss() -> None:
    loss = rx.expectation(lambda t: B.Affine(0.0, t).forward(1.0))
    with pytest.raises(ParameterError, match=r"Affine: \|scale\| must be positive"):
        loss(0.0, samples=1)


def test_a_conditioner_with_a_traced_closure_is_refused() -> None:
    """Its derivative would be missing."""

    def loss(t: Any) -> Any:
        f = B.AffineCoupling(lambda first: (first * t, first * t), 1)
        return np.sum(rx.sample(rx.Transformed(rx.Independent(rx.Normal(np.zeros(2), 1.0)), f)))

    with pytest.raises(TracingError, match="pass it as a weight"):
        rx.expectation(loss)(1.0, samples=1)


def test_the_planar_flow_is_invertible_for_all_weights() -> None:
    """Also where w u is far below -1: the direction that is used has w u_hat > -1."""
    x = np.linspace(-5.0, 5.0, 41)[:, None] * np.array([1.0, -0.5])
    for size in (1e-3, 1.0, 30.0):
        f = B.Planar([-size, size], [size, 0.1], 0.2)
        slope = f.log_abs_det_jacobian(x)
        assert np.all(np.isfinite(slope))
        np.testing.assert_allclose(f.inverse(f.forward(x)), x, rtol=1e-9, atol=1e-9)


def test_repr_and_ranks() -> None:
    f = B.Compose([B.Affine(1.0, 2.0), B.Inverse(B.Exp())])
    assert repr(f) == "Compose([Affine(loc=1.0, scale=2.0), Inverse(Exp())])"
    assert (B.Compose([B.Exp(), B.StickBreaking()]).rank_in, B.StickBreaking().rank_out) == (1, 1)
    assert (B.CholeskyCovariance().rank_in, B.CholeskyCovariance().rank_out) == (1, 2)
    assert math.isclose(f.forward(0.0), 0.0)
