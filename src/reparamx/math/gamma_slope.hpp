// How a gamma variable moves with its concentration a when its probability P(a, x) is held fixed: the implicit
// derivative -(dP/da) / (dP/dx), relative to x.
//
//   u(a, l) = a d(log x)/da = -(dP/da) a / (x p(x)),   l = log(x / a);   gamma_slope = (u - 1) / a = dl/da
//
// u is positive and smooth everywhere, u(a, l) -> l / (exp(l) - 1) for large a. Four forms, none of which cancels:
//   a >= 8, |l| <= 2.25              a polynomial of 1 / a and l
//   below that                       u = sum of x^k / (a + 1)_k (digamma(a + k + 1) - log x)
//   a < 8, log x in the middle       a polynomial of a or log a, and log x
//   far to the right                 u = a (integral over s > 0 of (d + s) exp(a s - x (exp(s) - 1))),
//                                    d = log x - digamma(a)
// The integral also has a form for d < 0, with both signs of s changed; its moments give the derivatives of u.
#pragma once

#include "exponential.hpp"
#include "gamma.hpp"
#include "gamma_slope_coefficients.hpp"

namespace reparamx {

// c[begin] + c[begin + 1] t + ... with n terms, every step written out: loops over 100 coefficients are not unrolled.
template <const auto& c, int begin, int n, class T>
REPARAMX_INLINE T polynomial_part(T t, T square, T fourth) {
    if constexpr (n == 1) {
        return T(c[begin]);
    } else if constexpr (n == 2) {
        return fma(t, T(c[begin + 1]), T(c[begin]));
    } else if constexpr (n <= 4) {
        return fma(square, polynomial_part<c, begin + 2, n - 2>(t, square, fourth),
                   polynomial_part<c, begin, 2>(t, square, fourth));
    } else {
        return fma(fourth, polynomial_part<c, begin + 4, n - 4>(t, square, fourth),
                   polynomial_part<c, begin, 4>(t, square, fourth));
    }
}

// The sum of s^i t^j over a table whose row i holds the coefficients of t^0 ... t^(lengths[i] - 1).
template <const auto& lengths, const auto& c, int row, int begin, class T>
REPARAMX_INLINE T bivariate_rows(T s, T t, T square, T fourth) {
    const T here = polynomial_part<c, begin, lengths[row]>(t, square, fourth);
    if constexpr (row + 1 == int(sizeof(lengths) / sizeof(int))) {
        return here;
    } else {
        return fma(s, bivariate_rows<lengths, c, row + 1, begin + lengths[row]>(s, t, square, fourth), here);
    }
}
template <const auto& lengths, const auto& c, class T>
REPARAMX_INLINE T bivariate(T s, T t) {
    const T square = t * t;
    return bivariate_rows<lengths, c, 0, 0>(s, t, square, square * square);
}

// Where an argument lies.
template <class T>
struct GammaSlopePlace {
    mask_of<T> large, series, right;
    T a, ratio, y;  // a, log(x / a), log x

    REPARAMX_INLINE GammaSlopePlace(T concentration, T log_ratio) {
        a = min_or_second(concentration, T(1e150));  // from there on only l matters
        ratio = log_ratio;
        const mask_of<T> high = a >= T(8.0);
        large = high & (abs(ratio) <= T(2.25));
        const mask_of<T> other = !large;
        y = ratio;
        if (any(other)) y = ratio + log(select(large, T(8.0), a));
        series = other & (a > T(0.0)) & ((ratio < T(-2.25)) | (y <= select(a < T(1.5), T(0.375), T(-1.0))));
        const mask_of<T> beyond = select(a < T(1.5), y, T(0.0)) > T(3.75);
        right = other & (a > T(0.0)) & (high | beyond | (y > T(4.0))) & !series;
    }
};

// ---------------------------------------------------------------------------------------------- the polynomials

// u - 1 for a = 1 / v >= 8: its limit, with a zero at 0, and what vanishes with v.
template <class T>
REPARAMX_INLINE T gamma_slope_large(T v, T ratio) {
    const T s = fma(T(16.0), v, T(-1.0)), t = T(1.0 / 2.25) * ratio;
    const T limit = bivariate<table::gamma_slope_limit_rows, table::gamma_slope_limit>(s, t);
    return fma(ratio, limit, v * bivariate<table::gamma_slope_large_rows, table::gamma_slope_large>(s, t));
}

// u - 1 where neither the series nor the integral is asked for.
template <class T>
REPARAMX_INLINE T gamma_slope_polynomial(const GammaSlopePlace<T>& at) {
    T result = at.a + at.ratio;  // NaN stays
    if (any(at.large)) {
        result = select(at.large, gamma_slope_large(T(1.0) / at.a, at.ratio), result);
    }
    const mask_of<T> elsewhere = at.large | at.series | at.right, rest = (at.a > T(0.0)) & !elsewhere;
    const mask_of<T> small = rest & (at.a < T(1.5)), middle = rest & (at.a >= T(1.5));
    if (any(small)) {
        const T s = fma(at.a, T(1.0 / 0.75), T(-1.0)), t = (at.y - T(2.0625)) * T(1.0 / 1.6875);
        result = select(small, bivariate<table::gamma_slope_small_rows, table::gamma_slope_small>(s, t), result);
    }
    if (any(middle)) {
        // log(12) / 2 and log(16 / 3) / 2
        const T log_a = at.y - at.ratio;
        const T s = (log_a - T(1.2424533248940002)) * T(1.0 / 0.8369882167858358);
        const T t = (at.y - T(1.5)) * T(0.4);
        result = select(middle, bivariate<table::gamma_slope_middle_rows, table::gamma_slope_middle>(s, t), result);
    }
    return result;
}

// ---------------------------------------------------------------------------------------------- the series

// Sums of r_k = x^k / (a + 1)_k over k <= 18, with H_k = 1 / (a + 1) + ... + 1 / (a + k). Two terms a step, with one
// division: their denominators differ by 1.
template <class T>
struct GammaSlopeSeries {
    T terms, harmonic, first;  // sums of r_k, of r_k H_k; digamma(a + 1)

    REPARAMX_INLINE GammaSlopeSeries(T a, T x) {
        constexpr int last = 18;
        T r = T(1.0), h = T(0.0);
        const T square = x * x;
        terms = T(1.0), harmonic = T(0.0);
#pragma GCC unroll 9
        for (int k = 1; k < last; k += 2) {
            const T b = a + T(double(k)), c = a + T(double(k + 1)), inverse = T(1.0) / (b * c), step = c * inverse;
            const T one = r * (x * step);
            harmonic = fma(one, h + step, harmonic);
            h = fma(b, inverse, h + step);
            r = r * (square * inverse);
            terms = terms + (one + r);
            harmonic = fma(r, h, harmonic);
        }
        // digamma(a + 19) - H_18
        const T b = a + T(last + 1.0), v = T(1.0) / b, w = v * v;
        constexpr double c[] = {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132};
        first = ((log(b) - T(0.5) * v) - w * horner(w, c)) - h;
    }
};

// Where the place is elsewhere, the values of a harmless one.
template <class T>
REPARAMX_INLINE T gamma_slope_by_series(const GammaSlopePlace<T>& at) {
    const T a = select(at.series, at.a, T(1.0)), y = select(at.series, at.y, T(0.0));
    const GammaSlopeSeries<T> sums(a, exp(y));
    return fma(sums.first - y, sums.terms, sums.harmonic) - T(1.0);
}

// ---------------------------------------------------------------------------------------------- the integral

// Integrals of s^i exp(E) and s^i (exp(t) - 1) exp(E) over s > 0, E = a t - x (exp(t) - 1), t = s to the right of the
// mean and t = -s to the left.
template <class T>
struct GammaMoments {
    T sign, d, x, power[3], shifted[2];

    REPARAMX_INLINE GammaMoments(T a, T y) {
        d = y - digamma_double(a);
        x = exp(y);
        sign = copysign(T(1.0), d);
        // The window: E is below -36 beyond it. From s <= the root of (x - a) s + x s^2 / 2 = 36 to the right.
        const T gap = x - a, quadratic = T(72.0) / (gap + sqrt(fma(gap, gap, T(72.0) * x)));
        const T left = (x + T(36.0)) / a, right = log1p(fma(a, quadratic, T(36.0)) / x);
        const T window = select(sign > T(0.0), right, left);
        for (T& p : power) p = T(0.0);
        for (T& p : shifted) p = T(0.0);
#pragma GCC unroll 9
        for (int k = 0; k < int(sizeof(table::gauss_node) / sizeof(double)); ++k) {
            const T s = window * T(table::gauss_node[k]), t = sign * s;
            const T e = expm1(t), value = window * T(table::gauss_weight[k]) * exp(fma(a, t, -(x * e)));
            power[0] += value;
            power[1] += s * value;
            power[2] += s * s * value;
            shifted[0] += e * value;
            shifted[1] += s * e * value;
        }
        d = abs(d);
    }

    REPARAMX_INLINE T slope() const { return fma(d, power[0], power[1]); }
};

template <class T>
REPARAMX_INLINE T gamma_slope_by_integral(const GammaSlopePlace<T>& at) {
    const T a = select(at.right, at.a, T(1.0)), y = select(at.right, min_or_second(at.y, T(600.0)), T(1.0));
    return a * GammaMoments<T>(a, y).slope() - T(1.0);
}

// ---------------------------------------------------------------------------------------------- the slope

template <class T>
REPARAMX_INLINE T gamma_slope_double(T a, T ratio) {
    const GammaSlopePlace<T> at(a, ratio);
    T u = gamma_slope_polynomial(at);
    if (any(at.series)) u = select(at.series, gamma_slope_by_series(at), u);
    if (any(at.right)) u = select(at.right, gamma_slope_by_integral(at), u);
    return select(a > T(0.0), u / a, not_a_number<T>());
}

// Relative error of slope + 1 / a below 1e-11 in float64, ULP 0.51 in float32. NaN for a <= 0.
REPARAMX_IN_DOUBLE_2(gamma_slope)

}  // namespace reparamx
