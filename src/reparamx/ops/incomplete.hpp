// What remains of lgamma beyond Stirling's series, and the regularised incomplete gamma and beta functions.
#pragma once

#include "../math/incomplete_beta.hpp"
#include "op.hpp"

#define REPARAMX_INCOMPLETE_OPS(X)      \
    X(Log1pmx, log1pmx, 1)              \
    X(Deviance, deviance, 2)            \
    X(Stirling, stirling, 1)            \
    X(StirlingSlope, stirling_slope, 1) \
    X(Lbeta, lbeta, 2)                  \
    X(Gammainc, gammainc, 2)            \
    X(Gammaincc, gammaincc, 2)          \
    X(Gammaincinv, gammaincinv, 2)      \
    X(Gammainccinv, gammainccinv, 2)    \
    X(Betainc, betainc, 3)              \
    X(BetaincByA, betainc_by_a, 3)      \
    X(BetaincByB, betainc_by_b, 3)      \
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

// log(x / a) for 0 < x, a < inf.
template <class T> T log_quotient(T x, T a) {
    const T gap = (x - a) / a, near = less(abs(gap), T(0.5)), quotient = x / a;
    const T plain = logical_and(less(T(1e-300), quotient), less(quotient, T(1e300)));
    const T far = where(plain, log(where(plain, quotient, T(1.0))), log(x) - log(a));
    return where(near, log1p(where(near, gap, T(0.0))), far);
}

// a log(a / x) - a + x: half the deviance of Poisson's law. With a = 0 it is x.
struct Deviance {
    template <class T> static T fwd(T a, T x) { return reparamx::deviance(a, x); }
    template <class T> static auto vjp(T g, T, T a, T x) { return args(-g * log_quotient(x, a), g * ((x - a) / x)); }
};

// x p(x) of the standard gamma law, 0 at x = 0 and at infinity, and how its quantile x moves: d(log x)/da.
template <class T>
struct GammaLaw {
    T inside, weight, by_a;

    GammaLaw(T a, T x)
        : inside(logical_and(less(T(0.0), x), less(x, T(__builtin_inf())))), weight(T(0.0)), by_a(T(0.0)) {
        const T z = where(inside, x, a);
        const T density = T(0.39894228040143267794) * sqrt(a) * exp(-(deviance(a, z) + stirling(a)));
        weight = where(inside, density, T(0.0));
        by_a = gamma_slope(a, log_quotient(z, a)) + reciprocal(a);
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
        return args(g * (x * law.by_a), g * (x / where(law.inside, law.weight, T(1.0))));
    }
};

struct Gammainccinv {
    template <class T> static T fwd(T a, T q) { return reparamx::gammainccinv(a, q); }
    template <class T> static auto vjp(T g, T x, T a, T) {
        const GammaLaw<T> law(a, x);
        return args(g * (x * law.by_a), -g * (x / where(law.inside, law.weight, T(1.0))));
    }
};

// log B(a, b). The rule is digamma(a) - digamma(a + b), of which nothing is left for large a.
struct Lbeta {
    template <class T> static T fwd(T a, T b) { return reparamx::lbeta(a, b); }
    template <class T> static auto vjp(T g, T, T a, T b) {
        const T n = a + b, rest = stirling_slope(n);
        const auto slope = [&](T c, T other) {
            return rest - stirling_slope(c) - log1p(other / c) - T(0.5) * (other / c / n);
        };
        return args(g * slope(a, b), g * slope(b, a));
    }
};

// The density of the beta law at x, 0 at its ends.
template <class T> T beta_density(T a, T b, T x) {
    const T inside = logical_and(less(T(0.0), x), less(x, T(1.0)));
    const T z = where(inside, x, T(0.5)), n = a + b, y = T(1.0) - z;
    const T corrections = stirling(n) - stirling(a) - stirling(b);
    const T head = T(0.39894228040143267794) * sqrt(a) * sqrt(b / n) / (z * y);
    return where(inside, head * exp(corrections - deviance(a, n * z) - deviance(b, n * y)), T(0.0));
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
        const T density = beta_density(a, b, x), slope = g / where(less(T(0.0), density), density, T(1.0));
        return args(-slope * betainc_by_a(a, b, x), -slope * betainc_by_b(a, b, x), slope);
    }
};

}  // namespace reparamx::ops
