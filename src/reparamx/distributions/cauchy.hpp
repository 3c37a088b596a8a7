// Cauchy(loc, scale): x = loc - scale * cot(pi u).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Cauchy {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    // sinpi is exact to the last place near both ends of (0, 1): both tails are right.
    template <class T> static T sample(T u, T loc, T scale) { return fma(-scale, cospi(u) / sinpi(u), loc); }

    template <class T> static T log_prob(T x, T loc, T scale) {
        return -(log(scale) + T(log_pi)) - log1p_square((x - loc) / scale);
    }
};

}  // namespace reparamx::distributions
