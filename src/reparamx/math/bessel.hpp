// i0e, i1e, log_i0, bessel_ratio: the modified Bessel functions I0 and I1, scaled by exp(-|x|), log I0 and its
// derivative I1 / I0: the von Mises distribution.
//
// Below 8 the power series in z = x^2 / 4, all of whose terms are positive; above, sqrt(x) exp(-x) I(x), which is
// nearly constant, as a polynomial of t = (x - 16) / (x + 16).
#pragma once

#include "double_double.hpp"

namespace reparamx {

// I0(x) - 1 and I1(x) / (x / 2) - 1 for 0 <= x <= 8. The rounding of z, which would cost up to 4 units, is made good:
// with Sn = In(x) / (x / 2)^n the derivatives in z are S0' = S1, S1' = S2 = (S0 - S1) / z.
template <class T>
struct BesselNear {
    Pair<T> i0, i1;

    REPARAMX_INLINE explicit BesselNear(T x) {
        const Pair<T> square = two_product(x, x);
        const T z = T(0.25) * square.hi, z_low = T(0.25) * square.lo;
        const Pair<T> p0 = two_sum(T(1.0), z * horner(z, table::bessel_i0));
        const Pair<T> p1 = two_sum(T(0.5), z * horner(z, table::bessel_i1));
        i0 = p0 * z;
        i1 = p1 * z;
        i0.lo += z_low * (T(1.0) + i1.hi);
        i1.lo += z_low * (p0.hi - p1.hi);
    }
};

// sqrt(x) exp(-x) In(x) for x >= 8.
#define REPARAMX_BESSEL_FAR(n, t) horner_pair(t, table::bessel_i##n##_far_head, table::bessel_i##n##_far)

// Where an argument lies: its part in either region, the other replaced by 8.
template <class T>
struct BesselPlace {
    T a, near, far, t;
    mask_of<T> is_far;

    REPARAMX_INLINE explicit BesselPlace(T x) : a(abs(x)) {
        const T start = T(double(table::bessel_start)), huge = T(0x1p+1000);
        is_far = a > start;
        near = select(is_far, start, a);
        far = select(is_far, select(a > huge, huge, a), start);
        t = (far - T(table::bessel_center)) / (far + T(table::bessel_center));
    }
    // f / sqrt(a), also for the largest a.
    REPARAMX_INLINE T scaled(Pair<T> f) const {
        const T root = sqrt(a), inverse = T(1.0) / root;
        // a = root^2 + rest: the square root rounded is not far enough from exact to be left alone.
        const T rest = fma(-root, root, a);
        const T low = select(a < T(0x1p+1000), T(-0.5) * rest * inverse * inverse, T(0.0));
        return fma(f.hi * inverse, low, fma(f.hi, inverse, f.lo * inverse));
    }
};

template <class T>
REPARAMX_INLINE T i0e_double(T x) {
    const BesselPlace<T> at(x);
    const Scaled<T> e = exp_pair(Pair<T>{-at.near, T(0.0)});
    const Pair<T> s = BesselNear<T>(at.near).i0;
    const Pair<T> sum = two_sum(T(1.0), s.hi);
    const T near = (Pair<T>{sum.hi, sum.lo + s.lo} * e.value).hi * two_to(e.k);
    if (!any(at.is_far)) return near;
    return select(at.is_far, at.scaled(REPARAMX_BESSEL_FAR(0, at.t)), near);
}

template <class T>
REPARAMX_INLINE T i1e_double(T x) {
    const BesselPlace<T> at(x);
    const Scaled<T> e = exp_pair(Pair<T>{-at.near, T(0.0)});
    const Pair<T> s = BesselNear<T>(at.near).i1;
    const Pair<T> sum = two_sum(T(1.0), s.hi);
    const T near = (Pair<T>{sum.hi, sum.lo + s.lo} * e.value).hi * (two_to(e.k) * (T(0.5) * at.near));
    if (!any(at.is_far)) return copysign(near, x);
    return copysign(select(at.is_far, at.scaled(REPARAMX_BESSEL_FAR(1, at.t)), near), x);
}

template <class T>
REPARAMX_INLINE T log_i0_double(T x) {
    const BesselPlace<T> at(x);
    const Pair<T> s = BesselNear<T>(at.near).i0;
    const Pair<T> sum = two_sum(T(1.0), s.hi);
    const Pair<T> argument = fast_two_sum(sum.hi, sum.lo + s.lo);
    // Near zero log(1 + s) is s, which 1 + s would drop below 2^-105.
    const T near = select(at.a < T(0x1p-30), s.hi, log_pair(argument).hi);
    T y = select(is_nan(x), x, near);
    if (any(at.is_far)) {
        const Pair<T> f = REPARAMX_BESSEL_FAR(0, at.t);
        const Pair<T> log = log_pair(f) - log_pair(Pair<T>{at.far, T(0.0)}) * T(0.5);
        y = select(at.is_far, select(at.a > T(0x1p+100), at.a, (log + at.a).hi), y);
    }
    return y;
}

template <class T>
REPARAMX_INLINE T bessel_ratio_double(T x) {
    const BesselPlace<T> at(x);
    const BesselNear<T> s(at.near);
    const Pair<T> d = two_sum(T(1.0), s.i0.hi), n = two_sum(T(1.0), s.i1.hi);
    const Pair<T> q = Pair<T>{n.hi, n.lo + s.i1.lo} / Pair<T>{d.hi, d.lo + s.i0.lo};
    const T near = (q * (T(0.5) * at.near)).hi;
    if (!any(at.is_far)) return copysign(near, x);
    const T far = (REPARAMX_BESSEL_FAR(1, at.t) / REPARAMX_BESSEL_FAR(0, at.t)).hi;
    return copysign(select(at.is_far, far, near), x);
}

// ULP 2.6 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(i0e)
// ULP 2.3 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(i1e)
// ULP 1.0 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(log_i0)
// ULP 3.3 in float64, 0.51 in float32.
REPARAMX_IN_DOUBLE(bessel_ratio)

}  // namespace reparamx
