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
        const T inside = logical_and(less(T(0.0), x), less(x, T(inf))), y = where(inside, x, rate), z = rate / y;
        const T seen = logical_and(inside, logical_and(less(T(0.0), z), less(z, T(inf))));
        const T value = (log_gamma_peak(a) - deviance(a, where(seen, z, a))) - log(y);
        return where(seen, value, where(isnan(x), x, T(-inf)));
    }
};

}  // namespace reparamx::distributions
