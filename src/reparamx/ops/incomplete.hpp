// What remains of lgamma beyond Stirling's series, and the regularised incomplete gamma and beta functions.
#pragma once

#include "../math/incomplete_beta.hpp"
#include "op.hpp"

#define REPARAMX_INCOMPLETE_OPS(X)          \
    X(Log1pmx, log1pmx, 1)                  \
    X(Deviance, deviance, 2)                \
    X(Stirling, stirling, 1)                \
    X(StirlingSlope, stirling_slope, 1)     \
    X(Lbeta, lbeta, 2)                      \
    X(Gammainc, gammainc, 2)                \
    X(Gammaincc, gammaincc, 2)              \
    X(Gammaincinv, gammaincinv, 2)          \
    X(Gammainccinv, gammainccinv, 2)        \
    X(Betainc, betainc, 3)                  \
    X(BetaincOdds, betainc_odds, 3)         \
    X(BetaincOddsByA, betainc_odds_by_a, 3) \
    X(Betaincinv, betaincinv, 3)            \
    X(BetaincinvOdds, betaincinv_odds, 3)

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

// The density of the odds w of a beta law, times w; 0 at its ends.
template <class T> T beta_weight(T a, T b, T w) {
    const T inside = logical_and(less(T(0.0), w), isfinite(w));
    const T odds = where(inside, w, T(1.0)), n = a + b, y = reciprocal(T(1.0) + odds);
    const T corrections = stirling(n) - stirling(a) - stirling(b);
    const T head = T(0.39894228040143267794) * sqrt(a) * sqrt(b / n);
    const T lost = deviance(a, n * (odds * y)) + deviance(b, n * y);
    return where(inside, head * exp(corrections - lost), T(0.0));
}

// The same of x, divided by x.
template <class T> T beta_density(T a, T b, T x) {
    const T inside = logical_and(less(T(0.0), x), less(x, T(1.0))), z = where(inside, x, T(0.5)), y = T(1.0) - z;
    return where(inside, beta_weight(a, b, z / y) / (z * y), T(0.0));
}

// dI/db = -dI/da (b, a, 1 - x), by I(a, b, x) = 1 - I(b, a, 1 - x).
struct Betainc {
    template <class T> static T fwd(T a, T b, T x) { return reparamx::betainc(a, b, x); }
    template <class T> static auto vjp(T g, T, T a, T b, T x) {
        const T y = T(1.0) - x;
        return args(g * betainc_odds_by_a(a, b, x / y), -g * betainc_odds_by_a(b, a, y / x), g * beta_density(a, b, x));
    }
};

struct BetaincOdds {
    template <class T> static T fwd(T a, T b, T w) { return reparamx::betainc_odds(a, b, w); }
    template <class T> static auto vjp(T g, T, T a, T b, T w) {
        const T positive = where(less(T(0.0), w), w, T(1.0));
        return args(g * betainc_odds_by_a(a, b, w), -g * betainc_odds_by_a(b, a, reciprocal(w)),
                    g * (beta_weight(a, b, w) / positive));
    }
};

struct BetaincOddsByA {
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T a, T b, T w) { return reparamx::betainc_odds_by_a(a, b, w); }
    template <class T> static auto vjp(T g, T, T a, T b, T w) {
        const T inside = logical_and(less(T(0.0), w), isfinite(w)), odds = where(inside, w, T(1.0));
        const T slope = digamma(a + b) - digamma(a) - log1p(reciprocal(odds));
        return args(T(0.0), T(0.0), g * (slope * beta_weight(a, b, w) / odds));
    }
};

// The quantile x of the probability p.
struct Betaincinv {
    template <class T> static T fwd(T a, T b, T p) { return reparamx::betaincinv(a, b, p); }
    template <class T> static auto vjp(T g, T x, T a, T b, T) {
        const T density = beta_density(a, b, x), slope = g / where(less(T(0.0), density), density, T(1.0));
        const T y = T(1.0) - x;
        return args(-slope * betainc_odds_by_a(a, b, x / y), slope * betainc_odds_by_a(b, a, y / x), slope);
    }
};

struct BetaincinvOdds {
    template <class T> static T fwd(T a, T b, T p) { return reparamx::betaincinv_odds(a, b, p); }
    template <class T> static auto vjp(T g, T w, T a, T b, T) {
        const T weight = beta_weight(a, b, w), inside = less(T(0.0), weight);
        const T slope = g * where(inside, w / where(inside, weight, T(1.0)), T(1.0));
        return args(-slope * betainc_odds_by_a(a, b, w), slope * betainc_odds_by_a(b, a, reciprocal(w)), slope);
    }
};

}  // namespace reparamx::ops
