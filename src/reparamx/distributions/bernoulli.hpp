// Bernoulli(probs) or Bernoulli(logits): x = 1 if u < probs, else 0.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

// The probabilities of both outcomes are the parameters' alone, so that a program computes their logarithms once.
template <class T> T bernoulli_log_prob(T x, T log_one, T log_zero) {
    return where(equal(x, T(1.0)), log_one, on_support(equal(x, T(0.0)), log_zero, x));
}

struct BernoulliProbs {
    static constexpr Parameter parameters[] = {{"probs", Constraint::unit_interval}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr bool discrete = true;

    // 0 < u < 1 strictly: 0 never happens if probs is 1, 1 never if it is 0.
    template <class T> static T sample(T u, T probs) { return less(u, probs); }

    template <class T> static T log_prob(T x, T probs) {
        const T one = equal(probs, T(1.0));
        const T log_zero = where(one, T(-inf), log1p(-where(one, T(0.0), probs)));
        return bernoulli_log_prob(x, log_probability(probs), log_zero);
    }
};

struct BernoulliLogits {
    static constexpr Parameter parameters[] = {{"logits", Constraint::any}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr bool discrete = true;

    template <class T> static T sample(T u, T logits) { return less(u, sigmoid(logits)); }

    template <class T> static T log_prob(T x, T logits) {
        return bernoulli_log_prob(x, log_sigmoid(logits), log_sigmoid(-logits));
    }
};

struct Bernoulli {
    using parametrisations = List<BernoulliProbs, BernoulliLogits>;
};

}  // namespace reparamx::distributions
