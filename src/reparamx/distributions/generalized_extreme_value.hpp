// GeneralizedExtremeValue(loc, scale, concentration): x = loc + scale * (exp(c g) - 1) / c, g = -log(e), e standard
// exponential.
#pragma once

#include "generalized_pareto.hpp"

namespace reparamx::distributions {

struct GeneralizedExtremeValue {
    static constexpr Parameter parameters[] = {
        {"loc", Constraint::real}, {"scale", Constraint::positive}, {"concentration", Constraint::real}};
    static constexpr auto noise = random::Noise::gumbel;
    static constexpr const char* support_depends[] = {"loc", "scale", "concentration"};

    template <class T> static T sample(T g, T loc, T scale, T concentration) {
        return GeneralizedTail<T>::sample(g, loc, scale, concentration);
    }

    // Not (1 + c) s: where c and s are small, its slope would lose the digits of c.
    template <class T> static T log_prob(T x, T loc, T scale, T concentration) {
        const auto tail = GeneralizedTail<T>::of(x, loc, scale, concentration, T(-inf));
        return tail.with_limits(-(tail.s + exp(-tail.s)) - concentration * tail.s - log(scale), scale);
    }
};

}  // namespace reparamx::distributions
