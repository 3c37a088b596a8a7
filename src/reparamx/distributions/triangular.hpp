// Triangular(low, high, peak): x = low + sqrt(u (high - low) (peak - low)) left of the peak, high - sqrt((1 - u)
// (high - low) (high - peak)) right of it.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Triangular {
    static constexpr Parameter parameters[] = {
        {"low", Constraint::real}, {"high", Constraint::real}, {"peak", Constraint::real}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr const char* support_depends[] = {"low", "high"};

    // One root of what is not 0: a peak at an end has no derivative of infinity on the other side.
    template <class T> static T sample(T u, T low, T high, T peak) {
        const T width = high - low, left = less(u * width, peak - low);
        const T step = sqrt(where(left, u * (peak - low), (T(1.0) - u) * (high - peak)) * width);
        return where(left, low + step, high - step);
    }

    // The density at an end is 0, unless the peak is there.
    template <class T> static T log_prob(T x, T low, T high, T peak) {
        const T outside = logical_or(less(x, low), less(high, x)), left = less(x, peak), at_peak = equal(x, peak);
        const T distance = where(left, x - low, high - x), base = where(left, peak - low, high - peak);
        const T side = logical_or(outside, at_peak);
        const T ratio = where(side, T(1.0), distance) / where(side, T(1.0), base);
        return where(outside, T(-inf), log_probability(ratio) + (T(log_2) - log(high - low)));
    }
};

}  // namespace reparamx::distributions
