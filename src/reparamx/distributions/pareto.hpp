// Pareto(scale, alpha): x = scale * exp(e / alpha), e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Pareto {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}, {"alpha", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;
    static constexpr const char* support_depends[] = {"scale"};

    template <class T> static T sample(T e, T scale, T alpha) { return scale * exp(e / alpha); }

    template <class T> static T log_prob(T x, T scale, T alpha) {
        const T outside = less(x, scale);
        const T y = where(outside, scale, x);
        return where(outside, T(-inf), log(alpha / scale) - (alpha + T(1.0)) * log(y / scale));
    }
};

}  // namespace reparamx::distributions
