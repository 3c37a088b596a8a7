// JohnsonSU(skewness, tailweight, loc, scale): x = loc + scale * sinh((eps - skewness) / tailweight), eps standard
// normal.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct JohnsonSU {
    static constexpr Parameter parameters[] = {{"skewness", Constraint::real},
                                               {"tailweight", Constraint::positive},
                                               {"loc", Constraint::real},
                                               {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T skewness, T tailweight, T loc, T scale) {
        return fma(scale, sinh((eps - skewness) / tailweight), loc);
    }

    // Change of variables: eps = skewness + tailweight * asinh(y), whose slope is tailweight / sqrt(1 + y^2).
    template <class T> static T log_prob(T x, T skewness, T tailweight, T loc, T scale) {
        const T y = (x - loc) / scale;
        const T eps = fma(tailweight, asinh(y), skewness);
        return normal_log_prob(eps) + log(tailweight / scale) - T(0.5) * log1p_square(y);
    }
};

}  // namespace reparamx::distributions
