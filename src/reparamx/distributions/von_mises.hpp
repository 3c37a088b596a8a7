// VonMises(loc, concentration): loc and an angle from -pi to pi, by Best and Fisher's rejection (random/von_mises.hpp).
// Draws are not wrapped, so that they are smooth in loc; the density has period 2 pi.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct VonMises {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"concentration", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr const char* support_depends[] = {"loc"};

    template <class T> static T sample(T u, T v, T loc, T concentration) {
        return loc + draw_von_mises(u, v, concentration);
    }

    template <class T> static T log_prob(T x, T loc, T concentration) {
        const T inside = isfinite(x), half = T(0.5) * (where(inside, x, loc) - loc);
        const T value = T(-2.0) * concentration * square(sin(half)) - log_i0e(concentration) - T(2.0 * half_log_2pi);
        return on_support(inside, value, x);
    }
};

}  // namespace reparamx::distributions
