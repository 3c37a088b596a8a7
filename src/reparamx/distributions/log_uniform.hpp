// LogUniform(low, high): x = low * (high / low)^u, so that log x is uniform.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct LogUniform {
    static constexpr Parameter parameters[] = {{"low", Constraint::positive}, {"high", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr const char* support_depends[] = {"low", "high"};

    // Rounding never leaves [low, high].
    template <class T> static T sample(T u, T low, T high) {
        const T x = low * exp(u * (log(high) - log(low)));
        return where(less(high, x), high, where(less(x, low), low, x));
    }

    template <class T> static T log_prob(T x, T low, T high) {
        const T outside = logical_or(less(x, low), less(high, x));
        const T y = where(outside, low, x);
        return where(outside, T(-inf), -log(y) - log(log(high) - log(low)));
    }
};

}  // namespace reparamx::distributions
