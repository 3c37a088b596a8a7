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

// What a draw needs of the concentration alone.
template <class V>
struct VonMisesSampler {
    V twice, low, g;  // low = r / 2 - concentration

    REPARAMX_INLINE explicit VonMisesSampler(V concentration) : twice(concentration + concentration) {
        low = V(0.5) + V(0.5) / (sqrt(fma(twice, twice, V(1.0))) + twice);
        g = sqrt(low / (low + twice));
    }
    REPARAMX_INLINE void prepare() {}

    // tan(x / 2), and whether it is accepted.
    REPARAMX_INLINE V attempt(V u, V v, mask_of<V>* accepted) const {
        V sine, cosine;
        sincospi(u - V(0.5), &sine, &cosine);
        const V c = low + twice * (low * (sine * sine)) / fma(twice, cosine * cosine, low);
        *accepted = v <= c * exp(V(1.0) - c);
        return g * (sine / cosine);
    }
    // What draw returns, where the first attempt is accepted; other lanes are `undecided`.
    REPARAMX_INLINE V guess(V u, V v, mask_of<V>* undecided) const {
        mask_of<V> accepted;
        const V x = attempt(u, v, &accepted);
        *undecided = !accepted;
        return V(2.0) * atan(x);
    }
    REPARAMX_INLINE V draw(V u, V v) const {
        const mask_of<V> valid = is_finite(g);
        mask_of<V> accepted;
        V x = select(valid, attempt(u, v, &accepted), not_a_number<V>());
        retry(u, v, valid & !accepted, [&](Retry<V>& more, mask_of<V> open) __attribute__((always_inline)) {
            const V u0 = more.uniform(open), next = attempt(u0, more.uniform(open), &accepted);
            x = select(open & accepted, next, x);
            return accepted;
        });
        return V(2.0) * atan(x);
    }
};

}  // namespace reparamx::random
