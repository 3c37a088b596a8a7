// Moyal(loc, scale): x = loc - 2 scale * log|eps|, eps standard normal.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Moyal {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T loc, T scale) { return fma(scale, T(-2.0) * log(abs(eps)), loc); }

    template <class T> static T log_prob(T x, T loc, T scale) {
        const T z = (x - loc) / scale;
        const T below = equal(z, T(-inf));  // where z + exp(-z) would be inf - inf
        const T y = where(below, T(0.0), z);
        return where(below, T(-inf), T(-0.5) * (y + exp(-y)) - (log(scale) + T(half_log_2pi)));
    }
};

}  // namespace reparamx::distributions
