// The inverse Gaussian law of mean 1, drawn from a normal and a uniform noise.
#pragma once

#include "../math/error.hpp"
#include "op.hpp"

#define REPARAMX_INVERSE_GAUSSIAN_OPS(X) X(DrawInverseGaussian, draw_inverse_gaussian, 3)

namespace reparamx::ops {

// Michael, Schucany and Haas (1976): the smaller root 1 / (1 + w + sqrt(w (w + 2))), w = z^2 / (2 c), or its
// reciprocal. Its derivative by the concentration c is the implicit one, how the quantile that was drawn moves,
//
//   dy/dc = y (1 - y + 2 y q) / (c (1 + y)),  q = 1 - b M(b),  b = sqrt(c / y) (1 + y),  M the Mills ratio,
//
// where q is the slope of M: 1 - b M(b) is never computed as a difference.
struct DrawInverseGaussian {
    static constexpr unsigned unknown = 0b011;
    template <class T>
    static T fwd(T normal, T uniform, T c) {
        using S = scalar_of<T>;
        const T one(S(1)), w = normal * normal / (c + c);
        const T small = one / (one + w + sqrt(w) * sqrt(w + T(S(2))));
        return select(uniform * (one + small) <= one, small, one / small);
    }
    template <class T>
    static auto vjp(T g, T y, T, T, T c) {
        const T one_plus = T(1.0) + y, b = sqrt(c / y) * one_plus;
        const T q = T(-0x1.c5bf891b4ef6ap-1) * erfcx_slope(T(0x1.6a09e667f3bcdp-1) * b);  // sqrt(pi) / 2, sqrt(1/2)
        return args(T(0.0), T(0.0), g * (y * (T(1.0) - y + T(2.0) * y * q) / (c * one_plus)));
    }
};

}  // namespace reparamx::ops
