// Rayleigh(scale): x = scale * r, r the length of two standard normal numbers.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Rayleigh {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::rayleigh;

    template <class T> static T sample(T r, T scale) { return scale * r; }

    // The density falls to 0 at both ends.
    template <class T> static T log_prob(T x, T scale) {
        const T inside = is_positive(x), z = where(inside, x, T(1.0)) / scale;
        return on_half_line(fma(T(-0.5) * z, z, log(z) - log(scale)), T(-inf), x);
    }
};

}  // namespace reparamx::distributions
