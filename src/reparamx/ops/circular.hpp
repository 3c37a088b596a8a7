// The von Mises law: its normaliser, its distribution function, draws (random/von_mises.hpp) and their derivatives.
#pragma once

#include "../math/von_mises.hpp"
#include "../random/von_mises.hpp"
#include "op.hpp"

#define REPARAMX_CIRCULAR_OPS(X)              \
    X(LogI0e, log_i0e, 1)                     \
    X(BesselComplement, bessel_complement, 1) \
    X(VonMisesCdf, von_mises_cdf, 2)          \
    X(VonMisesSlope, von_mises_slope, 2)      \
    X(DrawVonMises, draw_von_mises, 3)

namespace reparamx::ops {

struct LogI0e {
    template <class T> static T fwd(T a) { return reparamx::log_i0e(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(-(g * bessel_complement(a))); }
};

// 1 - I1(a) / I0(a). Its own derivative loses 4 a units for large a.
struct BesselComplement {
    template <class T> static T fwd(T a) { return reparamx::bessel_complement(a); }
    template <class T> static auto vjp(T g, T y, T a) {
        const T zero = equal(a, T(0.0));
        const T slope = where(zero, T(0.5), (T(1.0) - y) / where(zero, T(1.0), a));
        return args(g * (slope - y * (T(2.0) - y)));
    }
};

struct VonMisesCdf {
    template <class T> static T fwd(T x, T k) { return reparamx::von_mises_cdf(x, k); }
    template <class T> static auto vjp(T g, T, T x, T k) {
        const T density = exp(k * (cos(x) - T(1.0)) - log_i0e(k)) * T(0x1.45f306dc9c883p-3);  // 1 / (2 pi)
        return args(g * density, -(g * density * von_mises_slope(x, k)));
    }
};

// dx / dk of the angle with a given probability. In x the integrand's end moves; in k integration by parts brings
// everything back to y, with a loss of about k + 1 / k units.
struct VonMisesSlope {
    template <class T> static T fwd(T x, T k) { return reparamx::von_mises_slope(x, k); }
    template <class T> static auto vjp(T g, T y, T x, T k) {
        const T a = T(1.0) - bessel_complement(k), c = cos(x), s = sin(x), inverse = reciprocal(k);
        return args(g * (k * s * y + (a - c)), -(g * ((a + c + inverse) * y + s * inverse)));
    }
};

// The derivative is the implicit one, at a fixed value of the distribution function: attempts come and go with k.
struct DrawVonMises {
    template <class V> using Sampler = random::VonMisesSampler<V>;
    static constexpr unsigned unknown = 0b011;
    template <class T> static T fwd(T u, T v, T k) {
        return in_double_vectors([](auto a, auto b, auto c)
                                     __attribute__((always_inline)) { return random::VonMisesSampler(c).draw(a, b); },
                                 u, v, k);
    }
    template <class T> static auto vjp(T g, T y, T, T, T k) { return args(T(0.0), T(0.0), g * von_mises_slope(y, k)); }
};

}  // namespace reparamx::ops
