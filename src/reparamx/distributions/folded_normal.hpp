// FoldedNormal(loc, scale): x = |loc + scale * eps|, eps standard normal.
#pragma once

#include "normal.hpp"

namespace reparamx::distributions {

struct FoldedNormal {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T sample(T eps, T loc, T scale) { return abs(Normal::sample(eps, loc, scale)); }

    // The normal on the side of loc and the one folded over, exp(-2 x |loc| / scale^2) of it. Not abs(loc), whose
    // second derivative at 0 is lost.
    template <class T> static T log_prob(T x, T loc, T scale) {
        const T outside = logical_or(less(x, T(0.0)), equal(x, T(inf)));
        const T y = where(outside, T(0.0), x), m = where(less(loc, T(0.0)), -loc, loc);
        const T folded = softplus(T(-2.0) * (y / scale) * (m / scale));
        return where(outside, T(-inf), Normal::log_prob(y, m, scale) + folded);
    }
};

}  // namespace reparamx::distributions
