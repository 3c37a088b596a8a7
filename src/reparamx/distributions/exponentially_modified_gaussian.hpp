// ExponentiallyModifiedGaussian(loc, scale, rate): x = loc + scale * eps + e / rate, eps standard normal, e
// exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct ExponentiallyModifiedGaussian {
    static constexpr Parameter parameters[] = {
        {"loc", Constraint::real}, {"scale", Constraint::positive}, {"rate", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::exponential}};

    template <class T> static T sample(T eps, T e, T loc, T scale, T rate) {
        return fma(reciprocal(rate), e, fma(scale, eps, loc));
    }

    // With k = rate * scale: exp(k^2 / 2 - k z) ndtr(z - k) = exp(-z^2 / 2) erfcx((k - z) / sqrt 2) / 2, the left side
    // where k < z, the right side where it would cancel. k z is rate (x - loc), which the scale does not move.
    template <class T> static T log_prob(T x, T loc, T scale, T rate) {
        const T inside = isfinite(x), distance = where(inside, x, loc) - loc, z = distance / scale, k = rate * scale;
        const T t = z - k, right = less(T(0.0), t);
        const T head = where(right, fma(-rate, distance, T(0.5) * square(k)), T(-0.5) * square(z));
        return on_support(inside, head + normal_plus_exponential(z, rate, scale), x);
    }
};

}  // namespace reparamx::distributions
