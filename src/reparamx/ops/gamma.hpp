// The gamma law: its sampler, and how its quantiles move with the concentration.
#pragma once

#include "../math/gamma_slope_derivatives.hpp"
#include "../random/gamma.hpp"
#include "op.hpp"

#define REPARAMX_GAMMA_OPS(X)                                     \
    X(LogGammaDraw, log_gamma_draw, 3)                            \
    X(GammaRatioDraw, gamma_ratio_draw, 3)                        \
    X(GammaMixedDraw, gamma_mixed_draw, 3)                        \
    X(GammaQuotient, gamma_quotient, 4)                           \
    X(GammaShare, gamma_share, 4)                                 \
    X(GammaWeight, gamma_weight, 3)                               \
    X(GammaSlope, gamma_slope, 2)                                 \
    X(GammaSlopeByConcentration, gamma_slope_by_concentration, 2) \
    X(GammaSlopeByRatio, gamma_slope_by_ratio, 2)

namespace reparamx::ops {

// The logarithm of a gamma variable over its mean. Its derivative is the implicit one: how the quantile that was drawn
// moves. That refers to the result itself, so higher derivatives are right, and needs nothing of how it was drawn.
struct LogGammaDraw {
    template <class V> using Sampler = random::GammaSampler<V, random::GammaForm::logarithm>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T normal, T uniform, T a) {
        return random::gamma_draw<random::GammaForm::logarithm>(normal, uniform, a);
    }
    template <class T> static auto vjp(T g, T y, T, T, T a) { return args(T(0.0), T(0.0), g * gamma_slope(a, y)); }
};

// The variable over its mean, where the smallest normal number stands for all below it.
struct GammaRatioDraw {
    template <class V> using Sampler = random::GammaSampler<V, random::GammaForm::ratio>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T normal, T uniform, T a) { return random::gamma_ratio_draw(normal, uniform, a); }
    template <class T> static auto vjp(T g, T y, T, T, T a) {
        return args(T(0.0), T(0.0), g * (y * gamma_slope(a, log(y))));
    }
};

// The variable over its mean for a >= 1, the logarithm of that below: neither underflows, and what is made of two of
// them needs no logarithm in the usual case.
struct GammaMixedDraw {
    template <class V> using Sampler = random::GammaSampler<V, random::GammaForm::mixed>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T normal, T uniform, T a) {
        return random::gamma_draw<random::GammaForm::mixed>(normal, uniform, a);
    }
    template <class T> static auto vjp(T g, T y, T, T, T a) {
        const T small = less(a, T(1.0)), slope = gamma_slope(a, where(small, y, log(where(small, T(1.0), y))));
        return args(T(0.0), T(0.0), g * where(small, slope, y * slope));
    }
};

// The quotient of two variables over their means, given as gamma_mixed_draw of the concentrations a and b.
template <class T> T quotient_of_mixed(T x, T a, T y, T b) {
    const T one(scalar_of<T>(1));
    const auto plain_x = a >= one, plain_y = b >= one, plain = plain_x & plain_y;
    if (all(plain)) return x / y;
    const T log_x = select(plain_x, reparamx::log(select(plain_x, x, one)), x);
    const T log_y = select(plain_y, reparamx::log(select(plain_y, y, one)), y);
    return select(plain, x / y, reparamx::exp(log_x - log_y));
}

// That, no smaller than the smallest normal number and no larger than the largest.
struct GammaQuotient {
    template <class T> static T fwd(T x, T a, T y, T b) {
        const T q = quotient_of_mixed(x, a, y, b), least(layout_of<T>::min_normal);
        const T most = from_bits<T>(integer_of<T>(layout_of<T>::exponent_mask - 1));
        return select(q < least, least, select(q > most, most, q));
    }
    template <class T> static auto vjp(T g, T q, T x, T a, T y, T b) {
        const T one(1.0);
        return args(g * q * where(less(a, one), one, reciprocal(x)), T(0.0),
                    -(g * q * where(less(b, one), one, reciprocal(y))), T(0.0));
    }
};

// The share G / (G + H) of two gamma variables of concentrations a and b, given as gamma_mixed_draw: a beta variable,
// never 0 or 1.
struct GammaShare {
    template <class T> static T fwd(T x, T a, T y, T b) {
        using L = layout_of<T>;
        const T one(scalar_of<T>(1)), least(L::min_normal), most = from_bits<T>(integer_of<T>(L::one - 1));
        const auto usual = [&](T c) __attribute__((always_inline)) {  // the sums of others could overflow
            return (c >= one) & (c < T(scalar_of<T>(is_double<T> ? 1e300 : 1e30)));
        };
        const auto plain = usual(a) & usual(b);
        const T whole = a * x;
        T share = whole / reparamx::fma(b, y, whole);
        if (!all(plain)) share = select(plain, share, one / (one + quotient_of_mixed(y, b, x, a) * (b / a)));
        return select(share < least, least, select(share > most, most, share));
    }
    template <class T> static auto vjp(T g, T share, T x, T a, T y, T b) {
        const T one(1.0), by_log = g * (share * gamma_share(y, b, x, a));
        return args(by_log * where(less(a, one), one, reciprocal(x)), by_log / a,
                    -(by_log * where(less(b, one), one, reciprocal(y))), -(by_log / b));
    }
};

// G 2^-20 of a gamma variable G, given as gamma_mixed_draw of its concentration a, and for a < 1 the logarithm of a or
// of any part of it: G is less by the rest. Never 0, and the sum of a million of them is not infinite.
struct GammaWeight {
    template <class T> static T fwd(T x, T a, T log_a) {
        using S = scalar_of<T>;
        const auto plain = a >= T(S(1));
        const T scale(S(0x1p-20)), least(layout_of<T>::min_normal);
        T y = a * scale * x;
        if (!all(plain)) y = select(plain, y, reparamx::exp(log_a + select(plain, T(S(0)), x)) * scale);
        return select(y < least, least, y);
    }
    template <class T> static auto vjp(T g, T y, T x, T a, T) {
        const T small = less(a, T(1.0)), by_log = g * y, plain = g * T(0x1p-20);
        return args(where(small, by_log, plain * a), where(small, T(0.0), plain * x), where(small, by_log, T(0.0)));
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
