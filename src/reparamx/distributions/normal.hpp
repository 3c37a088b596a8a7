// Normal(loc, scale): x = loc + scale * eps, eps standard normal.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Normal {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T loc, T scale) { return fma(scale, eps, loc); }

    template <class T> static T log_prob(T x, T loc, T scale) {
        const T z = (x - loc) / scale;
        return T(-0.5) * square(z) - (log(scale) + T(half_log_2pi));
    }
};

}  // namespace reparamx::distributions
