// HalfNormal(scale): x = scale * |eps|, eps standard normal.
#pragma once

#include "normal.hpp"

namespace reparamx::distributions {

struct HalfNormal {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T scale) { return scale * abs(eps); }

    template <class T> static T log_prob(T x, T scale) {
        return where(less(x, T(0.0)), T(-inf), Normal::log_prob(x, T(0.0), scale) + T(log_2));
    }
};

}  // namespace reparamx::distributions
