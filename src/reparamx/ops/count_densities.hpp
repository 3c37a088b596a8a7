// What probabilities of counts are made of (math/factorial.hpp), and the law of the difference of two Poisson counts.
#pragma once

#include "../math/factorial.hpp"
#include "../math/skellam.hpp"
#include "op.hpp"

#define REPARAMX_COUNT_DENSITY_OPS(X)              \
    X(CountLoss, count_loss, 3)                    \
    X(FactorialRest, factorial_rest, 1)            \
    X(FactorialRestSlope, factorial_rest_slope, 1) \
    X(LogSkellam, log_skellam, 3)                  \
    X(SkellamRatio, skellam_ratio, 3)

namespace reparamx::ops {

// x is whole, and moves with the excess d. For x = 0 the loss is m, for m = 0 infinite.
struct CountLoss {
    template <class T> static T fwd(T x, T m, T d) { return reparamx::count_loss(x, m, d); }
    template <class T> static auto vjp(T g, T, T x, T m, T d) {
        const T zero = T(0.0), none = equal(x, zero), usual = logical_not(logical_or(none, equal(m, zero)));
        const T ratio = where(usual, d, zero) / where(usual, m, T(1.0)), l = log1p(ratio);
        return args(zero, g * where(none, T(1.0), l - ratio), g * l);
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
