// log_skellam, skellam_ratio: the law of the difference x of two Poisson counts of means m and n.
//
// P(x) = exp(-m - n) (m / n)^(x/2) I_x(2 sqrt(m n)). The integral of I_x over the circle, moved to its saddle point, is
//
//   log P(x) = -excess_deviance(p - m, m) - excess_deviance(q - n, n) + log(mean of exp(w (cos t - 1)) cos(x (t - sin
//   t)))
//
// with p - q = x, p q = m n and w = p + q: nothing cancels, and the trapezoidal rule is exact to rounding.
#pragma once

#include "circle.hpp"
#include "factorial.hpp"

namespace reparamx {

// t - sin t for 0 <= t <= pi: up to 1 by its series to t^21 / 21!.
template <class T>
REPARAMX_INLINE T angle_less_sine(T t, T sine) {
    const T z = t * t;
    T series = T(1.0);
    for (int k = 20; k >= 4; k -= 2) series = fma(-z * T(1.0 / (k * (k + 1))), series, T(1.0));
    return select(t < T(1.0), t * z * T(1.0 / 6) * series, t - sine);
}

template <class T>
struct SkellamSaddle {
    T x, m, n, excess_m, excess_n, w;  // p - m, q - n, p + q

    REPARAMX_INLINE SkellamSaddle(T x, T m, T n) : x(x), m(m), n(n) {
        w = hypot(x, T(2.0) * sqrt(m) * sqrt(n));
        const T excess = x - (m - n);
        excess_m = root(m, T(2.0) * m - x, excess);
        excess_n = root(n, T(2.0) * n + x, -excess);
    }
    // The root d of d^2 + half d = m e for which half + 2 d = w; not below -m by rounding.
    REPARAMX_INLINE T root(T mean, T half, T e) const {
        const T sum = half + w;
        const T d = select(half > T(0.0), T(2.0) * mean / sum * e, T(0.5) * (w - half));
        return select(d < -mean, -mean, d);
    }
    template <class F>
    REPARAMX_INLINE void each(const CircleNodes<T>& nodes, F f) const {
        nodes.each([&](T weight, HalfAngle<T> half, int k) __attribute__((always_inline)) {
            const T t = nodes.half_turns * T(6.283185307179586 * k);
            f(weight, half, x * angle_less_sine(t, T(2.0) * half.sine * half.cosine));
        });
    }
};

// For m, n >= 0; NaN for an x that is not whole.
template <class T>
REPARAMX_NOINLINE T log_skellam_double(T x, T m, T n) {
    const SkellamSaddle<T> at(x, m, n);
    const CircleNodes<T> nodes(at.w);
    T sum = T(0.0), loss = T(0.0);
    at.each(nodes, [&](T weight, HalfAngle<T> half, T phase) __attribute__((always_inline)) {
        sum = fma(weight, cos(phase), sum);
        loss = loss + expm1(T(-2.0) * at.w * (half.sine * half.sine));
    });
    // Close to 1 for x = 0, where the phase is 0: its distance from 1. The last node counts half.
    const mask_of<T> close = (x == T(0.0)) & (at.w < T(0.5));
    const T rest = nodes.step() * fma(T(-0.5), expm1(T(-2.0) * at.w), loss);
    const T y = select(close, log1p(select(close, rest, T(0.0))), log(nodes.step() * sum));
    const T value = y - excess_deviance_double(at.excess_m, m) - excess_deviance_double(at.excess_n, n);
    return select(rint(x) == x, value, not_a_number<T>());
}

// P(x - 1) / P(x) - 1, the derivative of log P(x) in m.
template <class T>
REPARAMX_NOINLINE T skellam_ratio_double(T x, T m, T n) {
    const SkellamSaddle<T> at(x, m, n);
    const CircleNodes<T> nodes(at.w);
    T sum = T(0.0), less = T(0.0);
    at.each(nodes, [&](T weight, HalfAngle<T> half, T phase) __attribute__((always_inline)) {
        sum = fma(weight, cos(phase), sum);
        // cos(phase - t) - cos(phase), t / 2 = atan2(sine, cosine)
        const T s = sin(phase) * half.cosine - cos(phase) * half.sine;
        less = fma(weight * s, half.sine, less);
    });
    const T tilt = select(x > T(0.0), (m + at.excess_m) / m, n / (n + at.excess_n));
    T y = select(x > T(0.0), at.excess_m / m, -at.excess_n / (n + at.excess_n)) + tilt * (T(2.0) * less / sum);
    // For small m n, by the power series of both Bessel functions.
    const mask_of<T> small = m * n < T(1.0);
    if (any(small)) {
        const T t = select(small, m * n, T(0.0)), order = abs(x);
        const T lower = select(x > T(0.0), order - T(1.0), order + T(1.0));
        T above = T(1.0), below = T(1.0);
#pragma GCC unroll 1
        for (int k = 12; k > 0; --k) {
            above = fma(above, t / (T(double(k)) * (lower + T(double(k)))), T(1.0));
            below = fma(below, t / (T(double(k)) * (order + T(double(k)))), T(1.0));
        }
        const T quotient = above / below;
        y = select(small, select(x > T(0.0), order / m, n / (order + T(1.0))) * quotient - T(1.0), y);
    }
    return select(rint(x) == x, y, not_a_number<T>());
}

template <class T>
REPARAMX_INLINE T log_skellam(T x, T m, T n) {
    return in_double_vectors(
        [](auto a, auto b, auto c) __attribute__((always_inline)) { return log_skellam_double(a, b, c); }, x, m, n);
}
template <class T>
REPARAMX_INLINE T skellam_ratio(T x, T m, T n) {
    return in_double_vectors(
        [](auto a, auto b, auto c) __attribute__((always_inline)) { return skellam_ratio_double(a, b, c); }, x, m, n);
}

}  // namespace reparamx
