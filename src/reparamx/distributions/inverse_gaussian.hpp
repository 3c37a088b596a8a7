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
        const T outside = logical_or(less_equal(x, T(0.0)), equal(x, T(inf)));
        const T at = where(outside, loc, x), z = (at - loc) / loc;
        const T value = T(0.5) * (log(concentration) - T(3.0) * log(at) - concentration / at * square(z));
        return where(outside, T(-inf), value - T(half_log_2pi));
    }
};

}  // namespace reparamx::distributions
