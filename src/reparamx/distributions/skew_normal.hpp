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
        const T inside = isfinite(x), z = (where(inside, x, loc) - loc) / scale;
        const T value = fma(T(-0.5) * z, z, log_ndtr(skewness * z)) + (T(log_2 - half_log_2pi) - log(scale));
        return on_support(inside, value, x);
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
