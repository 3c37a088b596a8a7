// Chi(df): x = sqrt(df) * exp(l / 2), l = log_gamma_draw(eps, u, df / 2).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Chi {
    static constexpr Parameter parameters[] = {{"df", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps, T u, T df) {
        return sqrt(df) * positive_exp(T(0.5) * log_gamma_draw(eps, u, T(0.5) * df));
    }

    // That of z = x^2 / 2, and dz/dx = 2 z / x; where z may vanish, log z is taken of x. At 0: log(2 / pi) / 2 for
    // df = 1, inf below, -inf above.
    template <class T> static T log_prob(T x, T df) {
        const T a = T(0.5) * df, zero = equal(x, T(0.0)), z = T(0.5) * square(x);
        const T inside = logical_and(less(T(0.0), x), less(z, T(inf))), log_x = log(where(inside, x, T(1.0)));
        const T small = logical_and(inside, less(z, T(0.01) * a)), plain = logical_and(inside, logical_not(small));
        const T far = a * (log(df) - T(2.0) * log_x) - (a - where(small, z, T(0.0)));
        const T lost = where(small, far, deviance(a, where(plain, z, a)));
        const T main = T(0.5) * log(a) - T(half_log_2pi) - lost - stirling(a) + T(log_2) - log_x;
        const T edge = power_limit(df - T(1.0)) + T(0.5 * (log_2 - log_pi));
        return where(inside, main, where(zero, edge, where(isnan(x), x, T(-inf))));
    }
};

}  // namespace reparamx::distributions
