// Counts, and angles, drawn from two uniforms: rejection samplers as functions of their noises (random/counts.hpp,
// random/von_mises.hpp). What is drawn is whole: no derivative passes.
#pragma once

#include "../random/counts.hpp"
#include "op.hpp"

#define REPARAMX_COUNT_SAMPLER_OPS(X)             \
    X(DrawPoisson, draw_poisson, 3)               \
    X(DrawBinomial, draw_binomial, 4)             \
    X(DrawHypergeometric, draw_hypergeometric, 5) \
    X(DrawInteger, draw_integer, 3)

namespace reparamx::ops {

// One draw by random::XSampler, out of line: it is long, and an op is compiled in several forms.
#define REPARAMX_DRAW(Name)                                                                     \
    template <class V> using Sampler = random::Name##Sampler<V>;                                \
    template <class V, class... P> REPARAMX_NOINLINE static V draw(V u, V v, P... parameters) { \
        return random::Name##Sampler<V>(parameters...).draw(u, v);                              \
    }

struct DrawPoisson {
    static constexpr bool differentiable = false;
    REPARAMX_DRAW(Poisson)
    template <class T> static T fwd(T u, T v, T rate) {
        return in_double_vectors([](auto... x) __attribute__((always_inline)) { return draw(x...); }, u, v, rate);
    }
};

struct DrawBinomial {
    static constexpr bool differentiable = false;
    REPARAMX_DRAW(Binomial)
    template <class T> static T fwd(T u, T v, T n, T p) {
        return in_double_vectors([](auto... x) __attribute__((always_inline)) { return draw(x...); }, u, v, n, p);
    }
};

struct DrawHypergeometric {
    static constexpr bool differentiable = false;
    REPARAMX_DRAW(Hypergeometric)
    template <class T> static T fwd(T u, T v, T good, T bad, T sample) {
        return in_double_vectors([](auto... x) __attribute__((always_inline)) { return draw(x...); }, u, v, good, bad,
                                 sample);
    }
};

#undef REPARAMX_DRAW

// A whole number from 0 to n - 1. v says where in its interval the uniform u lies: its own bits are too few for
// large n.
struct DrawInteger {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T u, T v, T n) {
        return in_double_vectors(
            [](auto a, auto b, auto m) __attribute__((always_inline)) {
                using V = decltype(a);
                const Pair<V> whole = two_product(a, m);
                const Pair<V> sum =
                    two_sum(whole.hi, fma((b - V(0.5)) * V(is_double<T> ? 0x1p-52 : 0x1p-24), m, whole.lo));
                const V low = floor(sum.hi), down = select(low > sum.hi + sum.lo, low - V(1.0), low);
                const V k = select((low == sum.hi) & (sum.lo < V(0.0)), low - V(1.0), down), last = m - V(1.0);
                return select(k < V(0.0), V(0.0), select(k > last, last, k));
            },
            u, v, n);
    }
};

}  // namespace reparamx::ops
