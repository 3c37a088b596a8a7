// Comparisons and choice. A truth value is the number 1 or 0; `where` takes its second argument wherever the first is
// not 0.
#pragma once

#include "op.hpp"

#define REPARAMX_COMPARISON_OPS(X) \
    X(Less, less, 2)               \
    X(LessEqual, less_equal, 2)    \
    X(Equal, equal, 2)             \
    X(NotEqual, not_equal, 2)      \
    X(LogicalAnd, logical_and, 2)  \
    X(LogicalOr, logical_or, 2)    \
    X(LogicalXor, logical_xor, 2)  \
    X(LogicalNot, logical_not, 1)  \
    X(IsNan, isnan, 1)             \
    X(IsFinite, isfinite, 1)       \
    X(IsPositive, is_positive, 1)  \
    X(IsCount, is_count, 1)        \
    X(Where, where, 3)             \
    X(WhereEqual, where_equal, 3)  \
    X(Within, within, 3)           \
    X(OnSupport, on_support, 3)    \
    X(OnHalfLine, on_half_line, 3)

namespace reparamx::ops {

struct Less {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) { return truth<T>(a < b); }
};

struct LessEqual {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) { return truth<T>(a <= b); }
};

struct Equal {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) { return truth<T>(a == b); }
};

struct NotEqual {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) { return truth<T>(a != b); }
};

struct LogicalAnd {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) {
        return truth<T>((a != T(scalar_of<T>(0))) & (b != T(scalar_of<T>(0))));
    }
};

struct LogicalOr {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) {
        return truth<T>((a != T(scalar_of<T>(0))) | (b != T(scalar_of<T>(0))));
    }
};

struct LogicalXor {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T b) {
        return truth<T>((a != T(scalar_of<T>(0))) ^ (b != T(scalar_of<T>(0))));
    }
};

struct LogicalNot {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a) { return truth<T>(a == T(scalar_of<T>(0))); }
};

struct IsNan {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a) { return truth<T>(is_nan(a)); }
};

struct IsFinite {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a) { return truth<T>(is_finite(a)); }
};

// Positive and finite.
struct IsPositive {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a) { return truth<T>((a > T(scalar_of<T>(0))) & is_finite(a)); }
};

// Finite and in [low, high].
struct Within {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a, T low, T high) { return truth<T>((a >= low) & (a <= high) & is_finite(a)); }
};

// 0, 1, 2, ...
struct IsCount {
    static constexpr bool differentiable = false;
    template <class T> static T fwd(T a) {
        return truth<T>((a >= T(scalar_of<T>(0))) & is_finite(a) & (a == reparamx::floor(a)));
    }
};

struct Where {
    template <class T> static T fwd(T c, T a, T b) { return select(c != T(scalar_of<T>(0)), a, b); }
    template <class T> static auto vjp(T g, T, T c, T, T) {
        const T zero = T(0.0);
        return args(zero, where(c, g, zero), where(c, zero, g));
    }
};

// c where a = b, else 0: what one element of a scattered value is.
struct WhereEqual {
    template <class T> static T fwd(T a, T b, T c) { return select(a == b, c, T(scalar_of<T>(0))); }
    template <class T> static auto vjp(T g, T, T a, T b, T) { return args(T(0.0), T(0.0), where_equal(a, b, g)); }
};

// What a log-density is: its value inside of the support, -inf outside, NaN where x is NaN.
struct OnSupport {
    template <class T> static T fwd(T inside, T value, T x) {
        return select(inside != T(scalar_of<T>(0)), value, select(is_nan(x), x, -infinity<T>()));
    }
    template <class T> static auto vjp(T g, T, T inside, T, T) {
        return args(T(0.0), where(inside, g, T(0.0)), T(0.0));
    }
};

// What a log-density of positive numbers is: its value for positive and finite x, its limit at 0, else as above.
struct OnHalfLine {
    template <class T> static T fwd(T value, T limit, T x) {
        const T zero = T(scalar_of<T>(0));
        return select((x > zero) & is_finite(x), value, select(x == zero, limit, select(is_nan(x), x, -infinity<T>())));
    }
    template <class T> static auto vjp(T g, T, T, T, T x) {
        return args(where(is_positive(x), g, T(0.0)), where(equal(x, T(0.0)), g, T(0.0)), T(0.0));
    }
};

}  // namespace reparamx::ops
