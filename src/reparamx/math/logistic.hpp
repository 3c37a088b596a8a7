// sigmoid, log_sigmoid, softplus, log1mexp, logit: the logistic function, its inverse and its logarithms, without
// cancellation in any tail. The hot ones work in the lanes they are given, float in float, and give up more than half
// a unit in the last place for speed.
#pragma once

#include "double_double.hpp"
#include "exponential.hpp"

namespace reparamx {

// exp(-|x|) = hi + lo, correct to half a hundred bits (float: 25), and to subnormal numbers' last place.
template <class T>
REPARAMX_INLINE Pair<T> exp_minus_abs_pair(T x) {
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

// exp(-|x|), ULP 0.85 in float64 and float32. What sigmoid, softplus and log_sigmoid have in common.
template <class T>
REPARAMX_INLINE T exp_minus_abs(T x) {
    using S = scalar_of<T>;
    // 2^(n + 64) is normal for every n there is. Its exponent field appears in the low bits of `shifted`.
    const T low = is_double<T> ? S(-746) : S(-105), magic = layout_of<T>::round_magic + S(layout_of<T>::bias + 64);
    const T b = max_or_second(low, -abs(x));
    const T shifted = fma(b, T(constants<T>::log2_e[0]), magic);
    const T power = from_bits<T>(to_bits(shifted) << layout_of<T>::mantissa_bits);
    const Pair<T> r = reduce_ln2(b, shifted - magic);
    const T p = fma(r.hi, polynomial(r.hi, constants<T>::exp), T(S(0.5)));
    return fma(power, r.hi + fma(r.hi * r.hi, p, r.lo), power) * T(S(0x1p-64));
}

// log(1 + t) for t in [0, 1], ULP 0.72 in float64, 0.69 in float32.
// It is 2 s + s^3 P(s^2) of s = t / (2 + t). What the rounded s lacks is rest / (2 + t), and 1 / (2 + t) = (1 - s) / 2.
template <class T>
REPARAMX_INLINE T log1p_unit(T t) {
    using S = scalar_of<T>;
    const T one = S(1), two = S(2);
    const T d = two + t, s = t / d;
    const T rest = fma(-s, t - (d - two), fma(-s, d, t));
    const T z = s * s;
    return fma(two, s, fma(s * z, polynomial(z, constants<T>::log_unit), rest * (one - s)));
}

// 1 / (1 + exp(-x)), given t = exp(-|x|): ULP 0.51 in float64 and float32.
template <class T>
REPARAMX_INLINE T sigmoid_given(T x, T t) {
    using S = scalar_of<T>;
    const T one = S(1);
    const mask_of<T> left = x < T(S(0));
    const T d = one + t, n = select(left, t, one), q = n / d;
    const T rest = fma(-q, t - (d - one), fma(-q, d, n));
    // 1 / d is q on the right and 1 - q on the left.
    return fma(rest, select(left, one - q, q), q);
}

// log(1 + exp(x)), given t = exp(-|x|): ULP 1.3 in float64, 1.2 in float32.
template <class T>
REPARAMX_INLINE T softplus_given(T x, T t) {
    return max_or_second(T(scalar_of<T>(0)), x) + log1p_unit(t);
}

// log(sigmoid(x)), given t = exp(-|x|): ULP 1.2 in float64 and float32.
template <class T>
REPARAMX_INLINE T log_sigmoid_given(T x, T t) {
    return min_or_second(T(scalar_of<T>(0)), x) - log1p_unit(t);
}

// The next three are also expanded in a graph, T = Node, so that several of one argument share the exponential.

// 1 / (1 + exp(-x)). ULP 1.5 in float64 and float32.
template <class T>
REPARAMX_INLINE T sigmoid(T x) {
    return sigmoid_given(x, exp_minus_abs(x));
}

// log(1 + exp(x)). ULP 1.5 in float64 and float32.
template <class T>
REPARAMX_INLINE T softplus(T x) {
    return softplus_given(x, exp_minus_abs(x));
}

// log(sigmoid(x)). ULP 1.5 in float64 and float32.
template <class T>
REPARAMX_INLINE T log_sigmoid(T x) {
    return log_sigmoid_given(x, exp_minus_abs(x));
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
        const Pair<T> t = exp_minus_abs_pair(x);
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
