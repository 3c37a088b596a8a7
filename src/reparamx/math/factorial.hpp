// factorial_rest, factorial_rest_slope: what the probability of a count has besides its deviance.
//
//   log(m^x exp(-m) / x!) = -excess_deviance(x - m, m) - factorial_rest(x)
//   factorial_rest(x) = log x! - x log x + x, about log(2 pi x) / 2 + 1 / (12 x); 0 at 0
#pragma once

#include "stirling.hpp"

namespace reparamx {

// Whole numbers from 0 to 127 have a table.
template <class T>
REPARAMX_NOINLINE T factorial_rest_double(T x) {
    constexpr int size = int(sizeof(table::factorial_rest) / sizeof(double));
    const mask_of<T> small = (x >= T(0.0)) & (x < T(double(size))) & (rint(x) == x);
    const T known = lookup(table::factorial_rest, select(small, x, T(0.0)));
    if (all(small)) return known;
    const mask_of<T> far = x >= T(0.5);
    const T w = select(far, x, T(1.0));
    T y = fma(T(0.5), log(w), T(table::half_log_2pi_hi)) + stirling_double(w);
    if (!all(far | small)) {  // there its terms would cancel
        const T a = select(x > T(0.0), x, T(1.0));
        const GammaPlace<T> at(select(far, T(1.0), a));
        const Pair<T> log = log_pair_full(a);
        const Pair<T> gamma = at.less(1.0) * at.less(2.0) * REPARAMX_GAMMA_QUOTIENT(at, lgamma);
        const Pair<T> near = gamma + log * select(at.shift, T(0.0), T(1.0)) + (-(log * a) + a);
        y = select(far, y, select(x > T(0.0), near.hi, not_a_number<T>()));
    }
    return select(small, known, y);
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

REPARAMX_IN_DOUBLE(factorial_rest)
REPARAMX_IN_DOUBLE(factorial_rest_slope)

}  // namespace reparamx
