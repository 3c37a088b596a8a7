// The error function, the normal distribution, the gamma function's logarithm with its derivatives, Bessel functions.
#pragma once

#include "../math/bessel.hpp"
#include "../math/error.hpp"
#include "../math/gamma.hpp"
#include "../math/polygamma.hpp"
#include "op.hpp"

#define REPARAMX_SPECIAL_OPS(X)                          \
    X(Erf, erf, 1)                                       \
    X(Erfc, erfc, 1)                                     \
    X(Erfcx, erfcx, 1)                                   \
    X(ErfcxSlope, erfcx_slope, 1)                        \
    X(ErfcxCurve, erfcx_curve, 1)                        \
    X(Erfinv, erfinv, 1)                                 \
    X(Ndtr, ndtr, 1)                                     \
    X(LogNdtr, log_ndtr, 1)                              \
    X(LogNdtrRest, log_ndtr_rest, 1)                     \
    X(NormalPlusExponential, normal_plus_exponential, 3) \
    X(ScaledTail, scaled_tail, 1)                        \
    X(Bell, bell, 1)                                     \
    X(LogNdtrGiven, log_ndtr_given, 3)                   \
    X(LogNdtrRestGiven, log_ndtr_rest_given, 3)          \
    X(Ndtri, ndtri, 1)                                   \
    X(Lgamma, lgamma, 1)                                 \
    X(Digamma, digamma, 1)                               \
    X(Trigamma, trigamma, 1)                             \
    X(Tetragamma, tetragamma, 1)                         \
    X(Polygamma, polygamma, 2)                           \
    X(I0e, i0e, 1)                                       \
    X(I1e, i1e, 1)                                       \
    X(LogI0, log_i0, 1)                                  \
    X(BesselRatio, bessel_ratio, 1)

namespace reparamx::ops {

inline constexpr double bell_height = 0x1.9884533d43651p-2;  // 1 / sqrt(2 pi), of the normal density

struct Erf {
    template <class T>
    static T fwd(T a) {
        return reparamx::erf(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * (T(0x1.20dd750429b6dp+0) * exp(-square(a))));
    }  // 2 / sqrt(pi)
};

struct Erfc {
    template <class T>
    static T fwd(T a) {
        return reparamx::erfc(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * (T(-0x1.20dd750429b6dp+0) * exp(-square(a))));
    }
};

struct Erfcx {
    template <class T>
    static T fwd(T a) {
        return reparamx::erfcx(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * erfcx_slope(a));
    }
};

// The derivative of erfcx, 2 a erfcx(a) - 2 / sqrt(pi), an op of its own because the difference loses all digits for
// large a; and so with its own derivative. In that of the second one a loss of a^2 units remains.
struct ErfcxSlope {
    template <class T> static T fwd(T a) { return reparamx::erfcx_slope(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(g * erfcx_curve(a)); }
};

struct ErfcxCurve {
    template <class T> static T fwd(T a) { return reparamx::erfcx_curve(a); }
    template <class T> static auto vjp(T g, T y, T a) { return args(g * (T(4.0) * erfcx_slope(a) + T(2.0) * (a * y))); }
};

// sqrt(pi) / 2 exp(y^2), with exp(y^2) = erfcx(|y|) / (1 - |a|): the square of a rounded y would cost digits in the
// tails.
struct Erfinv {
    template <class T>
    static T fwd(T a) {
        return reparamx::erfinv(a);
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        return args(g * (T(0x1.c5bf891b4ef6bp-1) * erfcx(abs(y)) / (T(1.0) - abs(a))));
    }
};

struct Ndtr {
    template <class T>
    static T fwd(T a) {
        return reparamx::ndtr(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * (T(bell_height) * exp(T(-0.5) * square(a))));
    }
};

// The normal density over ndtr(a), in terms of what log_ndtr is made of.
struct LogNdtr {
    static constexpr bool composed = true;
    template <class T>
    static T fwd(T a) {
        return reparamx::log_ndtr<T>(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        const T left = less(a, T(0.0)), m = scaled_tail(a), e = bell(a);
        const T density = T(bell_height) * where(left, T(1.0), e);
        return args(g * (density / where(left, m, T(1.0) - m * e)));
    }
};

// Left of 0 the slope of log m.
struct LogNdtrRest {
    static constexpr bool composed = true;
    template <class T> static T fwd(T a) { return reparamx::log_ndtr_rest<T>(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(g * slope(a)); }

    template <class T> static T slope(T a) {
        const T left = less(a, T(0.0)), m = scaled_tail(a), e = bell(a);
        const T density = T(bell_height) * e;
        return where(left, -scaled_tail_slope(a), density) / where(left, m, T(1.0) - m * e);
    }

    // m' for |a|: |a| m - 1 / sqrt(2 pi), which would cancel.
    template <class T> static T scaled_tail_slope(T a) {
        return T(0x1.6a09e667f3bcdp-2) * erfcx_slope(T(0x1.6a09e667f3bcdp-1) * abs(a));  // sqrt(1 / 8), sqrt(1 / 2)
    }
};

// log(rate) + log_ndtr_rest(t), t = z - k, k = rate * scale: what the sum of a normal and an exponential number adds to
// the normal density. For large k the parts of the derivative by the rate, 1 / rate and scale (log m)', are nearly the
// same: their difference is scale (m'' / (w m) - z / (k w)), where w = -t and m(t) = scaled_tail(t).
struct NormalPlusExponential {
    static constexpr bool composed = true;
    template <class T> static T fwd(T z, T rate, T scale) {
        return log(rate) + reparamx::log_ndtr_rest<T>(z - rate * scale);
    }
    template <class T> static auto vjp(T g, T, T z, T rate, T scale) {
        const T w = rate * scale - z, slope = LogNdtrRest::slope(-w), far = less(T(1.0), w);
        const T size = where(far, w, T(1.0)), curve = T(0.25) * erfcx_curve(T(0x1.6a09e667f3bcdp-1) * size);
        const T difference = (scale * (curve / scaled_tail(size)) - z / rate) / size;
        const T by_rate = where(far, difference, reciprocal(rate) - scale * slope);
        return args(g * slope, g * by_rate, -(g * (rate * slope)));
    }
};

struct ScaledTail {
    template <class T> static T fwd(T a) { return reparamx::scaled_tail(a); }
    template <class T> static auto vjp(T g, T, T a) {
        const T slope = LogNdtrRest::scaled_tail_slope(a);
        return args(g * where(less(a, T(0.0)), -slope, slope));
    }
};

struct Bell {
    template <class T> static T fwd(T a) { return reparamx::bell(a); }
    template <class T> static auto vjp(T g, T y, T a) { return args(-(g * (a * y))); }
};

struct LogNdtrGiven {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T m, T e) { return reparamx::log_ndtr_given(a, m, e); }
};

struct LogNdtrRestGiven {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T m, T e) { return reparamx::log_ndtr_rest_given(a, m, e); }
};

// sqrt(2 pi) exp(y^2 / 2), with exp(y^2 / 2) = erfcx(|y| / sqrt 2) / (2 p) where p is the smaller of a and 1 - a.
struct Ndtri {
    template <class T>
    static T fwd(T a) {
        return reparamx::ndtri(a);
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        const T mills = T(0x1.40d931ff62706p+0) * erfcx(T(0x1.6a09e667f3bcdp-1) * abs(y));  // sqrt(pi / 2)
        return args(g * (mills / minimum(a, T(1.0) - a)));
    }
};

struct Lgamma {
    template <class T>
    static T fwd(T a) {
        return reparamx::lgamma(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * digamma(a));
    }
};

struct Digamma {
    template <class T>
    static T fwd(T a) {
        return reparamx::digamma(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * trigamma(a));
    }
};

struct Trigamma {
    template <class T>
    static T fwd(T a) {
        return reparamx::trigamma(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * tetragamma(a));
    }
};

struct Tetragamma {
    template <class T>
    static T fwd(T a) {
        return reparamx::tetragamma(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * polygamma(T(3.0), a));
    }
};

// The nth derivative of digamma, n a whole number: nothing flows to n.
struct Polygamma {
    template <class T>
    static T fwd(T n, T a) {
        return reparamx::polygamma(n, a);
    }
    template <class T>
    static auto vjp(T g, T, T n, T a) {
        return args(T(0.0), g * polygamma(n + T(1.0), a));
    }
};

// exp(-|a|) I0(a) and exp(-|a|) I1(a). The differences lose 2 |a| units for large |a|.
struct I0e {
    template <class T> static T fwd(T a) { return reparamx::i0e(a); }
    template <class T> static auto vjp(T g, T y, T a) { return args(g * (i1e(a) - sign(a) * y)); }
};

struct I1e {
    template <class T> static T fwd(T a) { return reparamx::i1e(a); }
    template <class T> static auto vjp(T g, T y, T a) {
        const T zero = equal(a, T(0.0));
        const T slope = where(zero, T(0.5), y / where(zero, T(1.0), a));
        return args(g * (i0e(a) - slope - sign(a) * y));
    }
};

struct LogI0 {
    template <class T> static T fwd(T a) { return reparamx::log_i0(a); }
    template <class T> static auto vjp(T g, T, T a) { return args(g * bessel_ratio(a)); }
};

// I1(a) / I0(a), the derivative of log I0. Its own loses 2 a^2 units for large |a|.
struct BesselRatio {
    template <class T> static T fwd(T a) { return reparamx::bessel_ratio(a); }
    template <class T> static auto vjp(T g, T y, T a) {
        const T zero = equal(a, T(0.0));
        const T slope = where(zero, T(0.5), y / where(zero, T(1.0), a));
        return args(g * (T(1.0) - square(y) - slope));
    }
};

}  // namespace reparamx::ops
