// InverseGaussian(loc, concentration): x = loc * y, y inverse Gaussian of mean 1 and concentration / loc.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct InverseGaussian {
    static constexpr Parameter parameters[] = {{"loc", Constraint::positive}, {"concentration", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T normal, T uniform, T loc, T concentration) {
        return loc * draw_inverse_gaussian(normal, uniform, concentration / loc);
    }

    template <class T> static T log_prob(T x, T loc, T concentration) {
        const T inside = is_positive(x), at = where(inside, x, loc), z = (at - loc) / loc;
        const T value = fma(T(-1.5), log(at), T(0.5) * log(concentration) - T(half_log_2pi));
        return on_half_line(value - T(0.5) * concentration / at * square(z), T(-inf), x);
    }
};

}  // namespace reparamx::distributions
