// Categorical(probs) or Categorical(logits): x = the smallest k with u * c[K-1] <= c[k], c the running sums of probs.
// probs is divided by its sum, logits is shifted by its logsumexp.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

// The running sums never fall, so their maximum is the last of them, to the bit: an entry of weight 0 has the same
// running sum as the one before it and is not drawn for any u in (0, 1). `weights` has largest entry 1.
template <class T, class R> T categorical_sample(T u, R weights) {
    const R c = row_cumsum(weights);
    return row_count_less(c, u * row_max(c));
}

template <class T, class R> T categorical_log_prob(T x, R log_weights, T log_total) {
    const T inside =
        logical_and(logical_and(less_equal(T(0.0), x), less(x, row_size(log_weights))), equal(x, floor(x)));
    const T value = row_at(log_weights, where(inside, x, T(0.0))) - log_total;
    return on_support(inside, value, x);
}

struct CategoricalProbs {
    static constexpr Parameter parameters[] = {{"probs", Constraint::nonnegative, 1}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr bool discrete = true;

    template <class T, class R> static T sample(T u, R probs) {
        return categorical_sample(u, probs / row_broadcast(row_max(probs), probs));
    }

    template <class T, class R> static T log_prob(T x, R probs) {
        return categorical_log_prob(x, log_probability(probs), log(row_sum(probs)));
    }
};

struct CategoricalLogits {
    static constexpr Parameter parameters[] = {{"logits", Constraint::any, 1}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr bool discrete = true;

    template <class T, class R> static T sample(T u, R logits) {
        return categorical_sample(u, exp(logits - row_broadcast(row_max(logits), logits)));
    }

    template <class T, class R> static T log_prob(T x, R logits) {
        return categorical_log_prob(x, logits, row_logsumexp(logits));
    }
};

struct Categorical {
    using parametrisations = List<CategoricalProbs, CategoricalLogits>;
};

}  // namespace reparamx::distributions
