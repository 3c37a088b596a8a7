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
    V h, log1p_h, bound, log_u;

    REPARAMX_INLINE GammaAttempt(V h, V d, V log_u, bool some_large) : h(h), log_u(log_u) {
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
    REPARAMX_INLINE mask_of<V> accepted() const { return log_u <= bound; }
};

// What is drawn: log(G / a); G / a itself, but at least the smallest normal number; or, with neither logarithms nor
// exponentials, G / a for a >= 1 and log(G / a) below.
enum class GammaForm { logarithm, ratio, mixed };

// What a draw needs of the concentration alone.
template <class V, GammaForm form>
struct GammaSampler {
    static constexpr bool logarithm = form == GammaForm::logarithm;
    V a, d, c, ratio, log_ratio;  // of d and a
    mask_of<V> small;
    bool some_small, some_large;

    REPARAMX_INLINE explicit GammaSampler(V a) : a(a), small(a < V(1.0)) {
        const V more = select(small, V(2.0 / 3), V(-1.0 / 3));
        d = a + more;
        c = V(1.0) / (V(3.0) * sqrt(d));
        some_small = any(small), some_large = any(d > V(500.0));
        ratio = d / a, log_ratio = V(0.0);
        if (logarithm || some_small) log_ratio = log1p(min_or_second(V(1e300), more / a));
    }
    REPARAMX_INLINE void prepare() {}

    REPARAMX_INLINE V in_range(V y) const { return select(a > V(0.0), y, not_a_number<V>()); }
    // Of a >= 1 alone.
    REPARAMX_INLINE V large_result(V h) const {
        if constexpr (logarithm) return in_range(fma(V(3.0), log1p(h), log_ratio));
        const V v = V(1.0) + h;
        return in_range(ratio * (v * v * v));
    }
    REPARAMX_INLINE V result(const GammaAttempt<V>& at) const {
        const V large = large_result(at.h);
        if (!some_small) return large;
        const V lost = max_or_second(min_or_second(at.bound, V(0.0)) - at.log_u, V(0.0));
        const V whole = fma(V(3.0), at.log1p_h, log_ratio), y = select(small, whole - lost / a, whole);
        if constexpr (logarithm) return in_range(y);
        if constexpr (form == GammaForm::mixed) return in_range(select(small, y, large));
        const V least(layout_of<V>::min_normal), x = exp(y);
        return in_range(select(small, select(x < least, least, x), large));
    }

    // What draw returns, where that is the first attempt's and cheap to know; other lanes are `undecided`.
    REPARAMX_INLINE V guess(V normal, V uniform, mask_of<V>* undecided) const {
        if (some_small) {
            const GammaAttempt<V> attempt(c * normal, d, log(uniform), some_large);
            *undecided = !attempt.accepted();
            return result(attempt);
        }
        const V square = normal * normal;
        *undecided = !(uniform <= fma(square * square, V(-0.0331), V(1.0)));  // Marsaglia and Tsang's squeeze
        return large_result(c * normal);
    }

    REPARAMX_INLINE V draw(V normal, V uniform) const {
        GammaAttempt<V> attempt(c * normal, d, log(uniform), some_large);
        const mask_of<V> rejected = (a > V(0.0)) & !attempt.accepted();
        retry(normal, uniform, rejected, [&](Retry<V>& more, mask_of<V> open) __attribute__((always_inline)) {
            const V z = more.normal(open), log_u = -more.exponential(open);
            const GammaAttempt<V> again(c * z, d, log_u, some_large);
            attempt.h = select(open, again.h, attempt.h);
            attempt.log1p_h = select(open, again.log1p_h, attempt.log1p_h);
            attempt.bound = select(open, again.bound, attempt.bound);
            attempt.log_u = select(open, log_u, attempt.log_u);
            return attempt.accepted();
        });
        return result(attempt);
    }
};

template <GammaForm form, class T>
REPARAMX_INLINE T gamma_draw(T normal, T uniform, T a) {
    return in_double_vectors(
        [](auto z, auto u, auto b)
            __attribute__((always_inline)) { return GammaSampler<decltype(b), form>(b).draw(z, u); },
        normal, uniform, a);
}
template <class T>
REPARAMX_INLINE T gamma_ratio_draw(T normal, T uniform, T a) {
    const T y = gamma_draw<GammaForm::ratio>(normal, uniform, a);
    const T least(layout_of<T>::min_normal);
    return select(y < least, least, y);
}

}  // namespace reparamx::random
