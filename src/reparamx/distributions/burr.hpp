// Burr(scale, concentration1, concentration0): x = scale * (exp(e / d) - 1)^(1 / c), e standard exponential; c =
// concentration1, d = concentration0.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Burr {
    static constexpr Parameter parameters[] = {{"scale", Constraint::positive},
                                               {"concentration1", Constraint::positive},
                                               {"concentration0", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    // log(exp(t) - 1) without the overflow of exp.
    template <class T> static T sample(T e, T scale, T c, T d) {
        const T t = e / d;
        return scale * exp((t + log1mexp(-t)) / c);
    }

    // At 0: log(d / scale) for c = 1, inf below, -inf above. Right of the scale log(1 + z^c) = c log z + log(1 + z^-c),
    // so that nothing cancels where d is small.
    template <class T> static T log_prob(T x, T scale, T c, T d) {
        const T z = x / scale, far = equal(z, T(inf)), edge = logical_or(less_equal(z, T(0.0)), far);
        const T right = less(T(1.0), z), log_z = log(where(edge, T(1.0), z)), power = c * log_z;
        const T tail = where(edge, T(0.0), softplus(where(right, -power, power)));
        const T main = where(right, -(T(1.0) + c * d) * log_z, power_term(c - T(1.0), z, log_z));
        const T value = log(c) + log(d / scale) + main - (d + T(1.0)) * tail;
        return where(logical_or(less(x, T(0.0)), far), T(-inf), value);
    }
};

}  // namespace reparamx::distributions
