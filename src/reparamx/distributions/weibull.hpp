// Weibull(scale, concentration): x = scale * e^(1 / concentration), e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Weibull {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive},
                                               {"concentration", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    template <class T> static T sample(T e, T scale, T concentration) { return scale * exp(log(e) / concentration); }

    // At 0: log(1 / scale) for concentration 1, inf below, -inf above.
    template <class T> static T log_prob(T x, T scale, T concentration) {
        const T z = x / scale, far = equal(z, T(inf));
        const T edge = logical_or(less_equal(z, T(0.0)), far);
        const T log_z = log(where(edge, T(1.0), z));
        const T power = where(edge, T(0.0), exp(concentration * log_z));
        const T value = log(concentration / scale) + power_term(concentration - T(1.0), z, log_z) - power;
        return where(logical_or(less(x, T(0.0)), far), T(-inf), value);
    }
};

}  // namespace reparamx::distributions
