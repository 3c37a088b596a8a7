// lgamma, digamma, trigamma, tetragamma: the logarithm of the gamma function and its derivatives, on the whole line.
//
// |x| < 1/2      recurrence to 1 + x, with 1 + x never formed
// 1/2 .. 10      a smooth quotient, f(x) divided by its zeros, as a polynomial of t = (x - a) / (x + a), two intervals
// above 10       the asymptotic series
// below -1/2     reflection; next to a zero of the result there the absolute error is small, not the relative one
#pragma once

#include "double_double.hpp"

namespace reparamx {

// Where an argument lies, and its change of variable; x is signed where |x| < 1/2 and positive elsewhere.
template <class T>
struct GammaPlace {
    mask_of<T> shift, low, far, reflect;
    T x, t;

    REPARAMX_INLINE explicit GammaPlace(T argument) {
        const T a = abs(argument);
        shift = a < T(0.5);
        far = a >= T(10.0);
        low = a < T(2.5);
        reflect = argument <= T(-0.5);
        x = select(shift, argument, a);
        const T center = select(low, T(table::gamma_low), T(table::gamma_high));
        const T clamped = select(far, T(10.0), x);
        // Of 1 + x where the argument is shifted.
        const T numerator = select(shift, T(1.0 - table::gamma_low), -center);
        const T denominator = select(shift, T(1.0 + table::gamma_low), center);
        t = (clamped + numerator) / (clamped + denominator);
    }
    // x, or 1 + x where shifted, less c.
    REPARAMX_INLINE Pair<T> less(double c) const { return two_sum(x, select(shift, T(1.0 - c), T(-c))); }
};

#define REPARAMX_GAMMA_QUOTIENT(place, f)                                            \
    fast_two_sum(select(place.low, T(table::f##_low_head), T(table::f##_high_head)), \
                 horner(place.t, place.low, table::f##_low, table::f##_high))

// sin and cos of pi x for x >= 0, as pairs; x is reduced exactly.
template <class T>
struct SinCosPi {
    Pair<T> sin, cos;
    mask_of<T> integer;

    REPARAMX_INLINE explicit SinCosPi(T x) {
        const T n = rint(x), d = x - n, a = abs(d);
        const mask_of<T> swap = a > T(0.25);
        const T b = select(swap, T(0.5) - a, a), b2 = b * b;
        const Pair<T> s = constant<T>(table::pi_hi, table::pi_lo) * b + b * b2 * horner(b2, table::sinpi);
        const Pair<T> c = fast_two_sum(T(1.0), b2 * horner(b2, table::cospi));
        // Both signs change together with n, so they matter to neither quotient below: only cot's does, that of d.
        sin = select<T>(swap, c, s);
        const Pair<T> magnitude = select<T>(swap, s, c);
        const mask_of<T> negative = d < T(0.0);
        cos = {select(negative, -magnitude.hi, magnitude.hi), select(negative, -magnitude.lo, magnitude.lo)};
        integer = d == T(0.0);
    }
};

// ---------------------------------------------------------------------------------------------- lgamma

template <class T>
REPARAMX_INLINE T lgamma_double(T argument) {
    const T inf = infinity<T>();
    const GammaPlace<T> at(argument);
    const T a = abs(argument);
    // (x - 1) (x - 2) Q(x): both zeros are exact.
    Pair<T> y = at.less(1.0) * at.less(2.0) * REPARAMX_GAMMA_QUOTIENT(at, lgamma);
    if (any(at.shift | at.far)) {
        const Pair<T> log = log_pair_full(a);
        y = select<T>(at.shift, y - log, y);
        if (any(at.far)) {
            const T inverse = T(1.0) / a;
            const T rest = inverse * horner(inverse * inverse, table::stirling);
            const Pair<T> less = log + T(-1.0);
            const Pair<T> half = constant<T>(table::half_log_2pi_hi, table::half_log_2pi_lo) +
                                 Pair<T>{T(-0.5) * log.hi, T(-0.5) * log.lo};
            const Pair<T> series = less * a + (half + rest);
            const T rough = less.hi * a;
            y = select<T>(at.far, select<T>(rough < inf, series, Pair<T>{inf, T(0.0)}), y);
        }
    }
    T result = y.hi;
    if (any(at.reflect)) {
        // log(pi / (a |sin(pi a)|)) - lgamma(a)
        const SinCosPi<T> circle(a);
        const Pair<T> reflected = constant<T>(table::log_pi_hi, table::log_pi_lo) - log_pair(circle.sin * a) - y;
        const T there = select(circle.integer | (a == inf), inf, select(y.hi < inf, reflected.hi, -inf));
        result = select(at.reflect, there, result);
    }
    return select(a == T(0.0), inf, select(is_nan(argument), argument, result));
}

// ---------------------------------------------------------------------------------------------- digamma

template <class T>
REPARAMX_INLINE T digamma_double(T argument) {
    const GammaPlace<T> at(argument);
    const T a = abs(argument);
    const Pair<T> inverse = reciprocal_pair(at.x);
    Pair<T> y = (at.less(table::digamma_root_hi) + T(-table::digamma_root_lo)) * REPARAMX_GAMMA_QUOTIENT(at, digamma);
    y = select<T>(at.shift, y - inverse, y);
    if (any(at.far)) {
        const T w = inverse.hi * inverse.hi;
        const T rest = fma(T(0.5), inverse.hi, w * horner(w, table::digamma_far));
        const Pair<T> log = log_pair(Pair<T>{a, T(0.0)});
        y = select<T>(at.far, select<T>(a < infinity<T>(), log + -rest, Pair<T>{a, T(0.0)}), y);
    }
    T result = y.hi;
    if (any(at.reflect)) {
        // digamma(a) + 1 / a + pi cot(pi a)
        const SinCosPi<T> circle(a);
        const Pair<T> reflected = y + inverse + constant<T>(table::pi_hi, table::pi_lo) * (circle.cos / circle.sin);
        result = select(at.reflect, select(circle.integer, not_a_number<T>(), reflected.hi), result);
    }
    return select(a < T(0x1p-60), T(-1.0) / argument, result);
}

// ---------------------------------------------------------------------------------------------- trigamma

template <class T>
REPARAMX_INLINE T trigamma_double(T argument) {
    const GammaPlace<T> at(argument);
    const T a = abs(argument);
    const Pair<T> inverse = reciprocal_pair(at.x);
    Pair<T> y = REPARAMX_GAMMA_QUOTIENT(at, trigamma) / at.less(0.0);
    y = select<T>(at.shift, y + inverse * inverse, y);
    if (any(at.far)) {
        const T w = inverse.hi * inverse.hi;
        const T rest = fma(T(0.5), w, w * inverse.hi * horner(w, table::trigamma_far));
        y = select<T>(at.far, inverse + rest, y);
    }
    T result = y.hi;
    if (any(at.reflect)) {
        // (pi / sin(pi a))^2 + 1 / a^2 - trigamma(a)
        const SinCosPi<T> circle(a);
        const Pair<T> cosecant = constant<T>(table::pi_hi, table::pi_lo) / circle.sin;
        const Pair<T> reflected = cosecant * cosecant + inverse * inverse - y;
        result = select(at.reflect, select(circle.integer, infinity<T>(), reflected.hi), result);
    }
    const T up = a * T(0x1p+500);
    return select(a < T(0x1p-60), T(1.0) / (up * up) * T(0x1p+1000), result);
}

// ---------------------------------------------------------------------------------------------- tetragamma

// The derivative of trigamma.
template <class T>
REPARAMX_INLINE T tetragamma_double(T argument) {
    const GammaPlace<T> at(argument);
    const T a = abs(argument);
    const Pair<T> inverse = reciprocal_pair(at.x);
    const Pair<T> square = inverse * inverse;
    const Pair<T> x = at.less(0.0);
    Pair<T> y = -(REPARAMX_GAMMA_QUOTIENT(at, tetragamma) / (x * x));
    y = select<T>(at.shift, y - inverse * square * T(2.0), y);
    if (any(at.far)) {
        const T w = square.hi;
        const T rest = w * fma(w, horner(w, table::tetragamma_far), inverse.hi);
        y = select<T>(at.far, -(square + rest), y);
    }
    T result = y.hi;
    if (any(at.reflect)) {
        // 2 pi^3 cos(pi a) / sin(pi a)^3 + 2 / a^3 + tetragamma(a)
        const SinCosPi<T> circle(a);
        const Pair<T> cosecant = constant<T>(table::pi_hi, table::pi_lo) / circle.sin;
        const Pair<T> turn = cosecant * cosecant * cosecant * circle.cos + inverse * square;
        const Pair<T> reflected = y + Pair<T>{turn.hi * T(2.0), turn.lo * T(2.0)};
        result = select(at.reflect, select(circle.integer, not_a_number<T>(), reflected.hi), result);
    }
    const T up = a * T(0x1p+300);
    const T cube = (two_product(up, up) * up).hi;
    return select(a < T(0x1p-60), copysign(T(2.0) / cube * T(0x1p+900), -argument), result);
}

// For x > 0; below zero the error is at most 15 units of 2^-53 max(1, |result|).
// ULP 1.8 in float64, 0.51 in float32. inf at 0, at the negative integers and at both infinities.
REPARAMX_IN_DOUBLE(lgamma)
// ULP 1.8 in float64, 0.51 in float32. -inf at 0, inf at -0, NaN at the negative integers and at -inf.
REPARAMX_IN_DOUBLE(digamma)
// ULP 1.5 in float64, 0.51 in float32. inf at 0 and at the negative integers, NaN at -inf.
REPARAMX_IN_DOUBLE(trigamma)
// ULP 1.8 in float64, 0.51 in float32. -inf at 0, inf at -0, NaN at the negative integers and at -inf.
REPARAMX_IN_DOUBLE(tetragamma)

}  // namespace reparamx
