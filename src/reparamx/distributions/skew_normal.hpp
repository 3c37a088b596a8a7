// SkewNormal(loc, scale, skewness): x = loc + scale * (d |a| + sqrt(1 - d^2) b), d = skewness / sqrt(1 + skewness^2),
// a and b standard normal.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct SkewNormal {
    static constexpr Parameter parameters[] = {
        {"loc", Constraint::real}, {"scale", Constraint::positive}, {"skewness", Constraint::real}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::normal}};

    template <class T> static T sample(T a, T b, T loc, T scale, T skewness) {
        const T length = hypot_one(skewness);
        return fma(scale, (skewness * abs(a) + b) / length, loc);
    }

    template <class T> static T log_prob(T x, T loc, T scale, T skewness) {
        const T outside = equal(abs(x), T(inf));
        const T z = (where(outside, loc, x) - loc) / scale;
        return where(outside, T(-inf), normal_log_prob(z) + T(log_2) + log_ndtr(skewness * z) - log(scale));
    }

private:
    // sqrt(1 + a^2) where a^2 may overflow.
    template <class T> static T hypot_one(T a) {
        const T size = abs(a), large = less(T(1.0), size);
        const T inverse = where(large, reciprocal(where(large, size, T(1.0))), size);
        return where(large, size, T(1.0)) * sqrt(T(1.0) + square(inverse));
    }
};

}  // namespace reparamx::distributions
