// The logistic function, its inverse and its logarithms.
#pragma once

#include "../math/logistic.hpp"
#include "op.hpp"

#define REPARAMX_LOGISTIC_OPS(X)             \
    X(Sigmoid, sigmoid, 1)                   \
    X(LogSigmoid, log_sigmoid, 1)            \
    X(Softplus, softplus, 1)                 \
    X(ExpMinusAbs, exp_minus_abs, 1)         \
    X(SigmoidGiven, sigmoid_given, 2)        \
    X(LogSigmoidGiven, log_sigmoid_given, 2) \
    X(SoftplusGiven, softplus_given, 2)      \
    X(Log1mexp, log1mexp, 1)                 \
    X(Logit, logit, 1)

namespace reparamx::ops {

// y sigmoid(-a), not y (1 - y), which is lost in rounding for large a.
struct Sigmoid {
    static constexpr bool composed = true;
    template <class T>
    static T fwd(T a) {
        return reparamx::sigmoid<T>(a);
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        return args(g * (y * sigmoid(-a)));
    }
};

struct LogSigmoid {
    static constexpr bool composed = true;
    template <class T>
    static T fwd(T a) {
        return reparamx::log_sigmoid<T>(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * sigmoid(-a));
    }
};

struct Softplus {
    static constexpr bool composed = true;
    template <class T>
    static T fwd(T a) {
        return reparamx::softplus<T>(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * sigmoid(a));
    }
};

// The parts of the three above. They appear when derivatives have been taken, and need none.
struct ExpMinusAbs {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a) {
        return reparamx::exp_minus_abs(a);
    }
};

struct SigmoidGiven {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a, T t) {
        return reparamx::sigmoid_given(a, t);
    }
};

struct LogSigmoidGiven {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a, T t) {
        return reparamx::log_sigmoid_given(a, t);
    }
};

struct SoftplusGiven {
    static constexpr bool differentiable = false;
    template <class T>
    static T fwd(T a, T t) {
        return reparamx::softplus_given(a, t);
    }
};

// log(1 - exp(a)), a <= 0. No exponential of this quotient can overflow.
struct Log1mexp {
    template <class T>
    static T fwd(T a) {
        return reparamx::log1mexp(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g * (exp(a) / expm1(a)));
    }
};

struct Logit {
    template <class T>
    static T fwd(T a) {
        return reparamx::logit(a);
    }
    template <class T>
    static auto vjp(T g, T, T a) {
        return args(g / (a * (T(1.0) - a)));
    }
};

}  // namespace reparamx::ops
