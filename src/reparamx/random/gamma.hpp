// log(G / a) for a standard gamma variable G of concentration a, from a normal z and a uniform u: Marsaglia and Tsang,
// "A simple method for generating gamma variables", ACM TOMS 26 (2000).
//
//   G = d (1 + h)^3,  d = a - 1/3,  h = z / (3 sqrt(d)),  accepted if log u <= z^2 / 2 + d - d (1 + h)^3 + 3 d log(1 +
//   h)
//
// It accepts more than 95 % of its attempts; where the first one is rejected, Retry makes more. For a < 1, G is that of
// a + 1, times exp(-E / a), where E = (the bound of log u) - log u is exponential and independent of an accepted G:
// neither a further noise nor an underflow. The logarithm of G over its mean keeps its digits for all a.
#pragma once

#include "../math/exponential.hpp"
#include "retry.hpp"

namespace reparamx::random {

// One attempt: the bound of log u is 3 d (log(1 + h) - h + h^2 / 2 - h^3 / 3), of order h^4. Where d > 500, h is below
// 1/7 for every z that a normal noise can be, and the series does not cancel.
template <class V>
struct GammaAttempt {
    V log1p_h, bound;

    REPARAMX_INLINE GammaAttempt(V h, V d, bool some_large) {
        log1p_h = log1p(h);
        const V cubic = h * fma(h, fma(h, V(1.0 / 3), V(-0.5)), V(1.0));
        V rest = log1p_h - cubic;
        if (some_large) {
            constexpr double c[] = {-1.0 / 4, 1.0 / 5,   -1.0 / 6, 1.0 / 7,   -1.0 / 8, 1.0 / 9,   -1.0 / 10,
                                    1.0 / 11, -1.0 / 12, 1.0 / 13, -1.0 / 14, 1.0 / 15, -1.0 / 16, 1.0 / 17};
            const V square = h * h;
            rest = select(d > V(500.0), square * square * polynomial(h, c), rest);
        }
        bound = d * (V(3.0) * rest);
    }
};

// What a draw needs of the concentration alone.
template <class V>
struct LogGammaSampler {
    V a, d, c, shift;
    mask_of<V> small;
    bool some_small, some_large;

    REPARAMX_INLINE explicit LogGammaSampler(V a) : a(a), small(a < V(1.0)) {
        d = a + select(small, V(2.0 / 3), V(-1.0 / 3));
        c = V(1.0) / (V(3.0) * sqrt(d));
        some_small = any(small), some_large = any(d > V(500.0));
        // log(d / a)
        shift = log1p(min_or_second(V(1e300), select(small, V(2.0 / 3), V(-1.0 / 3)) / a));
    }

    REPARAMX_INLINE void prepare() {}

    REPARAMX_INLINE V result(V log1p_h, V bound, V log_u) const {
        V y = fma(V(3.0), log1p_h, shift);
        if (some_small) y = select(small, y - max_or_second(min_or_second(bound, V(0.0)) - log_u, V(0.0)) / a, y);
        return select(a > V(0.0), y, not_a_number<V>());
    }

    // What draw returns, where that is the first attempt's and cheap to know; other lanes are `undecided`.
    REPARAMX_INLINE V guess(V normal, V uniform, mask_of<V>* undecided) const {
        if (some_small) {
            const GammaAttempt<V> attempt(c * normal, d, some_large);
            const V log_u = log(uniform);
            *undecided = !(log_u <= attempt.bound);
            return result(attempt.log1p_h, attempt.bound, log_u);
        }
        const V square = normal * normal;
        *undecided = !(uniform <= fma(square * square, V(-0.0331), V(1.0)));  // Marsaglia and Tsang's squeeze
        return result(log1p(c * normal), V(0.0), V(0.0));
    }

    REPARAMX_INLINE V draw(V normal, V uniform) const {
        constexpr int most_attempts = 100;  // 0.05^100 is never seen
        V log_u = log(uniform);
        GammaAttempt<V> attempt(c * normal, d, some_large);
        auto rejected = (a > V(0.0)) & !(log_u <= attempt.bound);
        if (any(rejected)) {
            Retry<V> retry(normal, uniform);
            for (int k = 0; k < most_attempts && any(rejected); ++k) {
                const V z = retry.normal(rejected), next = -retry.exponential(rejected);
                const GammaAttempt<V> again(c * z, d, some_large);
                attempt.log1p_h = select(rejected, again.log1p_h, attempt.log1p_h);
                attempt.bound = select(rejected, again.bound, attempt.bound);
                log_u = select(rejected, next, log_u);
                rejected = rejected & !(log_u <= attempt.bound);
            }
        }
        return result(attempt.log1p_h, attempt.bound, log_u);
    }
};

template <class T>
REPARAMX_INLINE T log_gamma_draw(T normal, T uniform, T a) {
    return in_double_vectors([](auto z, auto u, auto b)
                                 __attribute__((always_inline)) { return LogGammaSampler(b).draw(z, u); },
                             normal, uniform, a);
}

}  // namespace reparamx::random
