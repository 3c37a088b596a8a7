// log_i0e, bessel_complement, von_mises_cdf, von_mises_slope: what the von Mises law needs besides I0. Its density is
// exp(k (cos x - 1)) / (2 pi i0e(k)), -pi <= x <= pi.
#pragma once

#include "bessel.hpp"
#include "circle.hpp"
#include "gamma_slope_coefficients.hpp"

namespace reparamx {

// log(exp(-x) I0(x)) for x >= 0.
template <class T>
REPARAMX_INLINE T log_i0e_double(T x) {
    const BesselPlace<T> at(x);
    const Pair<T> s = BesselNear<T>(at.near).i0;
    const Pair<T> sum = two_sum(T(1.0), s.hi);
    const Pair<T> log = log_pair(fast_two_sum(sum.hi, sum.lo + s.lo)) + -at.near;
    // Near zero log(1 + s) is s, which 1 + s would drop below 2^-105.
    T y = select(at.near < T(0x1p-30), s.hi - at.near, log.hi);
    if (any(at.is_far)) {
        const Pair<T> far = log_pair(REPARAMX_BESSEL_FAR(0, at.t)) - log_pair(Pair<T>{at.far, T(0.0)}) * T(0.5);
        // Beyond 2^1000, half of the logarithm of the rest.
        const mask_of<T> huge = at.a > T(0x1p+1000);
        const T rest = select(huge, T(0.5) * reparamx::log(at.a * T(0x1p-1000)), T(0.0));
        y = select(at.is_far, far.hi - rest, y);
    }
    return select(x >= T(0.0), y, not_a_number<T>());
}

// 1 - I1(x) / I0(x) for x >= 0, the mean of 1 - cos t.
template <class T>
REPARAMX_NOINLINE T bessel_complement_double(T x) {
    const T large = T(0x1p+100);  // there it is 1 / (2 x)
    const CircleNodes<T> nodes(select(x < large, select(x >= T(0.0), x, T(0.0)), large));
    T sum = T(0.0), total = T(0.0);
    nodes.each([&](T weight, HalfAngle<T> half, int) __attribute__((always_inline)) {
        sum = fma(weight, half.sine * half.sine, sum);
        total = total + weight;
    });
    const T y = select(x < large, (sum + sum) / total, T(0.5) / x);
    return select(x >= T(0.0), y, not_a_number<T>());
}

// The integral of f(cosine of t less 1) exp(k (cos t - cos a)) over the distance d from a, 0 <= a <= pi: t = a + d up
// to pi, or where the exponential is 1e-17 of its start, and t = a - d down to 0 in the lanes `down`.
template <class T, class F>
REPARAMX_NOINLINE T arc_integral(T a, T k, mask_of<T> down, F f) {
    constexpr double pi = 3.141592653589793;
    const T start = sin(T(0.5) * a), start_cosine = cos(T(0.5) * a), sine = sin(a), cosine = cos(a);
    const T end = fma(start, start, T(20.0) / k);
    const T last = select(end < T(1.0), T(2.0) * asin(sqrt(select(end < T(1.0), end, T(1.0)))), T(pi));
    const T width = select(down, a, select(last > a, last - a, T(0.0)));
    const T side = select(down, T(-1.0), T(1.0));
    T sum = T(0.0);
#pragma GCC unroll 1
    for (int i = 0; i < int(sizeof(table::gauss_node) / sizeof(double)); ++i) {
        T s, c;  // of d / 2
        sincospi(T(0.5 / pi) * width * T(table::gauss_node[i]), &s, &c);
        const T half = fma(start_cosine * side, s, start * c);               // sin(t / 2)
        const T fall = T(2.0) * side * s * fma(cosine * side, s, sine * c);  // cos a - cos t
        sum = fma(T(table::gauss_weight[i]) * f(T(2.0) * half * half), exp(-k * fall), sum);
    }
    return width * sum;
}

// The probability of an angle at most x.
template <class T>
REPARAMX_INLINE T von_mises_cdf_double(T x, T k) {
    const T a = abs(x), s = sin(T(0.5) * a);
    const T tail = arc_integral(a, k, mask_of<T>(a < T(0.0)), [](T) __attribute__((always_inline)) { return T(1.0); });
    const T upper = tail * exp(T(-2.0) * k * (s * s)) / (T(6.283185307179586) * i0e_double(k));
    const T y = select(x > T(0.0), T(1.0) - upper, upper);
    const T pi = T(3.141592653589793);
    return select(is_nan(x) | is_nan(k), x + k, select(x < -pi, T(0.0), select(x > pi, T(1.0), y)));
}

// dx / dk at a fixed probability: the integral of (A - cos t) exp(k (cos t - cos x)) over 0 .. x, A = I1(k) / I0(k).
// Beyond the angle whose cosine is A, it is that over x .. pi with the other sign: neither cancels.
template <class T>
REPARAMX_INLINE T von_mises_slope_double(T x, T k) {
    const T a = abs(x), complement = bessel_complement_double(k), s = sin(T(0.5) * a);
    const mask_of<T> down = T(2.0) * s * s < complement;
    const T y = arc_integral(a, k, down, [&](T fall) __attribute__((always_inline)) { return abs(complement - fall); });
    return select(is_nan(x) | is_nan(k), x + k, copysign(y, -x));
}

// ULP 1.5 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(log_i0e)
// ULP 4 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(bessel_complement)

template <class T>
REPARAMX_INLINE T von_mises_cdf(T x, T k) {
    if constexpr (is_double<T>) {
        return von_mises_cdf_double(x, k);
    } else {
        return in_double([](auto a, auto b) __attribute__((always_inline)) { return von_mises_cdf_double(a, b); }, x,
                         k);
    }
}
template <class T>
REPARAMX_INLINE T von_mises_slope(T x, T k) {
    if constexpr (is_double<T>) {
        return von_mises_slope_double(x, k);
    } else {
        return in_double([](auto a, auto b) __attribute__((always_inline)) { return von_mises_slope_double(a, b); }, x,
                         k);
    }
}

}  // namespace reparamx
