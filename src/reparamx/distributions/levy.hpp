// Levy(loc, scale): x = loc + scale / eps^2, eps standard normal.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Levy {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;
    static constexpr const char* support_depends[] = {"loc"};

    template <class T> static T sample(T eps, T loc, T scale) { return loc + scale / square(eps); }

    // The density falls to 0 at both ends.
    template <class T> static T log_prob(T x, T loc, T scale) {
        const T z = (x - loc) / scale, inside = is_positive(z), y = where(inside, z, T(1.0));
        return on_half_line(fma(T(-1.5), log(y), T(-0.5) / y - (log(scale) + T(half_log_2pi))), T(-inf), z);
    }
};

}  // namespace reparamx::distributions
