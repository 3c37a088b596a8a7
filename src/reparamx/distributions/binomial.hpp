// Binomial(total_count, probs) or Binomial(total_count, logits): counted up from a uniform, or by transformed rejection
// (random/counts.hpp).
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

// A number of trials is rounded: no derivative passes to it.
template <class T> struct Trials {
    T n, inside, k;

    Trials(T x, T total_count)
        : n(rint(total_count)), inside(logical_and(is_count(x), less_equal(x, n))), k(where(inside, x, T(0.0))) {}
};

struct BinomialTotalCountProbs {
    static constexpr Parameter parameters[] = {{"total_count", Constraint::whole},
                                               {"probs", Constraint::unit_interval}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;
    static constexpr const char* support_depends[] = {"total_count"};

    template <class T> static T sample(T u, T v, T total_count, T probs) {
        const T n = rint(total_count);
        return minimum(draw_binomial(u, v, n, probs), n);  // rounding may pass the end at the last of all uniforms
    }

    template <class T> static T log_prob(T x, T total_count, T probs) {
        const Trials<T> t(x, total_count);
        const T value = log_binomial(t.k, t.n - t.k, probs, T(1.0) - probs, fma(-t.n, probs, t.k));
        return on_support(t.inside, value, x);
    }
};

struct BinomialTotalCountLogits {
    static constexpr Parameter parameters[] = {{"total_count", Constraint::whole}, {"logits", Constraint::any}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;
    static constexpr const char* support_depends[] = {"total_count"};

    // Of what is rarer: probabilities near 0 keep their digits.
    template <class T> static T sample(T u, T v, T total_count, T logits) {
        const T n = rint(total_count), x = minimum(draw_binomial(u, v, n, sigmoid(-abs(logits))), n);
        return where(less(T(0.0), logits), n - x, x);
    }

    template <class T> static T log_prob(T x, T total_count, T logits) {
        const Trials<T> t(x, total_count);
        const Odds<T> odds(logits);
        const T r = t.n - t.k;
        return on_support(t.inside, log_binomial(t.k, r, odds.p, odds.q, odds.excess(t.k, r)), x);
    }
};

struct Binomial {
    using parametrisations = List<BinomialTotalCountProbs, BinomialTotalCountLogits>;
};

}  // namespace reparamx::distributions
