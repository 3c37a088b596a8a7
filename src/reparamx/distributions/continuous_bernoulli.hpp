// ContinuousBernoulli(probs) or ContinuousBernoulli(logits): density proportional to exp(l x) on [0, 1], l = logits.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct ContinuousBernoulliLogits {
    static constexpr Parameter parameters[] = {{"logits", Constraint::real}};
    static constexpr auto noise = random::Noise::uniform;

    // y = -log(1 - v (1 - exp(-a))) / a, the distance from the end of larger density, a = |l|. Not abs(l), which has no
    // derivative at 0.
    template <class T> static T sample(T u, T logits) {
        const T right = less(T(0.0), logits), a = where(right, logits, -logits);
        const T v = where(right, T(1.0) - u, u), ratio = expm1_ratio(-a);
        const T y = v * ratio * log1p_ratio(-(v * a * ratio));
        return where(right, T(1.0) - y, y);
    }

    // The logarithm of the integral of exp(l (x - 1/2)) is that of sinh(l / 2) / (l / 2), below |l| = 1 by its series.
    template <class T> static T log_prob(T x, T logits) {
        const T right = less(T(0.0), logits), a = where(right, logits, -logits), small = less(a, T(1.0));
        const T s = square(where(small, logits, T(0.0))), b = where(small, T(1.0), a);
        T series = T(1.0);  // of 24 / l^2 (sinh(l / 2) / (l / 2) - 1), to 2^-58
        for (int k = 7; k >= 2; --k) series = fma(s * T(1.0 / (8 * k * (2 * k + 1))), series, T(1.0));
        const T centred = logits * (x - T(0.5)) - log1p(s * T(1.0 / 24) * series);
        const T from_end = logits * (x - right) + log(b) - log1mexp(-b);
        const T outside = logical_or(less(x, T(0.0)), less(T(1.0), x));
        return where(outside, T(-inf), where(small, centred, from_end));
    }
};

struct ContinuousBernoulliProbs {
    static constexpr Parameter parameters[] = {{"probs", Constraint::open_unit_interval}};
    static constexpr auto noise = random::Noise::uniform;

    template <class T> static T sample(T u, T probs) { return ContinuousBernoulliLogits::sample(u, logit(probs)); }

    template <class T> static T log_prob(T x, T probs) { return ContinuousBernoulliLogits::log_prob(x, logit(probs)); }
};

struct ContinuousBernoulli {
    using parametrisations = List<ContinuousBernoulliProbs, ContinuousBernoulliLogits>;
};

}  // namespace reparamx::distributions
