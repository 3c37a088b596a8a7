// Exponentials, logarithms and powers.
#pragma once

#include "../math/exponential.hpp"
#include "op.hpp"

#define REPARAMX_EXPONENTIAL_OPS(X) \
    X(Exp, exp, 1)                  \
    X(PositiveExp, positive_exp, 1) \
    X(Exp2, exp2, 1)                \
    X(Expm1, expm1, 1)              \
    X(Expm1Ratio, expm1_ratio, 1)   \
    X(Log, log, 1)                  \
    X(Log2, log2, 1)                \
    X(Log1p, log1p, 1)              \
    X(Log1pSquare, log1p_square, 1) \
    X(Log1pRatio, log1p_ratio, 1)   \
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

// (exp(a) - 1) / a, 1 at 0. Where |a| < 1/4 its derivative, whose terms cancel, is that of the series to 14 terms
// (2^-57).
struct Expm1Ratio {
    template <class T>
    static T fwd(T a) {
        using S = scalar_of<T>;
        const T y = reparamx::expm1(a) / a, inf = S(__builtin_inf());
        return select(a == T(S(0)), T(S(1)), select(a == inf, inf, y));
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        const T small = less(abs(a), T(0.25)), s = where(small, a, T(0.0)), b = where(small, T(1.0), a);
        double factorial = 6227020800.0;  // of k
        T slope = T(13.0 / (14 * factorial));
        for (int k = 12; k >= 1; --k) {
            factorial /= k + 1;
            slope = fma(s, slope, T(k / ((k + 1) * factorial)));
        }
        return args(g * where(small, slope, (exp(b) - y) / b));
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

// log(1 + a^2), where a^2 may overflow.
struct Log1pSquare {
    template <class T>
    static T fwd(T a) {
        const T y = reparamx::log1p(a * a), size = reparamx::abs(a);
        const auto large = size > T(is_double<T> ? scalar_of<T>(0x1p500) : scalar_of<T>(0x1p60));
        return any(large) ? select(large, T(scalar_of<T>(2)) * reparamx::log(size), y) : y;
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        const T large = less(T(1.0), abs(a)), r = where(large, reciprocal(where(large, a, T(1.0))), a);
        return args(g * (T(2.0) * r / (T(1.0) + square(r))));
    }
};

// log(1 + a) / a, 1 at 0 and 0 at infinity. Where |a| < 1/4 its derivative, whose terms cancel, is that of the series
// of 2 atanh(w) / a, w = a / (2 + a), to 11 terms (2^-58).
struct Log1pRatio {
    template <class T>
    static T fwd(T a) {
        using S = scalar_of<T>;
        const T y = reparamx::log1p(a) / a;
        return select(a == T(S(0)), T(S(1)), select(a == T(S(__builtin_inf())), T(S(0)), y));
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        const T small = less(abs(a), T(0.25)), s = where(small, a, T(0.0)), b = where(small, T(1.0), a);
        const T half = reciprocal(T(2.0) + s), half2 = square(half), z = square(s) * half2;
        T series = T(1.0 / 21), slope = T(10.0 / 21);  // of sum z^k / (2 k + 1)
        for (int k = 9; k >= 0; --k) {
            series = fma(z, series, T(1.0 / (2 * k + 1)));
            if (k > 0) slope = fma(z, slope, T(k / (2.0 * k + 1)));
        }
        const T near = T(2.0) * half2 * (T(4.0) * s * half2 * slope - series);
        return args(g * where(small, near, (reciprocal(T(1.0) + b) - y) / b));
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
