// The gamma law: its sampler, and how its quantiles move with the concentration.
#pragma once

#include "../math/gamma_slope_derivatives.hpp"
#include "../random/gamma.hpp"
#include "op.hpp"

#define REPARAMX_GAMMA_OPS(X)                                     \
    X(LogGammaDraw, log_gamma_draw, 3)                            \
    X(GammaRatioDraw, gamma_ratio_draw, 3)                        \
    X(GammaSlope, gamma_slope, 2)                                 \
    X(GammaSlopeByConcentration, gamma_slope_by_concentration, 2) \
    X(GammaSlopeByRatio, gamma_slope_by_ratio, 2)

namespace reparamx::ops {

// The logarithm of a gamma variable over its mean. Its derivative is the implicit one: how the quantile that was drawn
// moves. That refers to the result itself, so higher derivatives are right, and needs nothing of how it was drawn.
struct LogGammaDraw {
    template <class V> using Sampler = random::GammaSampler<V, true>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T normal, T uniform, T a) { return random::log_gamma_draw(normal, uniform, a); }
    template <class T> static auto vjp(T g, T y, T, T, T a) { return args(T(0.0), T(0.0), g * gamma_slope(a, y)); }
};

// The variable over its mean, where the smallest normal number stands for all below it.
struct GammaRatioDraw {
    template <class V> using Sampler = random::GammaSampler<V, false>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T normal, T uniform, T a) { return random::gamma_ratio_draw(normal, uniform, a); }
    template <class T> static auto vjp(T g, T y, T, T, T a) {
        return args(T(0.0), T(0.0), g * (y * gamma_slope(a, log(y))));
    }
};

struct GammaSlope {
    template <class T> static T fwd(T a, T y) { return reparamx::gamma_slope(a, y); }
    template <class T> static auto vjp(T g, T, T a, T y) {
        return args(g * gamma_slope_by_concentration(a, y), g * gamma_slope_by_ratio(a, y));
    }
};

// The slope s obeys ds/dy = (exp(y) - 1) (1 + a s) - y + digamma(a) - log(a): its derivatives give the two rules. They
// lose about sqrt(a) units for large a.
struct GammaSlopeByConcentration {
    static constexpr unsigned unknown = 0b01;
    template <class T> static T fwd(T a, T y) { return reparamx::gamma_slope_by_concentration(a, y); }
    template <class T> static auto vjp(T g, T s_a, T a, T y) {
        const T s = gamma_slope(a, y);
        return args(T(0.0), g * (expm1(y) * (s + a * s_a) + (trigamma(a) - reciprocal(a))));
    }
};

struct GammaSlopeByRatio {
    template <class T> static T fwd(T a, T y) { return reparamx::gamma_slope_by_ratio(a, y); }
    template <class T> static auto vjp(T g, T s_y, T a, T y) {
        const T s = gamma_slope(a, y), e = expm1(y);
        const T by_a = e * (s + a * gamma_slope_by_concentration(a, y)) + (trigamma(a) - reciprocal(a));
        return args(g * by_a, g * (e * (T(1.0) + a * (s + s_y)) + a * s));
    }
};

}  // namespace reparamx::ops
