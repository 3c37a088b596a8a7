// What probabilities of counts are made of (math/factorial.hpp), and the law of the difference of two Poisson counts.
#pragma once

#include "../math/factorial.hpp"
#include "../math/skellam.hpp"
#include "op.hpp"

#define REPARAMX_COUNT_DENSITY_OPS(X)              \
    X(ExcessDeviance, excess_deviance, 2)          \
    X(FactorialRest, factorial_rest, 1)            \
    X(FactorialRestSlope, factorial_rest_slope, 1) \
    X(LogSkellam, log_skellam, 3)                  \
    X(SkellamRatio, skellam_ratio, 3)

namespace reparamx::ops {

struct ExcessDeviance {
    template <class T> static T fwd(T d, T m) { return reparamx::excess_deviance(d, m); }
    template <class T> static auto vjp(T g, T, T d, T m) {
        const T ratio = d / m, l = log1p(ratio);
        return args(g * l, g * (l - ratio));
    }
};

struct FactorialRest {
    template <class T> static T fwd(T x) { return reparamx::factorial_rest(x); }
    template <class T> static auto vjp(T g, T, T x) { return args(g * factorial_rest_slope(x)); }
};

// Its own derivative loses 2 x units for large x.
struct FactorialRestSlope {
    template <class T> static T fwd(T x) { return reparamx::factorial_rest_slope(x); }
    template <class T> static auto vjp(T g, T, T x) { return args(g * (trigamma(x + T(1.0)) - reciprocal(x))); }
};

struct LogSkellam {
    template <class T> static T fwd(T x, T m, T n) { return reparamx::log_skellam(x, m, n); }
    template <class T> static auto vjp(T g, T, T x, T m, T n) {
        return args(T(0.0), g * skellam_ratio(x, m, n), g * skellam_ratio(-x, n, m));
    }
};

// With r = P(x - 1) / P(x) = y + 1: m P(x - 1) - n P(x + 1) = x P(x) gives P(x - 2) / P(x). The differences lose
// about m + n units.
struct SkellamRatio {
    template <class T> static T fwd(T x, T m, T n) { return reparamx::skellam_ratio(x, m, n); }
    template <class T> static auto vjp(T g, T y, T x, T m, T n) {
        const T one = T(1.0), r = y + one;
        const T slope_m = ((x - one) * r + n) / m - square(r);
        return args(T(0.0), g * slope_m, g * (one - r * (skellam_ratio(-x, n, m) + one)));
    }
};

}  // namespace reparamx::ops
