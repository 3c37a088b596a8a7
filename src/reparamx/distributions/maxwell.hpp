// Maxwell(scale): x = scale * sqrt(eps^2 + 2 e), the length of three normal numbers; e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Maxwell {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::exponential}};

    template <class T> static T sample(T eps, T e, T scale) { return scale * sqrt(fma(eps, eps, T(2.0) * e)); }

    template <class T> static T log_prob(T x, T scale) {
        const T z = x / scale, inside = is_positive(z), y = where(inside, z, T(1.0));
        const T value = fma(T(2.0), log(y), T(0.5 * (log_2 - log_pi)) - log(scale)) - T(0.5) * square(y);
        return on_half_line(value, T(-inf), z);
    }
};

}  // namespace reparamx::distributions
