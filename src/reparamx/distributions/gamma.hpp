// Gamma(concentration, rate): x = concentration / rate * gamma_ratio_draw(eps, u, concentration).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Gamma {
    static constexpr Parameter parameters[] = {{"concentration", Constraint::positive}, {"rate", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps, T u, T a, T rate) { return a / rate * gamma_ratio_draw(eps, u, a); }

    template <class T> static T log_prob(T x, T a, T rate) { return gamma_log_prob(x, a, rate, log(rate)); }
};

}  // namespace reparamx::distributions
