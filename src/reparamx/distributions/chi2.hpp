// Chi2(df): x = df * gamma_ratio_draw(eps, u, df / 2).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Chi2 {
    static constexpr Parameter parameters[] = {{"df", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps, T u, T df) { return df * gamma_ratio_draw(eps, u, T(0.5) * df); }

    template <class T> static T log_prob(T x, T df) { return gamma_log_prob(x, T(0.5) * df, T(0.5), T(-log_2)); }
};

}  // namespace reparamx::distributions
