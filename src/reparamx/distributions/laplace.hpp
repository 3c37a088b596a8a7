// Laplace(loc, scale): x = loc + scale * log(2u) for u < 1/2, loc - scale * log(2(1 - u)) above.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Laplace {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    // 1 - u is exact: both tails are equally long.
    template <class T> static T sample(T u, T loc, T scale) {
        const T magnitude = log(T(2.0) * minimum(u, T(1.0) - u));
        return fma(scale, where(less(u, T(0.5)), magnitude, -magnitude), loc);
    }

    template <class T> static T log_prob(T x, T loc, T scale) {
        return -abs((x - loc) / scale) - (log(scale) + T(log_2));
    }
};

}  // namespace reparamx::distributions
