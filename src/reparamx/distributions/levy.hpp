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
        const T z = (x - loc) / scale;
        const T outside = logical_or(less_equal(z, T(0.0)), equal(z, T(inf)));
        const T y = where(outside, T(1.0), z);
        return where(outside, T(-inf), T(-0.5) / y - T(1.5) * log(y) - (log(scale) + T(half_log_2pi)));
    }
};

}  // namespace reparamx::distributions
