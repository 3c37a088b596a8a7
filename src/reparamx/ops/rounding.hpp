// Rounding to integers, and the sign. All exact; constant almost everywhere, so without a useful derivative.
#pragma once

#include "op.hpp"

#define REPARAMX_ROUNDING_OPS(X) \
    X(Floor, floor, 1)           \
    X(Ceil, ceil, 1)             \
    X(Rint, rint, 1)             \
    X(Trunc, trunc, 1)           \
    X(Sign, sign, 1)

namespace reparamx::ops {

struct Floor {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::floor(a);
    }
};

struct Ceil {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::ceil(a);
    }
};

// To the nearest integer, halves to the even one.
struct Rint {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::rint(a);
    }
};

struct Trunc {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::trunc(a);
    }
};

struct Sign {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::sign(a);
    }
};

}  // namespace reparamx::ops
