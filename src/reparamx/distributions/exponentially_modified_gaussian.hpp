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
        const T z = (x - loc) / scale, k = rate * scale, t = k - z;
        const T outside = equal(abs(x), T(inf)), right = logical_or(less(t, T(0.0)), outside);
        const T near = where(right, T(0.0), t), far = where(outside, T(0.0), where(right, t, T(-1.0)));
        const T left = T(-0.5) * square(where(right, T(0.0), z)) + log(T(0.5) * erfcx(T(sqrt_half) * near));
        const T tail = fma(T(0.5) * k, k, -(rate * where(right, x - loc, T(0.0)))) + log_ndtr(-far);
        return where(outside, T(-inf), log(rate) + where(right, tail, left));
    }

    static constexpr double sqrt_half = 0.707106781186547524400844;
};

}  // namespace reparamx::distributions
