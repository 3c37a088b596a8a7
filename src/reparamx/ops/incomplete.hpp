// What remains of lgamma beyond Stirling's series, and the regularised incomplete gamma and beta functions.
#pragma once

#include "../math/incomplete_beta.hpp"
#include "op.hpp"

#define REPARAMX_INCOMPLETE_OPS(X)         \
    X(Log1pmx, log1pmx, 1)                 \
    X(Stirling, stirling, 1)               \
    X(StirlingSlope, stirling_slope, 1)    \
    X(Gammainc, gammainc, 2)               \
    X(Gammaincc, gammaincc, 2)             \
    X(Gammaincinv, gammaincinv, 2)         \
    X(Gammainccinv, gammainccinv, 2)       \
    X(Betainc, betainc, 3)                 \
    X(BetaincByA, betainc_by_a, 3)         \
    X(BetaincByB, betainc_by_b, 3)         \
    X(Betaincinv, betaincinv, 3)

namespace reparamx::ops {

struct Log1pmx {
    template <class T> static T fwd(T a) { return reparamx::log1pmx(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(g * (-a / (T(1.0) + a))); }
};

struct Stirling {
    template <class T> static T fwd(T a) { return reparamx::stirling(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(-g * stirling_slope(a)); }
};

// Its derivative loses 6 a^2 units for large a: 1 / a + 1 / (2 a^2) is taken from trigamma, of which it is the rest.
struct StirlingSlope {
    template <class T> static T fwd(T a) { return reparamx::stirling_slope(a); }
    template <class T> static auto vjp(T g, T, T a) {
        const T inverse = reciprocal(a);
        return args(g * ((inverse - trigamma(a)) + T(0.5) * square(inverse)));
    }
};

// x p(x) of the standard gamma law, 0 at x = 0 and at infinity, and the slope of its quantile x: dx/da = x / a + x ds.
template <class T>
struct GammaLaw {
    T inside, weight, by_a;  // whether 0 < x < inf; x p(x); d(log x)/da

    GammaLaw(T a, T x)
        : inside(logical_and(less(T(0.0), x), less(x, T(__builtin_inf())))), weight(T(0.0)), by_a(T(0.0)) {
        const T z = where(inside, x, a), gap = (z - a) / a;
        const T near = less(abs(gap), T(0.5)), bounded = where(near, gap, T(0.0));
        const T ratio = where(near, log1p(bounded), log(z) - log(a));
        const T exponent = where(near, a * log1pmx(bounded), a * ratio - (z - a));
        weight = where(inside, T(0.39894228040143267794) * sqrt(a) * exp(exponent - stirling(a)), T(0.0));
        by_a = gamma_slope(a, ratio) + reciprocal(a);
    }
};

struct Gammainc {
    template <class T> static T fwd(T a, T x) { return reparamx::gammainc(a, x); }
    template <class T> static auto vjp(T g, T, T a, T x) {
        const GammaLaw<T> law(a, x);
        return args(-g * (law.weight * law.by_a), g * (law.weight / where(law.inside, x, T(1.0))));
    }
};

struct Gammaincc {
    template <class T> static T fwd(T a, T x) { return reparamx::gammaincc(a, x); }
    template <class T> static auto vjp(T g, T, T a, T x) {
        const GammaLaw<T> law(a, x);
        return args(g * (law.weight * law.by_a), -g * (law.weight / where(law.inside, x, T(1.0))));
    }
};

// The quantile x of the probability p.
struct Gammaincinv {
    template <class T> static T fwd(T a, T p) { return reparamx::gammaincinv(a, p); }
    template <class T> static auto vjp(T g, T x, T a, T) {
        const GammaLaw<T> law(a, x);
        return args(g * (x * law.by_a), g * (x / law.weight));
    }
};

struct Gammainccinv {
    template <class T> static T fwd(T a, T q) { return reparamx::gammainccinv(a, q); }
    template <class T> static auto vjp(T g, T x, T a, T) {
        const GammaLaw<T> law(a, x);
        return args(g * (x * law.by_a), -g * (x / law.weight));
    }
};

// log B(a, b); no term is larger than the result, but for its zeros.
template <class T> T log_beta(T a, T b) {
    const T n = a + b, corrections = stirling(a) + stirling(b) - stirling(n);
    const T entropy = a * log1p(b / a) + b * log1p(a / b);
    return T(0.91893853320467274178) + T(0.5) * (log(n / a) - log(b)) + corrections - entropy;
}

// The density of the beta law at x, 0 at its ends.
template <class T> T beta_density(T a, T b, T x) {
    const T inside = logical_and(less(T(0.0), x), less(x, T(1.0)));
    const T z = where(inside, x, T(0.5)), n = a + b, y = T(1.0) - z;
    const T gap = b * z - a * y;
    const auto part = [&](T power, T at, T difference) {
        const T l = difference / power, near = less(abs(l), T(0.5)), bounded = where(near, l, T(0.0));
        return where(near, power * log1pmx(bounded), power * (log(at) + log(n / power)) - difference);
    };
    const T corrections = stirling(n) - stirling(a) - stirling(b);
    const T head = T(0.39894228040143267794) * sqrt(a) * sqrt(b / n) / (z * y);
    return where(inside, head * exp(part(a, z, gap) + part(b, y, -gap) + corrections), T(0.0));
}

struct Betainc {
    template <class T> static T fwd(T a, T b, T x) { return reparamx::betainc(a, b, x); }
    template <class T> static auto vjp(T g, T, T a, T b, T x) {
        return args(g * betainc_by_a(a, b, x), g * betainc_by_b(a, b, x), g * beta_density(a, b, x));
    }
};

struct BetaincByA {
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T a, T b, T x) { return reparamx::betainc_by_a(a, b, x); }
    template <class T> static auto vjp(T g, T, T a, T b, T x) {
        const T inside = logical_and(less(T(0.0), x), less(x, T(1.0)));
        const T slope = log(where(inside, x, T(1.0))) - digamma(a) + digamma(a + b);
        return args(T(0.0), T(0.0), g * (slope * beta_density(a, b, x)));
    }
};

struct BetaincByB {
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T a, T b, T x) { return reparamx::betainc_by_b(a, b, x); }
    template <class T> static auto vjp(T g, T, T a, T b, T x) {
        const T inside = logical_and(less(T(0.0), x), less(x, T(1.0)));
        const T slope = log1p(-where(inside, x, T(0.0))) - digamma(b) + digamma(a + b);
        return args(T(0.0), T(0.0), g * (slope * beta_density(a, b, x)));
    }
};

// The quantile x of the probability p.
struct Betaincinv {
    template <class T> static T fwd(T a, T b, T p) { return reparamx::betaincinv(a, b, p); }
    template <class T> static auto vjp(T g, T x, T a, T b, T) {
        const T slope = g / beta_density(a, b, x);
        return args(-slope * betainc_by_a(a, b, x), -slope * betainc_by_b(a, b, x), slope);
    }
};

}  // namespace reparamx::ops
