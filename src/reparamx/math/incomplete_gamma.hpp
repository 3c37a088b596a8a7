// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, and their inverses.
//
// With the density p, the smaller of the two is x p(x) times an integral whose integrand is positive and smooth:
//   P / (x p) = integral over s > 0 of exp(E(-s)),  Q / (x p) = the same of exp(E(s)),  E(t) = a t - x (exp(t) - 1)
// by Gauss and Legendre up to where E = -36. The power series takes its place for x <= 3/2, and for x <= a <= 24, where
// the integrand has two scales. For a < 1
// Q = -expm1(log(x^a / gamma(a + 1))) - x^a / gamma(a + 1) a (sum of (-x)^k / (k! (a + k)) over k >= 1).
#pragma once

#include "error.hpp"
#include "gamma_slope_coefficients.hpp"
#include "stirling.hpp"

namespace reparamx {

// One truth value in every lane.
template <class T>
REPARAMX_INLINE mask_of<T> everywhere(bool value) {
    return T(value ? 1.0 : 0.0) > T(0.5);
}

// exp(t) - 1 - t, given exp(t) - 1.
template <class T>
REPARAMX_INLINE T expm1_rest(T t, T expm1_t) {
    constexpr double c[] = {1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
                            1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
                            1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    const mask_of<T> near = abs(t) < T(0.5);
    return select(near, t * t * horner(select(near, t, T(0.0)), c), expm1_t - t);
}

// lgamma(1 + a) for a >= 0, exact at the zeros a = 0 and 1.
template <class T>
REPARAMX_INLINE T lgamma1p(T a) {
    const mask_of<T> small = a < T(0.5);
    const GammaPlace<T> at(select(small, a, T(0.0)));
    const T near = (at.less(1.0) * at.less(2.0) * REPARAMX_GAMMA_QUOTIENT(at, lgamma)).hi;
    return select(small, near, lgamma_double(select(small, T(0.5), a) + T(1.0)));
}

// An argument of P and Q, 0 < a, x < inf.
template <class T>
struct IncompleteGamma {
    mask_of<T> series, right;  // by the power series; by the integral to the right, which gives Q
    T a, x;

    REPARAMX_INLINE IncompleteGamma(T a, T x) : a(a), x(x) {
        series = (x <= T(1.5)) | ((x <= a) & (a <= T(24.0)));
        right = (x > a) & !series;
    }

    // x p(x)
    REPARAMX_INLINE T density() const {
        return sqrt(a) * T(0.3989422804014327) * exp(-(deviance_double(a, x) + stirling_double(a)));
    }

    // The integral of exp(E). E = -36 lies before the window's end, because exp(-s) - 1 + s >= s^2 / (2 + 2 s / 3).
    REPARAMX_INLINE T integral() const {
        const T gap = x - a, sign = select(right, T(1.0), T(-1.0));
        const T quadratic = T(72.0) / (abs(gap) + sqrt(fma(gap, gap, T(72.0) * x)));
        const T bend = fma(T(-2.0 / 3), gap, x), b = -gap - T(12.0);
        const T left = T(72.0) / (b + sqrt(fma(b, b, T(72.0) * bend)));
        const T window = select(right, log1p(fma(a, quadratic, T(36.0)) / x), left);
        T sum = T(0.0);
#pragma GCC unroll 1
        for (int k = 0; k < int(sizeof(table::gauss_node) / sizeof(double)); ++k) {
            const T t = sign * window * T(table::gauss_node[k]), e = expm1(t);
            sum = fma(T(table::gauss_weight[k]), exp(-fma(gap, e, a * expm1_rest(t, e))), sum);
        }
        return window * sum;
    }

    // P where `upper` is false, Q where it is true, each without cancellation.
    REPARAMX_INLINE T by_series(mask_of<T> upper) const {
        const T b = select(series, a, T(1.0)), z = select(series, x, T(1.0));
        // 1 + z / (b + 1) + z^2 / ((b + 1) (b + 2)) + ..., up to what rounding drops, and for b < 1 the alternating
        // sum.
        T r = T(1.0), sum = T(1.0), power = T(1.0), alternating = T(0.0);
        int k = 1;
#pragma GCC unroll 1
        for (; k < 22; ++k) {
            const T inverse = T(1.0) / (b + T(double(k)));
            r = r * (z * inverse);
            sum = sum + r;
            power = power * (z * T(-1.0 / k));
            alternating = fma(power, inverse, alternating);
        }
        for (; any(r > sum * T(0x1p-54)); ++k) {
            r = r * (z / (b + T(double(k))));
            sum = sum + r;
        }
        const T log_head = fma(b, log(z), -lgamma1p(b)), head = exp(log_head);
        const T lower = head * exp(-z) * sum;
        const T small = -fma(head * b, alternating, expm1(log_head));
        return select(upper, select(b < T(1.0), small, T(1.0) - lower), lower);
    }
};

template <class T>
REPARAMX_INLINE T incomplete_gamma(T a, T x, mask_of<T> upper) {
    const mask_of<T> inside = (a > T(0.0)) & (a < infinity<T>()) & (x > T(0.0)) & (x < infinity<T>());
    const IncompleteGamma<T> at(select(inside, a, T(1.0)), select(inside, x, T(1.0)));
    T y = T(0.0);
    if (any(!at.series)) {
        const T tail = at.density() * at.integral();
        y = select(upper ^ !at.right, tail, T(1.0) - tail);
    }
    if (any(at.series)) y = select(at.series, at.by_series(upper), y);
    // At the edges: P is 0 for x = 0 or a = inf, and 1 for x = inf or a = 0.
    const mask_of<T> zero = (x == T(0.0)) | (a == infinity<T>()), one = (x == infinity<T>()) | (a == T(0.0));
    const mask_of<T> bad = (zero & one) | !(a >= T(0.0)) | !(x >= T(0.0));
    const T edge = select(upper, select(zero, T(1.0), T(0.0)), select(one, T(1.0), T(0.0)));
    return select(inside, y, select(bad, not_a_number<T>(), edge));
}

// ---------------------------------------------------------------------------------------------- the inverses

// x with P = p or Q = q, whichever of p and q = 1 - p is at most 1/2: Newton's method on the logarithm of that tail as
// a function of log x, which is concave, so that it converges from wherever it starts.
template <class T>
REPARAMX_INLINE T incomplete_gamma_inverse(T a, T p, mask_of<T> upper) {
    constexpr int most_steps = 60;
    const mask_of<T> inside = (a > T(0.0)) & (a < infinity<T>()) & (p > T(0.0)) & (p < T(1.0));
    const T b = select(inside, a, T(1.0)), given = select(inside, p, T(0.5));
    const mask_of<T> far = given > T(0.5), right = upper ^ far;
    const T tail = select(far, T(1.0) - given, given), log_tail = log(tail);
    // The limit of P for small x, and Wilson and Hilferty's approximation.
    const T limit = exp((select(right, log1p(-tail), log_tail) + lgamma1p(b)) / b);
    const T third = T(1.0) / (T(3.0) * sqrt(b)), z = ndtri_double(tail) * select(right, T(-1.0), T(1.0));
    const T cube = fma(third, z - third, T(1.0));
    const T normal = b * cube * cube * cube;
    const T start = select(b < T(1.0), select(right, T(1.0) - log_tail, T(0.5)), normal);
    T x = select((limit < T(0.1) * b) | !(cube > T(0.1)), limit, start);
    mask_of<T> active = inside & (x > T(0.0)) & (x < infinity<T>());
    for (int k = 0; k < most_steps && any(active); ++k) {
        const T at = select(active, x, b);
        const T found = incomplete_gamma(b, at, right), slope = IncompleteGamma<T>(b, at).density() / found;
        const T step = log(found / tail) / select(right, slope, -slope);
        const T bounded = select(found > T(0.0), min_or_second(T(2.0), max_or_second(T(-50.0), step)),
                                 select(right, T(-1.0), T(1.0)));
        x = select(active, x * exp(bounded), x);
        active = active & !(abs(bounded) * sqrt(b + T(1.0)) < T(1e-8)) & (x > T(0.0));
    }
    // The ends of the range.
    const mask_of<T> low = p == select(upper, T(1.0), T(0.0)), high = p == select(upper, T(0.0), T(1.0));
    const T edge = select(low, T(0.0), select(high, infinity<T>(), not_a_number<T>()));
    return select(inside, x, select(a > T(0.0), edge, not_a_number<T>()));
}

template <class T>
REPARAMX_INLINE T gammainc_double(T a, T x) {
    return incomplete_gamma(a, x, everywhere<T>(false));
}
template <class T>
REPARAMX_INLINE T gammaincc_double(T a, T x) {
    return incomplete_gamma(a, x, everywhere<T>(true));
}
template <class T>
REPARAMX_INLINE T gammaincinv_double(T a, T p) {
    return incomplete_gamma_inverse(a, p, everywhere<T>(false));
}
template <class T>
REPARAMX_INLINE T gammainccinv_double(T a, T q) {
    return incomplete_gamma_inverse(a, q, everywhere<T>(true));
}

REPARAMX_IN_DOUBLE_2(gammainc)
REPARAMX_IN_DOUBLE_2(gammaincc)
REPARAMX_IN_DOUBLE_2(gammaincinv)
REPARAMX_IN_DOUBLE_2(gammainccinv)

}  // namespace reparamx
