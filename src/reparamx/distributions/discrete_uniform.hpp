// DiscreteUniform(low, high): x = low + floor((high - low + 1) u), u of twice the bits of a uniform.
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

struct DiscreteUniform {
    static constexpr Parameter parameters[] = {{"low", Constraint::real}, {"high", Constraint::real}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;
    static constexpr const char* support_depends[] = {"low", "high"};

    template <class T> static T sample(T u, T v, T low, T high) {
        const T first = rint(low);
        return first + draw_integer(u, v, rint(high) - first + T(1.0));
    }

    template <class T> static T log_prob(T x, T low, T high) {
        const T first = rint(low), last = rint(high);
        const T inside = logical_and(logical_and(less_equal(first, x), less_equal(x, last)), equal(x, floor(x)));
        return on_support(inside, -log(last - first + T(1.0)), x);
    }
};

}  // namespace reparamx::distributions
