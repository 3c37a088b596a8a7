// sigmoid, log_sigmoid, softplus, log1mexp, logit: the logistic function, its inverse and its logarithms, without
// cancellation in any tail. The hot ones work in the lanes they are given, float in float.
#pragma once

#include "double_double.hpp"
#include "exponential.hpp"

namespace reparamx {

// exp(-|x|) = hi + lo, correct to half a hundred bits (float: 25), and to subnormal numbers' last place.
template <class T>
REPARAMX_INLINE Pair<T> exp_of_minus_abs(T x) {
    const T low = is_double<T> ? scalar_of<T>(-746) : scalar_of<T>(-105);
    const T a = -abs(x), b = select(a < low, low, a);
    const Rounded<T> n = round_product(b, T(constants<T>::log2_e[0]));
    const Pair<T> y = exp_reduced(reduce_ln2(b, n.value));
    const Pair<T> p = fast_two_sum(y.hi, y.lo);
    return {scale(p.hi, n.bits), scale(p.lo, n.bits)};
}

// k log 2 + log(1 + f + tail) like log_reduced, as the exact k log 2 + f and what is missing.
template <class T>
REPARAMX_INLINE Pair<T> log_of_sum(T k, T f, T tail) {
    using S = scalar_of<T>;
    const T one = S(1), half = T(S(0.5)) * f;
    const T s = f / (T(S(2)) + f), z = s * s;
    const T low = fma(tail * (one - s) * (one - s), one + z, k * T(constants<T>::ln2_split[1]));
    const T t = fma(s, fma(half, f, z * polynomial(z, constants<T>::log)), low);
    const Pair<T> head = fast_two_sum(k * T(constants<T>::ln2_split[0]), f);
    return {head.hi, head.lo - fma(half, f, -t)};
}

// 1 / (1 + exp(-x)). ULP 0.8 in float64 and float32.
template <class T>
REPARAMX_INLINE T sigmoid(T x) {
    using S = scalar_of<T>;
    const T one = S(1);
    const Pair<T> t = exp_of_minus_abs(x);
    const mask_of<T> left = x < T(S(0));
    const Pair<T> d = fast_two_sum(one, t.hi);
    const T n = select(left, t.hi, one);
    const T q = n / d.hi;
    const T rest = fma(-q, d.hi, n) + fma(-q, d.lo + t.lo, select(left, t.lo, T(S(0))));
    // 1 / d is q on the right and 1 - q on the left.
    return fma(rest, select(left, one - q, q), q);
}

// log(1 + exp(x)). ULP 0.8 in float64 and float32.
template <class T>
REPARAMX_INLINE T softplus(T x) {
    using S = scalar_of<T>;
    const T zero = S(0), one = S(1), half = S(0.5), inf = infinity<T>();
    const Pair<T> t = exp_of_minus_abs(x);
    // 1 + t = 2 (1 + (t - 1) / 2) for large t.
    const mask_of<T> large = t.hi > T(S(0.41421356237309505));
    const Pair<T> d = fast_two_sum(-one, t.hi);
    const T f = select(large, half * d.hi, t.hi);
    const T tail = select(large, half * (d.lo + t.lo), t.lo);
    const Pair<T> y = log_of_sum(select(large, one, zero), f, tail);
    const Pair<T> sum = two_sum(y.hi, select(x > zero, x, zero));
    return select(x < inf, sum.hi + (sum.lo + y.lo), x);
}

// log(sigmoid(x)). ULP 0.8 in float64 and float32.
template <class T>
REPARAMX_INLINE T log_sigmoid(T x) {
    return -softplus(-x);
}

// log(1 - exp(x)) for x <= 0, NaN for x > 0. ULP 0.9 in float64, 0.8 in float32.
template <class T>
REPARAMX_INLINE T log1mexp(T x) {
    using S = scalar_of<T>;
    using L = layout_of<T>;
    const T zero = S(0), one = S(1);
    const T limit = S(-9);
    const T a = select(x < limit, limit, x);
    const T b = select(a > zero, zero, a);
    // 1 - 2^n exp(r) = (1 - 2^n) - 2^n (exp(r) - 1): nothing is lost near zero.
    const Rounded<T> n = round_product(b, T(constants<T>::log2_e[0]));
    const Pair<T> r = reduce_ln2(b, n.value);
    const T power = power_of_two<T>(n.bits);
    const Pair<T> whole = fast_two_sum(one, -power);
    const Pair<T> sum = fast_two_sum(whole.hi, -power * r.hi);
    const Pair<T> m = fast_two_sum(sum.hi, sum.lo + (whole.lo - power * exp_tail(r)));
    const Split<T> s = split_exponent_full(m.hi);
    // 2^-exponent; in two steps, for the smallest m.
    const T lifted = scale(m.lo, to_bits(T(L::round_magic) - s.exponent));
    const T f = s.mantissa - one;
    const Pair<T> g = two_sum(f, lifted);
    const Pair<T> log = log_of_sum(s.exponent, g.hi, g.lo);
    T y = log.hi + log.lo;
    if (any(x < limit)) {
        // -(t + t^2 / 2 + t^3 / 3 + t^4 / 4) of t = exp(x)
        const Pair<T> t = exp_of_minus_abs(x);
        const T curve = fma(fma(T(S(0.25)), t.hi, T(S(1.0 / 3.0))), t.hi, T(S(0.5)));
        y = select(x < limit, -(t.hi + fma(t.hi * t.hi, curve, t.lo)), y);
    }
    return select(x < zero, y, select(x == zero, -infinity<T>(), not_a_number<T>()));
}

// log(x / (1 - x)): the inverse of sigmoid.
template <class T>
REPARAMX_INLINE T logit_double(T x) {
    const mask_of<T> inside = (x > T(0.0)) & (x < T(1.0));
    // Subnormal numbers are lifted by 2^100.
    const mask_of<T> tiny = x < T(0x1p-1000);
    const T p = select(inside, x, T(0.5)), lift = select(tiny, T(0x1p+100), T(1.0));
    const Pair<T> odds = Pair<T>{p * lift, T(0.0)} / two_sum(T(1.0), -p);
    const T y = log_pair(odds, select(tiny, T(100.0), T(0.0))).hi;
    return select(inside, y,
                  select(x == T(0.0), -infinity<T>(), select(x == T(1.0), infinity<T>(), not_a_number<T>())));
}

// ULP 0.6 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(logit)

}  // namespace reparamx
