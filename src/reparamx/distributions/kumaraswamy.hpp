// Kumaraswamy(a, b): x = (1 - exp(-e / b))^(1 / a), e standard exponential; a = concentration1, b = concentration0.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Kumaraswamy {
    static constexpr Parameter parameters[] = {{"concentration1", Constraint::positive},
                                               {"concentration0", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    template <class T> static T sample(T e, T a, T b) { return exp(log1mexp(-e / b) / a); }

    // At 0: log b for a = 1, inf below, -inf above; at 1 the same with log a and b.
    template <class T> static T log_prob(T x, T a, T b) {
        const T edge = logical_or(less_equal(x, T(0.0)), less_equal(T(1.0), x));
        const T log_x = log(where(edge, T(0.5), x));
        const T log_rest = log1mexp(a * log_x);
        const T value = log(a) + log(b) + power_term(a - T(1.0), x, where(edge, T(0.0), log_x)) +
                        power_term(b - T(1.0), T(1.0) - x, where(edge, T(0.0), log_rest));
        return where(logical_or(less(x, T(0.0)), less(T(1.0), x)), T(-inf), value);
    }
};

}  // namespace reparamx::distributions
