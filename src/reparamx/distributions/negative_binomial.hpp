// NegativeBinomial(total_count, probs) or NegativeBinomial(total_count, logits): a Poisson count whose rate is a gamma
// variable of concentration total_count times the odds.
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

template <class T> T negative_binomial_sample(T normal, T uniform, T u, T v, T total_count, T odds) {
    return draw_poisson(u, v, gamma_ratio_draw(normal, uniform, total_count) * (total_count * odds));
}

struct NegativeBinomialTotalCountProbs {
    static constexpr Parameter parameters[] = {{"total_count", Constraint::positive},
                                               {"probs", Constraint::open_unit_interval}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}, {Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;

    template <class T> static T sample(T normal, T uniform, T u, T v, T total_count, T probs) {
        return negative_binomial_sample(normal, uniform, u, v, total_count, probs / (T(1.0) - probs));
    }

    template <class T> static T log_prob(T x, T total_count, T probs) {
        const T inside = is_count(x), k = where(inside, x, T(0.0)), q = T(1.0) - probs;
        const T excess = fma(k, q, -(total_count * probs));
        return on_support(inside, log_negative_binomial(k, total_count, probs, q, excess), x);
    }
};

struct NegativeBinomialTotalCountLogits {
    static constexpr Parameter parameters[] = {{"total_count", Constraint::positive}, {"logits", Constraint::real}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}, {Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;

    template <class T> static T sample(T normal, T uniform, T u, T v, T total_count, T logits) {
        return negative_binomial_sample(normal, uniform, u, v, total_count, exp(logits));
    }

    template <class T> static T log_prob(T x, T total_count, T logits) {
        const T inside = is_count(x), k = where(inside, x, T(0.0));
        const Odds<T> odds(logits);
        const T excess = odds.excess(k, total_count);
        return on_support(inside, log_negative_binomial(k, total_count, odds.p, odds.q, excess), x);
    }
};

struct NegativeBinomial {
    using parametrisations = List<NegativeBinomialTotalCountProbs, NegativeBinomialTotalCountLogits>;
};

}  // namespace reparamx::distributions
