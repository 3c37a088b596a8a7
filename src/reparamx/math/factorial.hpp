// excess_deviance, factorial_rest, factorial_rest_slope: the two parts of the probability of a count, neither of which
// cancels (C. Loader, "Fast and accurate computation of binomial probabilities", 2000):
//
//   log(m^x exp(-m) / x!) = -excess_deviance(x - m, m) - factorial_rest(x)
//   excess_deviance(d, m) = (m + d) log(1 + d / m) - d         what x = m + d loses against the best m
//   factorial_rest(x)    = log x! - x log x + x               about log(2 pi x) / 2 + 1 / (12 x); 0 at 0
#pragma once

#include "exponential.hpp"
#include "gamma.hpp"

namespace reparamx {

// With r = d / (2 m + d), log(1 + d / m) = 2 atanh(r): for |r| <= 1/3 the excess_deviance is d r (1 + r (1 + r)
// P(r^2)), where P(z) = 1/3 + z/5 + z^2/7 + ...
template <class T>
REPARAMX_NOINLINE T excess_deviance_double(T d, T m) {
    // Largest numbers are scaled so that no sum overflows.
    const mask_of<T> huge = (m > T(0x1p+1000)) | (d > T(0x1p+1000));
    const T down = select(huge, T(0x1p-100), T(1.0)), e = m * down, c = d * down, x = e + c;
    const T half = T(0.5) * c, r = half / (e + half), z = r * r;
    // 17 terms: the next is 2^-57 of the result.
    const T series = horner<17>(z, [](int k) __attribute__((always_inline)) { return T(1.0 / (2 * k + 3)); });
    T y = d * r * fma(r * (T(1.0) + r), series, T(1.0));
    const mask_of<T> far = !(abs(r) <= T(1.0 / 3));
    if (any(far)) {
        const T ratio = x / e;
        const mask_of<T> steep = ratio == infinity<T>();
        T l = log(ratio);
        if (any(steep)) l = select(steep, log(x) - log(e), l);
        T z0 = fma(x, l, -c);
        z0 = select(x == T(0.0), e, select(x < T(0.0), not_a_number<T>(), z0));
        z0 = select((e == T(0.0)) & (c > T(0.0)), infinity<T>(), z0);
        y = select(far, z0 * select(huge, T(0x1p+100), T(1.0)), y);
    }
    return y;
}

template <class T>
REPARAMX_NOINLINE T factorial_rest_double(T x) {
    const mask_of<T> far = x >= T(10.0);
    const T w = select(far, x, T(10.0)), inverse = T(1.0) / w;
    T y = fma(T(0.5), log(w), T(table::half_log_2pi_hi)) + inverse * horner(inverse * inverse, table::stirling);
    if (!all(far)) {
        // log x! is log gamma(1 + x), or log gamma(x) + log x.
        const T a = select(x > T(0.0), x, T(1.0));
        const GammaPlace<T> at(select(far, T(1.0), a));
        const Pair<T> log = log_pair_full(a);
        const Pair<T> gamma = at.less(1.0) * at.less(2.0) * REPARAMX_GAMMA_QUOTIENT(at, lgamma);
        const Pair<T> near = gamma + log * select(at.shift, T(0.0), T(1.0)) + (-(log * a) + a);
        y = select(far, y, select(x > T(0.0), near.hi, select(x == T(0.0), x, not_a_number<T>())));
    }
    return y;
}

// digamma(1 + x) - log x, the derivative.
template <class T>
REPARAMX_NOINLINE T factorial_rest_slope_double(T x) {
    const mask_of<T> far = x >= T(10.0);
    const T w = select(far, x, T(10.0)), inverse = T(1.0) / w, square = inverse * inverse;
    T y = fma(T(0.5), inverse, -square * horner(square, table::digamma_far));
    if (!all(far)) {
        const T a = select(x > T(0.0), x, T(1.0));
        const GammaPlace<T> at(select(far, T(1.0), a));
        const Pair<T> root = at.less(table::digamma_root_hi) + T(-table::digamma_root_lo);
        const Pair<T> digamma = root * REPARAMX_GAMMA_QUOTIENT(at, digamma);
        const Pair<T> one = select<T>(at.shift, Pair<T>{T(0.0), T(0.0)}, reciprocal_pair(at.x));
        const Pair<T> near = digamma + one - log_pair_full(a);
        y = select(far, y, select(x > T(0.0), near.hi, select(x == T(0.0), infinity<T>(), not_a_number<T>())));
    }
    return y;
}

template <class T>
REPARAMX_INLINE T excess_deviance(T d, T m) {
    if constexpr (is_double<T>) {
        return excess_deviance_double(d, m);
    } else {
        return in_double([](auto a, auto b) __attribute__((always_inline)) { return excess_deviance_double(a, b); }, d,
                         m);
    }
}
REPARAMX_IN_DOUBLE(factorial_rest)
REPARAMX_IN_DOUBLE(factorial_rest_slope)

}  // namespace reparamx
