// Gumbel(loc, scale): x = loc + scale * g, g = -log(e), e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Gumbel {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::gumbel;

    template <class T> static T sample(T g, T loc, T scale) { return fma(scale, g, loc); }

    template <class T> static T log_prob(T x, T loc, T scale) {
        const T z = (x - loc) / scale;
        const T below = equal(z, T(-inf));  // where z + exp(-z) would be inf - inf
        const T y = where(below, T(0.0), z);
        return where(below, T(-inf), -(y + exp(-y)) - log(scale));
    }
};

}  // namespace reparamx::distributions
