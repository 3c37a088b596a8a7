// LogLogistic(loc, scale): x = exp(loc + scale * log(u / (1 - u))).
#pragma once

#include "logistic.hpp"

namespace reparamx::distributions {

struct LogLogistic {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    template <class T> static T sample(T u, T loc, T scale) { return exp(Logistic::sample(u, loc, scale)); }

    // Change of variables y = log x. At 0: -loc for scale 1, inf above, -inf below.
    template <class T> static T log_prob(T x, T loc, T scale) {
        const T zero = equal(x, T(0.0)), outside = logical_or(less(x, T(0.0)), equal(x, T(inf)));
        const T y = log(where(logical_or(zero, outside), T(1.0), x));
        const T limit = power_limit(T(1.0) - scale) - loc;
        return where(outside, T(-inf), where(zero, limit, Logistic::log_prob(y, loc, scale) - y));
    }
};

}  // namespace reparamx::distributions
