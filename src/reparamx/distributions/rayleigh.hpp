// Rayleigh(scale): x = scale * sqrt(2 e), e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Rayleigh {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    template <class T> static T sample(T e, T scale) { return (T(1.4142135623730950488) * scale) * sqrt(e); }

    // The density falls to 0 at both ends.
    template <class T> static T log_prob(T x, T scale) {
        const T inside = is_positive(x), z = where(inside, x, T(1.0)) / scale;
        return on_half_line(fma(T(-0.5) * z, z, log(z) - log(scale)), T(-inf), x);
    }
};

}  // namespace reparamx::distributions
