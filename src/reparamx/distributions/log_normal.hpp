// LogNormal(loc, scale): x = exp(loc + scale * eps), eps standard normal.
#pragma once

#include "normal.hpp"

namespace reparamx::distributions {

struct LogNormal {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T loc, T scale) { return exp(fma(scale, eps, loc)); }

    // Change of variables y = log x. The density falls to 0 at 0.
    template <class T> static T log_prob(T x, T loc, T scale) {
        const T outside = less_equal(x, T(0.0));
        const T y = log(where(outside, T(1.0), x));
        return where(outside, T(-inf), Normal::log_prob(y, loc, scale) - y);
    }
};

}  // namespace reparamx::distributions
