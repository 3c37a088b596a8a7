// The logistic function, its inverse and its logarithms.
#pragma once

#include "../math/logistic.hpp"
#include "op.hpp"

#define REPARAMX_LOGISTIC_OPS(X)    \
    X(Sigmoid, sigmoid, 1)          \
    X(OpenSigmoid, open_sigmoid, 1) \
    X(LogSigmoid, log_sigmoid, 1)   \
    X(Softplus, softplus, 1)        \
    X(Log1mexp, log1mexp, 1)        \
    X(Logit, logit, 1)

namespace reparamx::ops {

// y sigmoid(-a), not y (1 - y), which is lost in rounding for large a.
struct Sigmoid {
    template <class T>
    static T fwd(T a) {
        return reparamx::sigmoid(a);
    }
    template <class T>
    static auto vjp(T g, T y, T a) {
        return args(g * (y * sigmoid(-a)));
    }
};

// What a draw on the open unit interval is made with: the density of an end may be infinite.
struct OpenSigmoid {
    template <class T> static T fwd(T a) {
        using L = layout_of<T>;
        const T least(L::min_normal), most = from_bits<T>(integer_of<T>(L::one - 1)), y = reparamx::sigmoid(a);
        return select(y < least, least, select(y > most, most, y));
    }
    template <class T> static auto vjp(T g, T y, T a) { return args(g * (y * sigmoid(-a))); }
};

// sigmoid(-a) = 1 - exp(y), from the y that is already there.
struct LogSigmoid {
    template <class T>
    static T fwd(T a) {
        return reparamx::log_sigmoid(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(-(g * expm1(y)));
    }
};

// sigmoid(a) = 1 - exp(-y).
struct Softplus {
    template <class T>
    static T fwd(T a) {
        return reparamx::softplus(a);
    }
    template <class T>
    static auto vjp(T g, T y, T) {
        return args(-(g * expm1(-y)));
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
