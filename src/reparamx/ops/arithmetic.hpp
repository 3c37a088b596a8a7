// Arithmetic: + - * / and their fused and absolute forms. Each is correctly rounded.
#pragma once

#include "op.hpp"

#define REPARAMX_ARITHMETIC_OPS(X) \
    X(Add, add, 2)                 \
    X(Sub, sub, 2)                 \
    X(Mul, mul, 2)                 \
    X(Div, div, 2)                 \
    X(Fma, fma, 3)                 \
    X(Neg, neg, 1)                 \
    X(Abs, abs, 1)                 \
    X(Square, square, 1)           \
    X(Reciprocal, reciprocal, 1)   \
    X(Sqrt, sqrt, 1)               \
    X(Minimum, minimum, 2)         \
    X(Maximum, maximum, 2)         \
    X(Compound, compound, 2)       \
    X(Between, between, 3)

namespace reparamx::ops {

struct Add {
    template <class T> static T fwd(T a, T b) { return a + b; }
    template <class T> static auto vjp(T g, T, T, T) { return args(g, g); }
};

struct Sub {
    template <class T> static T fwd(T a, T b) { return a - b; }
    template <class T> static auto vjp(T g, T, T, T) { return args(g, -g); }
};

struct Mul {
    template <class T> static T fwd(T a, T b) { return a * b; }
    template <class T> static auto vjp(T g, T, T a, T b) { return args(g * b, g * a); }
};

struct Div {
    template <class T> static T fwd(T a, T b) { return a / b; }
    template <class T> static auto vjp(T g, T y, T, T b) { return args(g / b, -(g * y / b)); }
};

// a * b + c with one rounding.
struct Fma {
    template <class T> static T fwd(T a, T b, T c) { return reparamx::fma(a, b, c); }
    template <class T> static auto vjp(T g, T, T a, T b, T) { return args(g * b, g * a, g); }
};

struct Neg {
    template <class T> static T fwd(T a) { return -a; }
    template <class T> static auto vjp(T g, T, T) { return args(-g); }
};

struct Abs {
    template <class T> static T fwd(T a) { return reparamx::abs(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(g * sign(a)); }
};

struct Square {
    template <class T> static T fwd(T a) { return a * a; }
    template <class T> static auto vjp(T g, T, T a) { return args(T(2.0) * a * g); }
};

struct Reciprocal {
    template <class T> static T fwd(T a) { return T(scalar_of<T>(1)) / a; }
    template <class T> static auto vjp(T g, T y, T) { return args(-(g * y * y)); }
};

struct Sqrt {
    template <class T> static T fwd(T a) { return reparamx::sqrt(a); }
    template <class T> static auto vjp(T g, T y, T) { return args(T(0.5) * g / y); }
};

// Where both arguments are equal, each gets half of the derivative.
struct Minimum {
    template <class T> static T fwd(T a, T b) { return reparamx::minimum(a, b); }
    template <class T> static auto vjp(T g, T, T a, T b) {
        const T share = where(equal(a, b), T(0.5), where(less(a, b), T(1.0), T(0.0)));
        return args(g * share, g * (T(1.0) - share));
    }
};

struct Maximum {
    template <class T> static T fwd(T a, T b) { return reparamx::maximum(a, b); }
    template <class T> static auto vjp(T g, T, T a, T b) {
        const T share = where(equal(a, b), T(0.5), where(less(b, a), T(1.0), T(0.0)));
        return args(g * share, g * (T(1.0) - share));
    }
};

// What one relative growth after another makes: (1 + a) (1 + b) - 1.
struct Compound {
    template <class T> static T fwd(T a, T b) { return fma(a, b, a + b); }
    template <class T> static auto vjp(T g, T, T a, T b) { return args(g * (T(1.0) + b), g * (T(1.0) + a)); }
};

// low + u (high - low), where 0 < u < 1, below high: what rounds up to it wraps round to low, so that of a range of a
// few units in the last place every value is equally likely.
struct Between {
    template <class T> static T fwd(T u, T low, T high) {
        const T x = reparamx::fma(high - low, u, low);
        return select(x < high, x, low);
    }
    template <class T> static auto vjp(T g, T, T u, T low, T high) {
        return args(g * (high - low), g * (T(1.0) - u), g * u);
    }
};

}  // namespace reparamx::ops
