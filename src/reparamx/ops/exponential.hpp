// Exponentials, logarithms and powers.
#pragma once

#include "../math/exponential.hpp"
#include "op.hpp"

#define REPARAMX_EXPONENTIAL_OPS(X) \
    X(Exp, exp, 1)                  \
    X(PositiveExp, positive_exp, 1) \
    X(Exp2, exp2, 1)                \
    X(Expm1, expm1, 1)              \
    X(Log, log, 1)                  \
    X(Log2, log2, 1)                \
    X(Log1p, log1p, 1)              \
    X(Pow, pow, 2)                  \
    X(Cbrt, cbrt, 1)                \
    X(Hypot, hypot, 2)

namespace reparamx::ops {

struct Exp {
    template <class T>
    static T fwd(T a) {
        return reparamx::exp(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(g * y);
    }
};

// What a draw on the positive half-line is made with: the density of a zero may be infinite.
struct PositiveExp {
    template <class T> static T fwd(T a) {
        const T least(layout_of<T>::min_normal), y = reparamx::exp(a);
        return select(y < least, least, y);
    }
    template <class T> static auto vjp(T g, T y, T) { return args(g * y); }
};

struct Exp2 {
    template <class T>
    static T fwd(T a) {
        return reparamx::exp2(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(g * (T(0x1.62e42fefa39efp-1) * y));
    }  // ln 2
};

// Not y + 1, which cancels where y is near -1.
struct Expm1 {
    template <class T>
    static T fwd(T a) {
        return reparamx::expm1(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * exp(a));
    }
};

struct Log {
    template <class T>
    static T fwd(T a) {
        return reparamx::log(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / a);
    }
};

struct Log2 {
    template <class T>
    static T fwd(T a) {
        return reparamx::log2(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * T(0x1.71547652b82fep+0) / a);
    }  // 1 / ln 2
};

struct Log1p {
    template <class T>
    static T fwd(T a) {
        return reparamx::log1p(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / (T(1.0) + a));
    }
};

// a^b. At b = 0 the slope in a is 0 whatever a is, and at a = 0 the slope in b is 0: neither may become 0 * inf.
struct Pow {
    template <class T>
    static T fwd(T a, T b) {
        return reparamx::pow(a, b);
    }
    template <class T>
    static auto vjp(T g, T y, T a, T b) {
        const T zero = T(0.0), one = T(1.0);
        const T lowered = where(equal(b, zero), zero, b - one);
        const T base = where(equal(a, zero), one, a);
        return args(g * (b * pow(a, lowered)), g * (y * log(base)));
    }
};

struct Cbrt {
    template <class T>
    static T fwd(T a) {
        return reparamx::cbrt(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(g / (T(3.0) * square(y)));
    }
};

// sqrt(a^2 + b^2). At the origin, where there is no derivative, 0.
struct Hypot {
    template <class T>
    static T fwd(T a, T b) {
        return reparamx::hypot(a, b);
    }
    template <class T>
    static auto vjp(T g, T y, T a, T b) {
        const T length = where(equal(y, T(0.0)), T(1.0), y);
        return args(g * (a / length), g * (b / length));
    }
};

}  // namespace reparamx::ops
