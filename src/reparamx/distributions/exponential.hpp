// Exponential(rate): x = e / rate, e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Exponential {
    static constexpr Parameter parameters[] = {{"rate", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    template <class T> static T sample(T e, T rate) { return reciprocal(rate) * e; }

    template <class T> static T log_prob(T x, T rate) { return where(less(x, T(0.0)), T(-inf), log(rate) - rate * x); }
};

}  // namespace reparamx::distributions
