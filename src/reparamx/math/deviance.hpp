// deviance, excess_deviance: how much smaller the density of a gamma or a Poisson law is beside its peak (C. Loader,
// "Fast and accurate computation of binomial probabilities", 2000). Neither cancels.
//
//   deviance(a, x) = a log(a / x) - a + x
//   excess_deviance(d, m) = (m + d) log(1 + d / m) - d = deviance(m + d, m), for a d that is known better than m + d
#pragma once

#include "double_double.hpp"
#include "exponential.hpp"

namespace reparamx {

// For a = e (1 + r) / (1 - r) the deviance of a from e is (a - e) r (1 + r (1 + r) P(r^2) / 2), where
// log((1 + r) / (1 - r)) = 2 r + r^3 P(r^2): here what a - e is multiplied by.
template <class T>
REPARAMX_INLINE T deviance_factor(T r) {
    return r * fma(T(0.5) * r * (T(1.0) + r), horner(r * r, table::atanh), T(1.0));
}

// With e = 2^k m, the nearest to a, it is the deviance from e and a k log 2 + m - e. For k = 0, a - e is d.
template <class T>
REPARAMX_INLINE T deviance_moderate(T a, T m, T d) {
    using L = layout_of<T>;
    using I = integer_of<T>;
    const T ratio = a / m, k = split_exponent(ratio).exponent;
    const T power = from_bits<T>(wrapping_add(to_bits(ratio), I(L::one - L::sqrt_half)) & I(L::exponent_mask));
    const T e = m * power, c = select(power == T(1.0), d, a - e);
    const T jump = fma(a, k * T(constants<T>::ln2_split[0]), m - e);
    return jump + fma(a, k * T(constants<T>::ln2_split[1]), c * deviance_factor(c / (a + e)));
}

template <class T>
REPARAMX_INLINE mask_of<T> is_moderate(T x) {
    return (x > T(0x1p-480)) & (x < T(0x1p+480));
}

// Zeros, infinities, numbers whose sums or quotients leave the range, and what is no number.
template <class T>
REPARAMX_NOINLINE T deviance_extreme(T a, T m, T d) {
    const T zero = T(0.0), one = T(1.0), inf = infinity<T>();
    const T top = max_or_second(a, m);
    const mask_of<T> large = top >= T(0x1p+480), small = top <= T(0x1p-480);
    const T scale = select(large, T(0x1p-600), select(small, T(0x1p+600), one));
    const T back = select(large, T(0x1p+600), select(small, T(0x1p-600), one));
    const T a1 = a * scale, m1 = m * scale, d1 = d * scale;
    const mask_of<T> close = is_moderate(a1) & is_moderate(m1);
    const T a2 = select(close, a1, one), m2 = select(close, m1, one), d2 = select(close, d1, zero);
    const T r = d2 / (a2 + m2);
    T y = back * deviance_moderate(a2, m2, d2);
    y = select(abs(r) < T(0.17), d * deviance_factor(r), y);
    // One of them is next to nothing beside the other.
    T apart = back * fma(a1, log(a) - log(m), -d1);
    apart = select(a == zero, m, select(m == zero, inf, apart));
    y = select((a == inf) ^ (m == inf), inf, select(close, y, apart));
    return select((a >= zero) & (m >= zero), y, not_a_number<T>());
}

// The deviance of a from m, both at least 0, given d = a - m.
template <class T>
REPARAMX_INLINE T deviance_given(T a, T m, T d) {
    const mask_of<T> none = a == T(0.0);  // usual among counts
    const T some = select(none, m, a);
    if (all(is_moderate(some) & is_moderate(m))) return select(none, m, deviance_moderate(some, m, d));
    return deviance_extreme(a, m, d);
}

template <class T>
REPARAMX_NOINLINE T deviance_double(T a, T x) {
    return deviance_given(a, x, a - x);
}

template <class T>
REPARAMX_NOINLINE T excess_deviance_double(T d, T m) {
    const T a = m + d;
    if (all(abs(a) < T(0x1p+1000))) return deviance_given(a, m, d);
    const T m1 = T(0.25) * m, d1 = T(0.25) * d;  // the sum of the largest overflows
    return select(abs(a) < T(0x1p+1000), deviance_given(a, m, d), T(4.0) * deviance_given(m1 + d1, m1, d1));
}

// What a count x loses in log-probability against the best mean, x itself, for the mean m. The excess d is x - m, which
// the caller may know better than their difference.
template <class T>
REPARAMX_INLINE T count_loss_double(T x, T m, T d) {
    const mask_of<T> none = x == T(0.0);
    const T a = select(none, m, m + d);
    if (all(is_moderate(a) & is_moderate(m))) return select(none, m, deviance_moderate(a, m, d));
    return select(none, m, excess_deviance_double(select(none, T(0.0), d), m));
}

// ULP 8 in float64, 0.51 in float32, for a, x >= 0; NaN below.
REPARAMX_IN_DOUBLE_2(deviance)
// ULP 8 in float64, 0.51 in float32, for m >= 0, d >= -m; NaN below.
REPARAMX_IN_DOUBLE_3(count_loss)

}  // namespace reparamx
