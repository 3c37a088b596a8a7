// sigmoid, log_sigmoid, softplus, log1mexp, logit: the logistic function, its inverse and its logarithms, without
// cancellation in any tail.
#pragma once

#include "double_double.hpp"

namespace reparamx {

// 1 / (1 + exp(-x)).
template <class T>
REPARAMX_INLINE T sigmoid_double(T x) {
    // t = exp(-|x|) = 2^k p: the result is 1 / (1 + t) on the right, 2^k p / (1 + t) on the left.
    const Exponential<T> e = exp_pair(Pair<T>{clamp(-abs(x), -760.0, 0.0), T(0.0)});
    const Pair<T> p = e.one_plus();
    const T power = two_to(select(e.k < T(-1000.0), T(-1000.0), e.k));
    const Pair<T> d = fast_two_sum(T(1.0), p.hi * power);
    const mask_of<T> left = x < T(0.0);
    const Pair<T> one = {T(1.0), T(0.0)};
    const Pair<T> y = select<T>(left, p, one) / Pair<T>{d.hi, d.lo + p.lo * power};
    return scale_by(y.hi, select(left, e.k, T(0.0)));
}

// log(1 + exp(x)).
template <class T>
REPARAMX_INLINE T softplus_double(T x) {
    const Exponential<T> e = exp_pair(Pair<T>{clamp(-abs(x), -760.0, 0.0), T(0.0)});
    const Pair<T> p = e.one_plus();
    const T power = two_to(select(e.k < T(-1000.0), T(-1000.0), e.k));
    const Pair<T> sum = fast_two_sum(T(1.0), p.hi * power);
    const Pair<T> y = log_pair(Pair<T>{sum.hi, sum.lo + p.lo * power}) + select(x > T(0.0), x, T(0.0));
    // log(1 + t) = t to 2^-58 beyond 40.
    return select(x > T(40.0), x, select(x < T(-40.0), scale_by(p.hi, e.k), y.hi));
}

// log(1 - exp(x)), x <= 0; NaN for x > 0.
template <class T>
REPARAMX_INLINE T log1mexp_double(T x) {
    const Exponential<T> e = exp_pair(Pair<T>{clamp(x, -760.0, 40.0), T(0.0)});
    // 1 - 2^k (1 + r) = (1 - 2^k) - 2^k r, and the first difference is exact: nothing is lost near zero.
    const T power = two_to(select(e.k < T(-1000.0), T(-1000.0), e.k));
    const Pair<T> a = two_sum(T(1.0), -power);
    const Pair<T> b = two_sum(a.hi, -power * e.r.hi);
    const T y = log_pair(fast_two_sum(b.hi, b.lo + (a.lo - power * e.r.lo))).hi;
    return select(x < T(-40.0), -scale_by(e.one_plus().hi, e.k), y);
}

// log(x / (1 - x)): the inverse of sigmoid.
template <class T>
REPARAMX_INLINE T logit_double(T x) {
    const mask_of<T> inside = (x > T(0.0)) & (x < T(1.0));
    const T p = select(inside, x, T(0.5));
    const T y = log_pair(Pair<T>{p, T(0.0)} / two_sum(T(1.0), -p)).hi;
    return select(inside, y,
                  select(x == T(0.0), -infinity<T>(), select(x == T(1.0), infinity<T>(), not_a_number<T>())));
}

// Error at most 0.6 ULP; float 0.501.
REPARAMX_IN_DOUBLE(sigmoid)
REPARAMX_IN_DOUBLE(softplus)
REPARAMX_IN_DOUBLE(log1mexp)
REPARAMX_IN_DOUBLE(logit)

// log(sigmoid(x)).
template <class T>
REPARAMX_INLINE T log_sigmoid(T x) {
    return -softplus(-x);
}

}  // namespace reparamx
