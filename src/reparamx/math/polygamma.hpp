// polygamma(n, x): the nth derivative of digamma, (-1)^(n+1) n! zeta(n + 1, x), for whole n >= 0.
//
// n = 0, 1, 2 are digamma, trigamma, tetragamma. Above, Euler and Maclaurin's sum for the Hurwitz zeta function,
// everything relative to x^(1-s) so that only the result can overflow. It costs some fourteen logarithms: it ends the
// chain of derivatives of lgamma, and is not meant for inner loops. For n > 2 only x > 0 is supported: NaN elsewhere.
#pragma once

#include "gamma.hpp"

namespace reparamx {

// exp(-s log(ratio)) for ratio >= 1.
template <class T>
REPARAMX_INLINE Pair<T> inverse_power(Pair<T> ratio, T s) {
    const Pair<T> x = log_pair(ratio) * -s;
    const mask_of<T> gone = !(x.hi > T(-650.0));
    const Scaled<T> e = exp_pair(Pair<T>{select(gone, T(0.0), x.hi), select(gone, T(0.0), x.lo)});
    const T power = select(gone, T(0.0), two_to(e.k));
    return {e.value.hi * power, e.value.lo * power};
}

// n! zeta(n + 1, x) for whole n > 0 and normal x and 1 / x.
template <class T>
REPARAMX_INLINE T hurwitz(T n, T x) {
    constexpr int direct = 12;  // terms summed before the asymptotic tail
    const T s = n + T(1.0);
    const Pair<T> inverse = reciprocal_pair(x);
    // The sum over x: 1 / x, and (1 + k / x)^-s / x.
    T sum = T(0.0);
#pragma GCC unroll 1
    for (int k = direct - 1; k > 0; --k) {
        const Pair<T> ratio = two_sum(x, T(double(k))) * inverse;
        sum += inverse_power(ratio, s).hi;
    }
    const Pair<T> y = two_sum(x, T(double(direct)));
    const T v = T(1.0) / y.hi, v2 = v * v;
    T term = s * v, tail = T(0.0);
#pragma GCC unroll 1
    for (int j = 0; j < int(sizeof(table::bernoulli) / sizeof(double)); ++j) {
        tail = fma(T(table::bernoulli[j]), term, tail);
        const T m = s + T(2.0 * j + 1.0);
        term *= m * (m + T(1.0)) * v2;
    }
    const T weight = inverse_power(y * inverse, s).hi;
    const T head = weight * (y.hi * inverse.hi) / n;  // the integral; it dominates for large x
    const T rest = fma(weight, T(0.5) + tail, sum) + T(1.0);
    const T z = fma(rest, inverse.hi, head);
    T factorial = T(1.0);
    for (int k = 2; k <= 170 && any(n >= T(double(k))); ++k) {
        factorial = select(n >= T(double(k)), factorial * T(double(k)), factorial);
    }
    // x^-n = m^-n 2^(-n e)
    const Split<T> split = split_exponent(x);
    const Scaled<T> e = exp_pair(log_pair(Pair<T>{split.mantissa, T(0.0)}) * -n);
    const T k = fma(-n, split.exponent, e.k);
    return scale_by(e.value.hi * z * factorial, clamp(k, -2000.0, 2000.0));
}

template <class T>
REPARAMX_INLINE T polygamma_double(T n, T x) {
    const T nan = not_a_number<T>();
    const mask_of<T> zero = n == T(0.0), one = n == T(1.0), two = n == T(2.0);
    const mask_of<T> general = (n > T(2.0)) & (n <= T(170.0)) & (n == rint(n));
    T y = nan;
    if (any(zero)) y = select(zero, digamma_double(x), y);
    if (any(one)) y = select(one, trigamma_double(x), y);
    if (any(two)) y = select(two, tetragamma_double(x), y);
    if (any(general)) {
        const T safe_n = select(general, n, T(3.0));
        // Beyond these x the result is inf or 0 for every such n.
        const mask_of<T> small = x<T(0x1p-400), large = x> T(0x1p+700);
        T z = hurwitz(safe_n, select((x >= T(0x1p-400)) & (x <= T(0x1p+700)), x, T(1.0)));
        z = select(x < T(0.0), nan, select(small, infinity<T>(), select(large, T(0.0), select(is_nan(x), x, z))));
        const T half = safe_n * T(0.5);
        y = select(general, select(half == rint(half), -z, z), y);
    }
    return y;
}

// ULP 4 in float64 for n <= 20 (8 for n = 100), 0.51 in float32, for x > 0.
template <class T>
REPARAMX_INLINE T polygamma(T n, T x) {
    if constexpr (is_double<T>) {
        return polygamma_double(n, x);
    } else {
        return in_double([](auto m, auto y) __attribute__((always_inline)) { return polygamma_double(m, y); }, n, x);
    }
}

}  // namespace reparamx
