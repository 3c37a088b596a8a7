// What is left of log(1 + x) and of lgamma when their leading terms are taken off: with these the logarithm of a
// density needs no difference of large numbers.
//
//   log1pmx(x) = log(1 + x) - x
//   stirling(x) = lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2 = 1 / (12 x) - ...
//   stirling_slope(x) = -its derivative = log x - 1 / (2 x) - digamma(x) = 1 / (12 x^2) - ...
#pragma once

#include "deviance.hpp"
#include "gamma.hpp"

namespace reparamx {

// Near 0 with s = x / (2 + x): log(1 + x) = 2 atanh(s) and 2 s - x = -s x.
template <class T>
REPARAMX_INLINE T log1pmx_double(T x) {
    const mask_of<T> near = (x > T(-0.29)) & (x < T(0.41));
    const T y = select(near, x, T(0.0));
    const T s = y / (T(2.0) + y), s2 = s * s;
    const T close = s * fma(s2, horner(s2, table::atanh), -y);
    if (all(near)) return close;
    return select(near, close, log1p(x) - x);
}

// Of x = 1 / inverse, x >= 10.
template <class T>
REPARAMX_INLINE T stirling_series(T inverse) {
    return horner(inverse * inverse, table::stirling) * inverse;
}

// Of x = 1 / inverse, x >= 2.5.
template <class T>
REPARAMX_INLINE T stirling_high(T x, T inverse) {
    const mask_of<T> far = x >= T(10.0);
    const T series = stirling_series(inverse);
    if (all(far)) return series;
    const T center(table::gamma_high), near = select(far, T(10.0), x), t = (near - center) / (near + center);
    return select(far, series, (T(table::binet_high_head) + horner(t, table::binet_high)) * inverse);
}

// With x + 1 for x below 1/2: stirling(x) = stirling(x + 1) + (x + 1/2) log(1 + 1 / x) - 1.
template <class T>
REPARAMX_INLINE T stirling_double(T x) {
    if (all(x >= T(2.5))) return stirling_high(x, T(1.0) / x);
    const GammaPlace<T> at(x);
    const T b = select(at.shift, T(1.0) + x, x), inverse = T(1.0) / b;
    T y = REPARAMX_GAMMA_QUOTIENT(at, binet).hi * inverse;
    if (any(at.far)) y = select(at.far, stirling_series(inverse), y);
    if (any(at.shift)) {
        const T logs = select(x < T(1e-300), -log(x), log(b / x));  // the quotient may overflow
        y = select(at.shift, y + fma(x + T(0.5), logs, T(-1.0)), y);
    }
    return select(x >= T(0.0), y, not_a_number<T>());
}

// stirling_slope(x) = stirling_slope(x + 1) + 1 / (2 x) + 1 / (2 (x + 1)) - log(1 + 1 / x).
template <class T>
REPARAMX_INLINE T stirling_slope_double(T x) {
    const GammaPlace<T> at(x);
    const T b = select(at.shift, T(1.0) + x, x), inverse = T(1.0) / b;
    T y = REPARAMX_GAMMA_QUOTIENT(at, binet_slope).hi;
    if (any(at.far)) y = select(at.far, horner(inverse * inverse, table::digamma_far), y);
    y = y * inverse * inverse;
    if (any(at.shift)) y = select(at.shift, y + (T(0.5) / x + (T(0.5) * inverse - log(b / x))), y);
    return select(x >= T(0.0), y, not_a_number<T>());
}

// log B(a, b) = -a log(n / a) - b log(n / b) + log(2 pi n / (a b)) / 2 + what stirling adds, n = a + b.
template <class T>
REPARAMX_INLINE T lbeta_double(T a, T b) {
    const T low = min_or_second(a, b), high = max_or_second(b, a), n = a + b;
    // For tiny arguments log(n / low) without the overflow of the quotient.
    const T quotient = high / low, log_quotient = log(high) - log(low);
    const T log_low = select(quotient < T(1e300), log1p(min_or_second(quotient, T(1e300))), log_quotient);
    const T entropy = fma(low, log_low, high * log1p(low / high));
    const T head = T(0.9189385332046727) + T(0.5) * (log_low - log(high));
    return (head - entropy) + ((stirling_double(a) + stirling_double(b)) - stirling_double(n));
}

// ULP 4 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(log1pmx)
// ULP 8 in float64 (16 below 1/2), 0.51 in float32, for x >= 0; NaN below.
REPARAMX_IN_DOUBLE(stirling)
// ULP 8 in float64, 0.51 in float32, for x >= 0; NaN below.
REPARAMX_IN_DOUBLE(stirling_slope)
// Error below 10 units of 2^-53 max(1, |result|).
REPARAMX_IN_DOUBLE_2(lbeta)

}  // namespace reparamx
