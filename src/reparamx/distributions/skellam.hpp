// Skellam(rate1, rate2): x = x1 - x2, two Poisson counts.
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

struct Skellam {
    static constexpr Parameter parameters[] = {{"rate1", Constraint::nonnegative}, {"rate2", Constraint::nonnegative}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}, {Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;

    template <class T> static T sample(T u1, T v1, T u2, T v2, T rate1, T rate2) {
        return draw_poisson(u1, v1, rate1) - draw_poisson(u2, v2, rate2);
    }

    template <class T> static T log_prob(T x, T rate1, T rate2) {
        const T inside = logical_and(isfinite(x), equal(x, floor(x)));
        return on_support(inside, log_skellam(where(inside, x, T(0.0)), rate1, rate2), x);
    }
};

}  // namespace reparamx::distributions
