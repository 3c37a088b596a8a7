// The von Mises law about 0 from two uniforms (D. Best and N. Fisher, "Efficient simulation of the von Mises
// distribution", 1979): a wrapped Cauchy angle x, tan(x / 2) = g tan(pi (u - 1/2)), accepted with probability
// c exp(1 - c) where c = r / 2 - concentration cos x.
//
// With r = 1 + sqrt(1 + 4 concentration^2) the paper's constants are s = r / (2 concentration) and
// g^2 = (r / 2 - concentration) / (r / 2 + concentration): nothing cancels for small or large concentrations.
#pragma once

#include "../math/trigonometric.hpp"
#include "retry.hpp"

namespace reparamx::random {

template <class V>
REPARAMX_NOINLINE V von_mises(V u, V v, V concentration) {
    const V twice = concentration + concentration;
    const V root = sqrt(fma(twice, twice, V(1.0)));
    const V low = V(0.5) + V(0.5) / (root + twice);  // r / 2 - concentration
    const V g = sqrt(low / (low + twice));
    mask_of<V> open = is_finite(g);
    V x = select(open, V(0.0), not_a_number<V>());
    const auto attempt = [&](V u0, V v0) __attribute__((always_inline)) {
        V sine, cosine;
        sincospi(u0 - V(0.5), &sine, &cosine);
        const V c = low + twice * (low * (sine * sine)) / fma(twice, cosine * cosine, low);
        const mask_of<V> accepted = open & (v0 <= c * exp(V(1.0) - c));
        x = select(accepted, g * (sine / cosine), x);
        open = open & !accepted;
    };
    attempt(u, v);
    if (any(open)) {
        Retry<V> more(u, v);
        for (int round = 0; round < 1000 && any(open); ++round) {
            const V u0 = more.uniform(open);
            attempt(u0, more.uniform(open));
        }
    }
    return V(2.0) * atan(x);
}

}  // namespace reparamx::random
