// erf, erfc, erfcx, erfinv and the normal distribution: ndtr, log_ndtr, ndtri.
//
// One function carries all: (x + 7/8) erfcx(x) is nearly constant on the whole half-line, so one polynomial of
// t = (x - 4) / (x + 4) gives it, and every tail is exp(-x^2) times it with x^2 a pair. Nothing is subtracted.
#pragma once

#include "double_double.hpp"
#include "exponential.hpp"

namespace reparamx {

// erfcx(x) = exp(x^2) erfc(x) for 0 <= x < 2^1000; relative error 2^-56.
template <class T>
REPARAMX_INLINE Pair<T> erfcx_pair(Pair<T> x) {
    const T t = (x.hi - T(table::erfcx_center)) / (x.hi + T(table::erfcx_center));
    const Pair<T> d = two_sum(x.hi, T(table::erfcx_shift));
    return horner_pair(t, table::erfcx_head, table::erfcx) / Pair<T>{d.hi, d.lo + x.lo};
}

// erfc(x) for 0 <= x < 30, given x^2.
template <class T>
REPARAMX_INLINE Scaled<T> erfc_tail(Pair<T> x, Pair<T> square) {
    const Scaled<T> e = exp_pair(-square);
    return {e.value * erfcx_pair(x), e.k};
}

// P(X > x) of a standard normal X for 0 <= x < 42.
template <class T>
REPARAMX_INLINE Scaled<T> normal_tail(T x) {
    const Pair<T> square = two_product(x, x);
    const Pair<T> argument = constant<T>(table::sqrt_half_hi, table::sqrt_half_lo) * x;
    const Scaled<T> tail = erfc_tail(argument, Pair<T>{square.hi * T(0.5), square.lo * T(0.5)});
    return {{tail.value.hi * T(0.5), tail.value.lo * T(0.5)}, tail.k};
}

template <class T>
REPARAMX_INLINE T erfc_double(T x) {
    const T a = select(abs(x) > T(28.0), T(28.0), abs(x));
    const Scaled<T> tail = erfc_tail(Pair<T>{a, T(0.0)}, two_product(a, a));
    return select(x < T(0.0), tail.below(T(2.0)).hi, tail.rounded());
}

template <class T>
REPARAMX_INLINE T erf_double(T x) {
    const T a = select(abs(x) > T(28.0), T(28.0), abs(x));
    const T far = erfc_tail(Pair<T>{a, T(0.0)}, two_product(a, a)).below(T(1.0)).hi;
    const T a2 = a * a;
    const T rest = a * a2 * horner(a2, table::erf);
    const Pair<T> first = two_product(a, T(table::two_over_sqrt_pi_hi));
    const T near = first.hi + (fma(a, T(table::two_over_sqrt_pi_lo), first.lo) + rest);
    return copysign(select(a < T(0.5), near, far), x);
}

// exp(x^2) erfc(x); inf below -26.6.
template <class T>
REPARAMX_INLINE T erfcx_double(T x) {
    const T a = select(abs(x) > T(0x1p+900), T(0x1p+900), abs(x));
    const Pair<T> tail = erfcx_pair(Pair<T>{a, T(0.0)});
    // 1 / (sqrt(pi) x) with one rounding, subnormal results included.
    const T huge = T(0.5 * table::two_over_sqrt_pi_hi) / x;
    const T right = select(x > T(0x1p+60), huge, tail.hi);
    if (!any(x < T(0.0))) return right;
    // On the left 2 exp(x^2) - erfcx(-x).
    const T b = select(a > T(28.0), T(28.0), a);
    const Scaled<T> e = exp_pair(two_product(b, b));
    const Pair<T> p = e.value;
    const T power = two_to(select(e.k > T(1000.0), T(1000.0), e.k));
    const Pair<T> left = Pair<T>{p.hi * power * T(2.0), p.lo * power * T(2.0)} - tail;
    return select(x < T(0.0), select(a > T(26.0), scale_by(p.hi, e.k + T(1.0)), left.hi), right);
}

// The derivative of erfcx, 2 x erfcx(x) - 2 / sqrt(pi): negative everywhere, -1 / (sqrt(pi) x^2) on the far right.
template <class T>
REPARAMX_INLINE T erfcx_slope_double(T x) {
    const T a = select(abs(x) > T(0x1p+400), T(0x1p+400), abs(x));
    const T t = (a - T(table::erfcx_center)) / (a + T(table::erfcx_center));
    const Pair<T> d = two_sum(a, T(table::erfcx_shift));
    const T right = -(horner_pair(t, table::erfcx_slope_head, table::erfcx_slope) / (d * d)).hi;
    const T inverse = T(1.0) / x;
    const T far = T(-0.5 * table::two_over_sqrt_pi_hi) * inverse * inverse;
    const T y = select(x > T(0x1p+60), far, right);
    if (!any(x < T(0.0))) return y;
    const T left = fma(T(2.0) * x, erfcx_double(x), T(-table::two_over_sqrt_pi_hi));
    return select(x < T(0.0), left, y);
}

// The second derivative of erfcx, 2 erfcx(x) + 2 x erfcx'(x): positive everywhere, 2 / (sqrt(pi) x^3) on the far right.
template <class T>
REPARAMX_INLINE T erfcx_curve_double(T x) {
    const T a = select(abs(x) > T(0x1p+300), T(0x1p+300), abs(x));
    const T t = (a - T(table::erfcx_center)) / (a + T(table::erfcx_center));
    const Pair<T> d = two_sum(a, T(table::erfcx_shift));
    const T right = (horner_pair(t, table::erfcx_curve_head, table::erfcx_curve) / (d * d * d)).hi;
    const T inverse = T(1.0) / x;
    const T far = T(table::two_over_sqrt_pi_hi) * inverse * inverse * inverse;
    const T y = select(x > T(0x1p+60), far, right);
    if (!any(x < T(0.0))) return y;
    const T left = T(2.0) * fma(x, erfcx_slope_double(x), erfcx_double(x));
    return select(x < T(0.0), left, y);
}

template <class T>
REPARAMX_INLINE T ndtr_double(T x) {
    const Scaled<T> tail = normal_tail(select(abs(x) > T(40.0), T(40.0), abs(x)));
    return select(x > T(0.0), tail.below(T(1.0)).hi, tail.rounded());
}

// P(X > |x|) exp(x^2 / 2) of a standard normal X: erfcx(|x| / sqrt 2) / 2 without its pairs.
template <class T>
REPARAMX_INLINE T scaled_tail_double(T x) {
    const T size = abs(x), a = select(size > T(0x1p+500), T(0x1p+500), size);
    const T center = T(table::erfcx_center / table::sqrt_half_hi), t = (a - center) / (a + center);
    const T shifted = fma(size, T(table::sqrt_half_hi), T(table::erfcx_shift));
    return T(0.5) * (T(table::erfcx_head) + polynomial(t, table::erfcx)) / shifted;
}

// exp(-x^2 / 2).
template <class T>
REPARAMX_INLINE T bell_double(T x) {
    const T a = select(abs(x) > T(40.0), T(40.0), abs(x));
    const Pair<T> power = two_product(a, T(-0.5) * a);
    const T e = exp(power.hi);
    return fma(e, power.lo, e);
}

// log_ndtr(x) without its -x^2 / 2 left of 0, given m = scaled_tail(x) and e = bell(x): log m there, log(1 - m e) right
// of 0.
template <class T>
REPARAMX_INLINE T log_ndtr_rest_given_double(T x, T m, T e) {
    const T zero = T(0.0), tail = m * e;
    const mask_of<T> right = x >= zero;
    const T y = log1p_pair(select(right, -tail, m), zero, select(right, T(1.0), zero), zero);
    return select(is_nan(x), x, select(x > T(9.0), -tail, y));
}

template <class T>
REPARAMX_INLINE T log_ndtr_given_double(T x, T m, T e) {
    const T left = min_or_second(x, T(0.0)), limited = max_or_second(left, T(-0x1p+500));
    const T y = fma(T(-0.5) * limited, limited, log_ndtr_rest_given_double(x, m, e));
    return select(x < T(-0x1p+500), T(-0.5) * x * x, y);
}

// ---------------------------------------------------------------------------------------------- quantiles

// ndtri(1/2 + q) / q where u = 1/4 - q^2 > 0.0475.
template <class T>
REPARAMX_INLINE Pair<T> ndtri_center(T u) {
    const T t = (u - T(table::ndtri_center_u)) / (u + T(table::ndtri_center_u));
    return horner_pair(t, table::ndtri_center_head, table::ndtri_center);
}

// -ndtri(p) for 0 < p < 0.0501: r = sqrt(-2 log p) less a slow function of log r.
template <class T>
REPARAMX_INLINE Pair<T> ndtri_tail(T p) {
    const Pair<T> log_p = log_pair_full(p);
    const Pair<T> r2 = {T(-2.0) * log_p.hi, T(-2.0) * log_p.lo};
    const T r = sqrt(r2.hi);
    const T low = (fma(-r, r, r2.hi) + r2.lo) * (T(0.5) / r);
    const T v = fma(T(0.5), log_pair(r2).hi, T(-table::ndtri_tail_center));
    return fast_two_sum(r, low) - horner_pair(v, table::ndtri_tail_head, table::ndtri_tail);
}

// The quantile y of the tail probability p, and what it is where p is not positive.
template <class T>
REPARAMX_INLINE T quantile_limit(T p, T y) {
    return select(p > T(0.0), y, select(p == T(0.0), infinity<T>(), not_a_number<T>()));
}

// The quantile function of the standard normal distribution.
template <class T>
REPARAMX_INLINE T ndtri_double(T p) {
    const T u = fma(-p, p, p);
    const mask_of<T> tail = u < T(0.0475);
    T y = (ndtri_center(u) * two_sum(p, T(-0.5))).hi;
    if (any(tail)) {
        const T smaller = select(p > T(0.5), T(1.0) - p, p);
        const T far = quantile_limit(smaller, ndtri_tail(smaller).hi);
        y = select(tail, copysign(far, p - T(0.5)), y);
    }
    return y;
}

template <class T>
REPARAMX_INLINE T erfinv_double(T x) {
    const T u = fma(x * T(-0.25), x, T(0.25));
    const mask_of<T> tail = u < T(0.0475);
    const Pair<T> root = constant<T>(table::sqrt_half_hi, table::sqrt_half_lo);
    T y = (ndtri_center(u) * root * (x * T(0.5))).hi;
    y = select(abs(x) < T(0x1p-1000), x * T(1.0 / table::two_over_sqrt_pi_hi), y);
    if (any(tail)) {
        const T smaller = T(0.5) - T(0.5) * abs(x);
        const T far = quantile_limit(smaller, (ndtri_tail(smaller) * root).hi);
        y = select(tail, copysign(far, x), y);
    }
    return y;
}

// The largest errors found over some 3 10^5 arguments each: all magnitudes, and around thresholds. Float: 0.501.
// ULP 0.9 in float64.
REPARAMX_IN_DOUBLE(erf)
// ULP 1.2 in float64, to the last subnormal number.
REPARAMX_IN_DOUBLE(erfc)
// ULP 1.2 in float64; inf below -26.6.
REPARAMX_IN_DOUBLE(erfcx)
// ULP 2.6 in float64.
REPARAMX_IN_DOUBLE(erfcx_slope)
// ULP 3.1 in float64.
REPARAMX_IN_DOUBLE(erfcx_curve)
// ULP 1.2 in float64, to the last subnormal number.
REPARAMX_IN_DOUBLE(ndtr)
// ULP 3 in float64.
REPARAMX_IN_DOUBLE(scaled_tail)
// ULP 1.2 in float64, to the last subnormal number.
REPARAMX_IN_DOUBLE(bell)
// ULP 2 in float64, of what is given.
REPARAMX_IN_DOUBLE_3(log_ndtr_given)
REPARAMX_IN_DOUBLE_3(log_ndtr_rest_given)
// ULP 1.5 in float64 from the smallest number to the last below 1; -inf at 0, inf at 1, NaN outside.
REPARAMX_IN_DOUBLE(ndtri)
// ULP 1.5 in float64; -inf at -1, inf at 1, NaN outside.
REPARAMX_IN_DOUBLE(erfinv)

// The next two are also expanded in a graph, T = Node, so that they and their derivatives share what they are made of.

// ULP 3 in float64, 2 in float32, from where the result overflows to where it vanishes.
template <class T>
REPARAMX_INLINE T log_ndtr(T x) {
    return log_ndtr_given(x, scaled_tail(x), bell(x));
}

// log_ndtr(x) + min(x, 0)^2 / 2. ULP 3 in float64 (from -1e307 on), 2 in float32.
template <class T>
REPARAMX_INLINE T log_ndtr_rest(T x) {
    return log_ndtr_rest_given(x, scaled_tail(x), bell(x));
}

}  // namespace reparamx
