// Logistic(loc, scale): x = loc + scale * log(u / (1 - u)).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Logistic {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr auto noise = random::Noise::uniform;

    template <class T> static T sample(T u, T loc, T scale) { return fma(scale, log(u / (T(1.0) - u)), loc); }

    template <class T> static T log_prob(T x, T loc, T scale) {
        const T z = (x - loc) / scale;
        return log_sigmoid(z) + log_sigmoid(-z) - log(scale);
    }
};

}  // namespace reparamx::distributions
