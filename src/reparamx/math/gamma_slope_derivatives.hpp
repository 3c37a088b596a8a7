// The derivatives of gamma_slope(a, l) = (u - 1) / a by a and by l = log(x / a), in the places of gamma_slope.hpp.
#pragma once

#include "gamma_slope.hpp"

namespace reparamx {

// A value with its derivatives by two variables.
template <class T>
struct Jet {
    T value, by_s, by_t;

    Jet(double c) : value(c), by_s(0.0), by_t(0.0) {}
    Jet(T value, T by_s, T by_t) : value(value), by_s(by_s), by_t(by_t) {}
    REPARAMX_INLINE friend Jet operator*(Jet a, Jet b) { return fma(a, b, Jet(0.0)); }
    REPARAMX_INLINE friend Jet fma(Jet a, Jet b, Jet c) {
        return {fma(a.value, b.value, c.value), fma(a.value, b.by_s, fma(a.by_s, b.value, c.by_s)),
                fma(a.value, b.by_t, fma(a.by_t, b.value, c.by_t))};
    }
};

// u - 1 with its derivatives by a and by l.
template <class T>
struct GammaSlopeGradient {
    T rest, by_a, by_ratio;
};

template <class T>
REPARAMX_INLINE GammaSlopeGradient<T> gradient_by_polynomial(const GammaSlopePlace<T>& at) {
    const T v = T(1.0) / select(at.large, at.a, T(8.0));
    const Jet<T> u = gamma_slope_large(Jet<T>(v, T(1.0), T(0.0)), Jet<T>(at.ratio, T(0.0), T(1.0)));
    return {u.value, u.by_s * (-v * v), u.by_t};
}

// The terms of GammaSlopeSeries differentiated: the logarithm of r_k has the derivatives -H_k by a and k by log x.
template <class T>
REPARAMX_INLINE GammaSlopeGradient<T> gradient_by_series(const GammaSlopePlace<T>& at) {
    const T a = select(at.series, at.a, T(1.0)), y = select(at.series, at.y, T(0.0));
    const T x = exp(y), first = digamma_double(a + T(1.0)) - y, slope = trigamma_double(a + T(1.0));
    T r = T(1.0), h = T(0.0), g = T(0.0);
    GammaSlopeGradient<T> sum{first, slope, T(-1.0)};
#pragma GCC unroll 1
    for (int k = 1; k < 19; ++k) {
        const T inverse = T(1.0) / (a + T(double(k)));
        r = r * (x * inverse);
        h = h + inverse;
        g = fma(inverse, inverse, g);
        const T term = first + h;
        sum.rest = fma(r, term, sum.rest);
        sum.by_a = fma(r, fma(-h, term, slope - g), sum.by_a);
        sum.by_ratio = fma(r, fma(T(double(k)), term, T(-1.0)), sum.by_ratio);
    }
    sum.rest = sum.rest - T(1.0);
    sum.by_a = sum.by_a + sum.by_ratio / a;
    return sum;
}

template <class T>
REPARAMX_INLINE GammaSlopeGradient<T> gradient_by_integral(const GammaSlopePlace<T>& at) {
    const mask_of<T> elsewhere = at.large | at.series;
    const T a = select(elsewhere, T(1.0), at.a);
    const T y = select(elsewhere, T(1.0), min_or_second(at.y, T(600.0)));
    const GammaMoments<T> m(a, y);
    const T by_a = m.sign * (fma(m.d, m.power[1], m.power[2]) - trigamma_double(a) * m.power[0]);
    const T by_y = m.sign * m.power[0] - m.x * fma(m.d, m.shifted[0], m.shifted[1]);
    return {a * m.slope() - T(1.0), fma(a, by_a, m.slope() + by_y), a * by_y};
}

template <class T>
REPARAMX_INLINE GammaSlopeGradient<T> gamma_slope_gradient(T a, T ratio) {
    const GammaSlopePlace<T> at(a, ratio);
    GammaSlopeGradient<T> r = gradient_by_polynomial(at);
    const auto replace = [&](mask_of<T> where, GammaSlopeGradient<T> other) __attribute__((always_inline)) {
        r = {select(where, other.rest, r.rest), select(where, other.by_a, r.by_a),
             select(where, other.by_ratio, r.by_ratio)};
    };
    if (any(at.series)) replace(at.series, gradient_by_series(at));
    const mask_of<T> elsewhere = at.large | at.series, rest = !elsewhere;
    if (any(rest)) replace(rest, gradient_by_integral(at));
    return r;
}

template <class T>
REPARAMX_INLINE T gamma_slope_by_concentration_double(T a, T ratio) {
    const GammaSlopeGradient<T> r = gamma_slope_gradient(a, ratio);
    return select(a > T(0.0), (r.by_a - r.rest / a) / a, not_a_number<T>());
}

template <class T>
REPARAMX_INLINE T gamma_slope_by_ratio_double(T a, T ratio) {
    return select(a > T(0.0), gamma_slope_gradient(a, ratio).by_ratio / a, not_a_number<T>());
}

REPARAMX_IN_DOUBLE_2(gamma_slope_by_concentration)
REPARAMX_IN_DOUBLE_2(gamma_slope_by_ratio)

}  // namespace reparamx
