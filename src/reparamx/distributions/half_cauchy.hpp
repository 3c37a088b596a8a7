// HalfCauchy(scale): x = scale * tan(pi u / 2).
#pragma once

#include "cauchy.hpp"

namespace reparamx::distributions {

struct HalfCauchy {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    template <class T> static T sample(T u, T scale) {
        const T half = T(0.5) * u;
        return scale * (sinpi(half) / cospi(half));
    }

    template <class T> static T log_prob(T x, T scale) {
        return where(less(x, T(0.0)), T(-inf), Cauchy::log_prob(x, T(0.0), scale) + T(log_2));
    }
};

}  // namespace reparamx::distributions
