// AsymmetricLaplace(loc, scale, asymmetry): x = loc + scale k log(u / p) for u < p, loc - scale / k log((1 - u) / (1 -
// p)) above; k = asymmetry, p = k^2 / (1 + k^2).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct AsymmetricLaplace {
    static constexpr Parameter parameters[] = {
        {"loc", Constraint::real}, {"scale", Constraint::positive}, {"asymmetry", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    // 1 - u is exact: both tails are as long as they should be.
    template <class T> static T sample(T u, T loc, T scale, T asymmetry) {
        const T k = asymmetry, inverse = reciprocal(k), sum = k + inverse;
        const T left = less(u * sum, k);
        const T log_tail = log(where(left, u, T(1.0) - u) * (sum * where(left, inverse, k)));
        return fma(scale, where(left, k, -inverse) * log_tail, loc);
    }

    template <class T> static T log_prob(T x, T loc, T scale, T asymmetry) {
        const T z = (x - loc) / scale, inverse = reciprocal(asymmetry);
        const T distance = where(less(z, T(0.0)), -(z * inverse), z * asymmetry);
        return -distance - log(scale) - log(asymmetry + inverse);
    }
};

}  // namespace reparamx::distributions
