// InverseGamma(concentration, rate): x = rate / concentration * exp(-l), l = log_gamma_draw(eps, u, concentration).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct InverseGamma {
    static constexpr Parameter parameters[] = {{"concentration", Constraint::positive}, {"rate", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps, T u, T a, T rate) {
        return rate / a * positive_exp(-log_gamma_draw(eps, u, a));
    }

    // That of z = rate / x, and |dz/dx| = z / x.
    template <class T> static T log_prob(T x, T a, T rate) {
        const T y = where(is_positive(x), x, rate), log_y = log(y);
        return on_half_line(log_scaled_gamma(a, rate / y, log(rate), -log_y) - log_y, T(-inf), x);
    }
};

}  // namespace reparamx::distributions
