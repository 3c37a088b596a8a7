// LogitNormal(loc, scale): x = 1 / (1 + exp(-(loc + scale * eps))), eps standard normal.
#pragma once

#include "normal.hpp"

namespace reparamx::distributions {

struct LogitNormal {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T loc, T scale) { return sigmoid(Normal::sample(eps, loc, scale)); }

    // Change of variables y = logit x. The density falls to 0 at both ends.
    template <class T> static T log_prob(T x, T loc, T scale) {
        const T outside = logical_or(less_equal(x, T(0.0)), less_equal(T(1.0), x));
        const T y = where(outside, T(0.5), x);
        return where(outside, T(-inf), Normal::log_prob(logit(y), loc, scale) - log(y) - log1p(-y));
    }
};

}  // namespace reparamx::distributions
