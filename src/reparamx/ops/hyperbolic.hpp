// Hyperbolic functions and their inverses.
#pragma once

#include "../math/hyperbolic.hpp"
#include "op.hpp"

#define REPARAMX_HYPERBOLIC_OPS(X) \
    X(Sinh, sinh, 1)               \
    X(Cosh, cosh, 1)               \
    X(Tanh, tanh, 1)               \
    X(Asinh, asinh, 1)             \
    X(Acosh, acosh, 1)             \
    X(Atanh, atanh, 1)

namespace reparamx::ops {

struct Sinh {
    template <class T>
    static T fwd(T a) {
        return reparamx::sinh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * cosh(a));
    }
};

struct Cosh {
    template <class T>
    static T fwd(T a) {
        return reparamx::cosh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * sinh(a));
    }
};

// 1 / cosh^2, not 1 - y^2 nor (1 - y)(1 + y), whose digits are lost where y is near 1: a saturated unit still learns.
struct Tanh {
    template <class T>
    static T fwd(T a) {
        return reparamx::tanh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * square(reciprocal(cosh(a))));
    }
};

// The square of a large a would overflow.
struct Asinh {
    template <class T>
    static T fwd(T a) {
        return reparamx::asinh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / hypot(T(1.0), a));
    }
};

struct Acosh {
    template <class T>
    static T fwd(T a) {
        return reparamx::acosh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / (sqrt(a - T(1.0)) * sqrt(a + T(1.0))));
    }
};

struct Atanh {
    template <class T>
    static T fwd(T a) {
        return reparamx::atanh(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / ((T(1.0) - a) * (T(1.0) + a)));
    }
};

}  // namespace reparamx::ops
