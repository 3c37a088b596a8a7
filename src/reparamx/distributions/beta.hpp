// Beta(concentration1, concentration0): the share of one of two gamma variables.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

// log(x (1 - x) p(x)) of the beta law at 0 < x < 1, y = 1 - x.
template <class T> T log_beta_weight(T a, T b, T x, T y) {
    const T n = a + b, corrections = stirling(n) - stirling(a) - stirling(b);
    const T head = T(0.5) * (log(a) + log(b / n)) - T(half_log_2pi);
    return head + corrections - deviance(a, n * x) - deviance(b, n * y);
}

struct Beta {
    static constexpr Parameter parameters[] = {{"concentration1", Constraint::positive},
                                               {"concentration0", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}, {Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps1, T u1, T eps0, T u0, T a, T b) {
        return gamma_share(gamma_mixed_draw(eps1, u1, a), a, gamma_mixed_draw(eps0, u0, b), b);
    }

    // At 0: log b for a = 1, inf below, -inf above; at 1 likewise.
    template <class T> static T log_prob(T x, T a, T b) {
        const T one = T(1.0), low = equal(x, T(0.0)), high = equal(x, one);
        const T inside = logical_and(less(T(0.0), x), less(x, one)), z = where(inside, x, T(0.5)), y = one - z;
        const T at_low = power_limit(a - one) + log(b), at_high = power_limit(b - one) + log(a);
        const T edge = where(low, at_low, on_support(high, at_high, x));
        return where(inside, log_beta_weight(a, b, z, y) - log(z) - log(y), edge);
    }
};

}  // namespace reparamx::distributions
