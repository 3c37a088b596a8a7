// Circular functions and their inverses.
#pragma once

#include "../math/trigonometric.hpp"
#include "op.hpp"

#define REPARAMX_TRIGONOMETRIC_OPS(X) \
    X(Sin, sin, 1)                    \
    X(Cos, cos, 1)                    \
    X(Tan, tan, 1)                    \
    X(Sinpi, sinpi, 1)                \
    X(Cospi, cospi, 1)                \
    X(Asin, asin, 1)                  \
    X(Acos, acos, 1)                  \
    X(Atan, atan, 1)                  \
    X(Atan2, atan2, 2)

namespace reparamx::ops {

struct Sin {
    template <class T>
    static T fwd(T a) {
        return reparamx::sin(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * cos(a));
    }
};

struct Cos {
    template <class T>
    static T fwd(T a) {
        return reparamx::cos(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(-(g * sin(a)));
    }
};

struct Tan {
    template <class T>
    static T fwd(T a) {
        return reparamx::tan(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(g * (T(1.0) + square(y)));
    }
};

struct Sinpi {
    template <class T>
    static T fwd(T a) {
        return reparamx::sinpi(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * (T(0x1.921fb54442d18p+1) * cospi(a)));
    }  // pi
};

struct Cospi {
    template <class T>
    static T fwd(T a) {
        return reparamx::cospi(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(-(g * (T(0x1.921fb54442d18p+1) * sinpi(a))));
    }
};

// (1 - a)(1 + a), not 1 - a^2, which cancels near 1.
struct Asin {
    template <class T>
    static T fwd(T a) {
        return reparamx::asin(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / sqrt((T(1.0) - a) * (T(1.0) + a)));
    }
};

struct Acos {
    template <class T>
    static T fwd(T a) {
        return reparamx::acos(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(-(g / sqrt((T(1.0) - a) * (T(1.0) + a))));
    }
};

struct Atan {
    template <class T>
    static T fwd(T a) {
        return reparamx::atan(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / (T(1.0) + square(a)));
    }
};

// The angle of the point (b, a). By the length of its vector, whose square could overflow; at the origin 0.
struct Atan2 {
    template <class T>
    static T fwd(T a, T b) {
        return reparamx::atan2(a, b);
    }
    template <class T>
    static auto vjp(T g, T, T a, T b) {
        const T h = hypot(a, b);
        const T length = where(equal(h, T(0.0)), T(1.0), h);
        return args(g * (b / length / length), -(g * (a / length / length)));
    }
};

}  // namespace reparamx::ops
