// Gompertz(concentration, rate): x = log(1 + e / concentration) / rate, e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Gompertz {
    static constexpr Parameter parameters[] = {{"concentration", Constraint::positive}, {"rate", Constraint::positive}};
    static constexpr auto noise = random::Noise::exponential;

    template <class T> static T sample(T e, T concentration, T rate) { return log1p(e / concentration) / rate; }

    template <class T> static T log_prob(T x, T concentration, T rate) {
        const T t = rate * x, outside = logical_or(less(x, T(0.0)), equal(t, T(inf)));
        const T y = where(outside, T(0.0), t);
        return where(outside, T(-inf), log(concentration) + log(rate) + y - concentration * expm1(y));
    }
};

}  // namespace reparamx::distributions
