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
        const T a = T(0.5) * df, positive = is_positive(x), y = where(positive, x, T(1.0)), log_x = log(y);
        const T z = T(0.5) * square(y), plain = within(z, T(1e-30), T(inf));
        const T lost = where(plain, deviance(a, where(plain, z, a)), (a * log(df) - a) - df * log_x + z);
        const T edge = power_limit(df - T(1.0)) + T(0.5 * (log_2 - log_pi));
        return on_half_line((log_gamma_peak(a) + T(log_2)) - lost - log_x, edge, x);
    }
};

}  // namespace reparamx::distributions
