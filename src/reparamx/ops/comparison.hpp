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
    X(Where, where, 3)             \
    X(WhereEqual, where_equal, 3)

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

}  // namespace reparamx::ops
