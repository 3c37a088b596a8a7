// Poisson(rate): counted up from a uniform, or by transformed rejection (random/counts.hpp).
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

struct Poisson {
    static constexpr Parameter parameters[] = {{"rate", Constraint::nonnegative}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;

    template <class T> static T sample(T u, T v, T rate) { return draw_poisson(u, v, rate); }

    template <class T> static T log_prob(T x, T rate) {
        const T inside = is_count(x), k = where(inside, x, T(0.0));
        return on_support(inside, -(count_loss(k, rate, k - rate) + factorial_rest(k)), x);
    }
};

}  // namespace reparamx::distributions
