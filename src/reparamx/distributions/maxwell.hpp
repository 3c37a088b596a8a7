// Maxwell(scale): x = scale * sqrt(eps^2 + 2 e), the length of three normal numbers; e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Maxwell {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::exponential}};

    template <class T> static T sample(T eps, T e, T scale) { return scale * sqrt(fma(eps, eps, T(2.0) * e)); }

    template <class T> static T log_prob(T x, T scale) {
        const T z = x / scale, inside = logical_and(less(T(0.0), z), less(z, T(inf))), y = where(inside, z, T(1.0));
        const T value = T(0.5 * (log_2 - log_pi)) + T(2.0) * log(y) - T(0.5) * square(y) - log(scale);
        return where(inside, value, where(isnan(x), x, T(-inf)));
    }
};

}  // namespace reparamx::distributions
