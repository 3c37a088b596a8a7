// The regularised incomplete beta function I(a, b, x), its derivatives by a and b, and its inverse.
//
// The smaller tail is D = x^a (1 - x)^b / B(a, b) times an integral over the logit, whose integrand is positive and
// smooth; to the left, with n = a + b,
//   I / D = integral over s > 0 of exp(-f(s)),  f(s) = a s + n log(1 + x (exp(-s) - 1)),
// and to the right the same with a and b, x and 1 - x exchanged. Gauss and Legendre, up to where f = 36. For a <= 24, n
// x
// <= a or 3/2 and x <= 1/2 the integrand has two scales: the sum of (n)_k x^k / (a (a + 1)_k) instead.
//
// Functions of the odds w = x / (1 - x) know both x and 1 - x to all digits.
#pragma once

#include "incomplete_gamma.hpp"

namespace reparamx {

// One side: p, q are a, b and u, v are x, 1 - x, or exchanged where `swapped`.
template <class T>
struct IncompleteBeta {
    mask_of<T> swapped, series;
    T p, q, u, v, n;

    // `left` is the tail from which to come where the series is not good for either.
    REPARAMX_INLINE IncompleteBeta(T a, T b, T x, T y, mask_of<T> left) {
        n = a + b;
        const mask_of<T> from_left = (a <= T(24.0)) & (x <= T(0.5)) & (x * n <= max_or_second(a, T(1.5)));
        const mask_of<T> from_right = (b <= T(24.0)) & (y <= T(0.5)) & (y * n <= max_or_second(b, T(1.5)));
        series = from_left | from_right;
        const mask_of<T> stays = from_left | (left & !from_right);
        swapped = !stays;
        p = select(swapped, b, a), q = select(swapped, a, b);
        u = select(swapped, y, x), v = select(swapped, x, y);
    }

    // D = sqrt(p q / (2 pi n)) exp(-deviance(p, n u) - deviance(q, n v) + stirling(n) - stirling(p) - stirling(q))
    REPARAMX_INLINE T density() const {
        const T gap = fma(q, u, -(p * v));
        const T corrections = stirling_double(n) - stirling_double(p) - stirling_double(q);
        const T lost = deviance_given(p, n * u, -gap) + deviance_given(q, n * v, gap);
        return sqrt(p) * sqrt(q / n) * T(0.3989422804014327) * exp(corrections - lost);
    }

    // The window ends where f = 36 or more, from f >= g s + c s^2 / (2 + 2 s / 3), g = p v - q u, c = n u v. Calls
    // visit(s, log(1 + u (exp(-s) - 1)), weight exp(-f)) for every node.
    template <class F>
    REPARAMX_INLINE void integrate(F visit) const {
        const T g = fma(p, v, -(q * u)), c = n * u * v;
        const T bend = fma(T(2.0 / 3), g, c), half = g - T(12.0);
        T window = T(72.0) / (half + sqrt(fma(half, half, T(72.0) * bend)));
        for (int k = 0; k < 3; ++k) {  // Newton's method for a convex function comes from above
            const T e = exp(-window), sum = fma(u, e, v), excess = fma(p, window, n * log(sum)) - T(36.0);
            window = window - max_or_second(excess / (p - n * (u * e / sum)), T(0.0));
        }
        // 1 + u (exp(-s) - 1) = exp(-s) (1 + v (exp(s) - 1)): with the smaller of u and v less cancels.
        const mask_of<T> grows = (v < u) & (p >= T(1.0)) & (window < T(600.0));
        const T share = select(grows, v, u), sign = select(grows, T(1.0), T(-1.0));
#pragma GCC unroll 1
        for (int k = 0; k < int(sizeof(table::gauss_node) / sizeof(double)); ++k) {
            const T s = window * T(table::gauss_node[k]), r = sign * s, e = expm1(r), t = share * e;
            const T curve = log1pmx_double(t), bent = t + curve;
            const T bend_of_f = select(t < T(0.5), fma(share, expm1_rest(r, e), curve), fma(-share, r, bent));
            visit(s, select(grows, bent - s, bent),
                  window * T(table::gauss_weight[k]) * exp(-fma(g, s, n * bend_of_f)));
        }
    }

    // Calls visit(term, sum of 1 / (n + j), sum of 1 / (p + 1 + j)) for every term, the sums over j < k. A lane's terms
    // end with the first below 2^-62 of their sum, however many its neighbours need.
    template <class F>
    REPARAMX_INLINE void sum_series(F visit) const {
        const T small = select(series, u, T(0.0));
        T term = T(1.0) / p, sum = term, from_n = T(0.0), from_p = T(0.0);
        visit(term, from_n, from_p);
        for (int k = 0; any(term > T(0.0)); ++k) {
            const T top = n + T(double(k)), bottom = p + T(double(k + 1)), inverse = T(1.0) / (top * bottom);
            term = term * (small * (top * top * inverse));
            sum = sum + term;
            term = select(term > sum * T(0x1p-62), term, T(0.0));
            from_n = fma(bottom, inverse, from_n);
            from_p = fma(top, inverse, from_p);
            visit(term, from_n, from_p);
        }
    }

    // I on this side, divided by D.
    REPARAMX_INLINE T ratio() const {
        T sum = T(0.0), terms = T(0.0);
        if (any(!series)) integrate([&](T, T, T weight) __attribute__((always_inline)) { sum = sum + weight; });
        if (any(series)) sum_series([&](T term, T, T) __attribute__((always_inline)) { terms = terms + term; });
        return select(series, terms, sum);
    }
};

// I where `upper` is false, 1 - I where it is true.
template <class T>
REPARAMX_INLINE T incomplete_beta(T a, T b, T x, T y, mask_of<T> upper) {
    const IncompleteBeta<T> side(a, b, x, y, x * b <= y * a);
    const T tail = side.density() * side.ratio();
    return select(upper ^ side.swapped, T(1.0) - tail, tail);
}

// 0 < a, b < inf and 0 < x < 1.
template <class T>
REPARAMX_INLINE mask_of<T> inside_beta(T a, T b, T x) {
    return (a > T(0.0)) & (a < infinity<T>()) & (b > T(0.0)) & (b < infinity<T>()) & (x > T(0.0)) & (x < T(1.0));
}

// At the ends x = 0 and 1, with 0 < a, b < inf; NaN elsewhere.
template <class T>
REPARAMX_INLINE T beta_edge(T a, T b, T x, T at_zero, T at_one) {
    const mask_of<T> good = inside_beta(a, b, T(0.5));
    const T edge = select(x == T(0.0), at_zero, select(x == T(1.0), at_one, not_a_number<T>()));
    return select(good, edge, not_a_number<T>());
}

// The arguments of a function of the odds: 0 < a, b < inf and 0 < w < inf where `inside`.
template <class T>
struct BetaOdds {
    mask_of<T> inside, good, zero, infinite;
    T a, b, x, y;

    REPARAMX_INLINE BetaOdds(T a_, T b_, T w) {
        const T one = T(1.0);
        good = inside_beta(a_, b_, T(0.5)), zero = w == T(0.0), infinite = w == infinity<T>();
        inside = good & (w > T(0.0)) & !infinite;
        const T odds = select(inside, w, one);
        a = select(inside, a_, one), b = select(inside, b_, one);
        y = one / (one + odds), x = select(odds < one, odds * y, one - y);
    }
    REPARAMX_INLINE T edge(T at_zero, T at_infinity) const {
        const T end = select(zero, at_zero, select(infinite, at_infinity, not_a_number<T>()));
        return select(good, end, not_a_number<T>());
    }
};

template <class T>
REPARAMX_INLINE T betainc_odds_double(T a, T b, T w) {
    const BetaOdds<T> at(a, b, w);
    return select(at.inside, incomplete_beta(at.a, at.b, at.x, at.y, everywhere<T>(false)), at.edge(T(0.0), T(1.0)));
}

template <class T>
REPARAMX_INLINE T betainc_double(T a, T b, T x) {
    const mask_of<T> inside = inside_beta(a, b, x);
    const T one = T(1.0), z = select(inside, x, T(0.5));
    const T y = incomplete_beta(select(inside, a, one), select(inside, b, one), z, one - z, everywhere<T>(false));
    return select(inside, y, beta_edge(a, b, x, T(0.0), one));
}

// ---------------------------------------------------------------------------------------------- the derivative by a

// dI/da = integral of (log x' - digamma(a) + digamma(n)) over the density up to x, or less that beyond x: from the side
// where the bracket has one sign.
template <class T>
REPARAMX_INLINE T incomplete_beta_by_a(T a, T b, T x, T y) {
    const T psi_n = digamma_double(a + b), psi_a = digamma_double(a);
    const T log_x = select(x < T(0.5), log(x), log1p(-y)), bracket = (log_x - psi_a) + psi_n;
    const IncompleteBeta<T> side(a, b, x, y, bracket < T(0.0));
    T sum = T(0.0), terms = T(0.0);
    if (any(!side.series))
        side.integrate([&](T s, T bent, T weight) __attribute__((always_inline)) {
            sum = fma(weight, select(side.swapped, bent - bracket, bracket - (s + bent)), sum);
        });
    if (any(side.series)) {
        const T first = select(side.swapped, -bracket, bracket - T(1.0) / a);
        side.sum_series([&](T term, T from_n, T from_p) __attribute__((always_inline)) {
            terms = fma(term, first + select(side.swapped, -from_n, from_n - from_p), terms);
        });
    }
    return side.density() * select(side.series, terms, sum);
}

template <class T>
REPARAMX_INLINE T betainc_odds_by_a_double(T a, T b, T w) {
    const BetaOdds<T> at(a, b, w);
    return select(at.inside, incomplete_beta_by_a(at.a, at.b, at.x, at.y), at.edge(T(0.0), T(0.0)));
}

// ---------------------------------------------------------------------------------------------- the inverse

// Newton's method for the logarithm of the smaller tail as a function of the logit, which is concave; the odds x / (1 -
// x) are kept, which lose nothing at either end.
template <class T>
REPARAMX_NOINLINE T betaincinv_odds_double(T a, T b, T level) {
    constexpr int most_steps = 60;
    const mask_of<T> inside = inside_beta(a, b, level), mirrored = level > T(0.5);
    const T one = T(1.0), c = select(inside, a, one), d = select(inside, b, one);
    const T given = select(inside, level, T(0.5));
    const T p = select(mirrored, d, c), q = select(mirrored, c, d), tail = select(mirrored, one - given, given);
    // The limit of I for small x, not beyond the mean; and the normal law of the same mean and variance of the logit.
    const T log_beta = lgamma_double(p) + lgamma_double(q) - lgamma_double(p + q), log_mean = -log1p(q / p);
    const T limit = min_or_second((log(tail) + log(p) + log_beta) / p, log_mean);
    const T spread = sqrt(trigamma_double(p) + trigamma_double(q));
    const T normal = digamma_double(p) - digamma_double(q) + ndtri_double(tail) * spread;
    const mask_of<T> skew = (p < one) | (q < one) | (limit < log_mean - T(3.0));
    T odds = select(skew, exp(limit) / -expm1(limit), exp(normal));
    mask_of<T> active = inside & (odds > T(0.0));
    for (int k = 0; k < most_steps && any(active); ++k) {
        const T at = select(active, odds, one), y = one / (one + at), x = select(at < one, at * y, one - y);
        const IncompleteBeta<T> side(p, q, x, y, x * q <= y * p);
        const T density = side.density(), one_tail = density * side.ratio();
        const T found = select(side.swapped, one - one_tail, one_tail);
        const T step = -log(found / tail) * found / density;
        const T bounded = select(found > T(0.0), min_or_second(T(20.0), max_or_second(T(-20.0), step)), one);
        odds = select(active, odds * exp(bounded), odds);
        active = active & !(abs(bounded) < T(1e-8) * spread) & (odds > T(0.0)) & (odds < infinity<T>());
    }
    return select(inside, select(mirrored, one / odds, odds), beta_edge(a, b, level, T(0.0), infinity<T>()));
}

template <class T>
REPARAMX_INLINE T betaincinv_double(T a, T b, T level) {
    const T w = betaincinv_odds_double(a, b, level);
    return select(w == infinity<T>(), T(1.0), w / (T(1.0) + w));
}

REPARAMX_IN_DOUBLE_3(betainc)
REPARAMX_IN_DOUBLE_3(betainc_odds)
REPARAMX_IN_DOUBLE_3(betainc_odds_by_a)
REPARAMX_IN_DOUBLE_3(betaincinv)
REPARAMX_IN_DOUBLE_3(betaincinv_odds)
#undef REPARAMX_IN_DOUBLE_3

}  // namespace reparamx
