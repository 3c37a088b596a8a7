// Uniform(low, high): x = low + (high - low) * u on [low, high).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Uniform {
    static constexpr Parameter parameters[] = {{"low", Constraint::real}, {"high", Constraint::real}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr const char* support_depends[] = {"low", "high"};

    template <class T> static T sample(T u, T low, T high) { return between(u, low, high); }

    // Both ends belong to the support, as limits of the density.
    template <class T> static T log_prob(T x, T low, T high) {
        return on_support(within(x, low, high), -log(high - low), x);
    }
};

}  // namespace reparamx::distributions
