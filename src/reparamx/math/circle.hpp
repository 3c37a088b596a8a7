// Integrals over the circle of exp(w (cos t - 1)) and what multiplies it, by the trapezoidal rule, which converges
// geometrically for periodic functions: all good to a few 1e-16 for every w.
#pragma once

#include "exponential.hpp"
#include "trigonometric.hpp"

namespace reparamx {

// sin and cos of half of an angle.
template <class T>
struct HalfAngle {
    T sine, cosine;
};

// The nodes 0, h, 2 h, ... of [0, pi]. Up to w = 20 they are 27 steps to pi. Above, steps of 0.515 standard deviations,
// 27 of them, and from w = 100 on 16 steps of 0.6: they reach where 1e-17 is left, and what the rule adds is the
// probability of a Poisson count of mean w more than 2 pi / h above its mean, 1e-17 as well.
template <class T>
struct CircleNodes {
    static constexpr int most = 27, least = 16;
    T w, half_turns;  // h / (2 pi)
    mask_of<T> whole, few;

    REPARAMX_INLINE explicit CircleNodes(T w) : w(w), whole(w < T(20.0)), few(w >= T(100.0)) {
        const T deviations = select(few, T(0.6 / 6.283185307179586), T(0.515 / 6.283185307179586));
        half_turns = select(whole, T(1.0 / (2 * most)), deviations / sqrt(select(whole, T(20.0), w)));
    }
    // Calls f(weight, half angle, k), the weight with exp(w (cos t - 1)) in it; weights without it sum to pi / h.
    template <class F>
    REPARAMX_INLINE void each(F f) const {
#pragma GCC unroll 1
        for (int k = 0; k <= most; ++k) {
            if (k > least && all(few)) return;
            HalfAngle<T> half;
            sincospi(half_turns * T(double(k)), &half.sine, &half.cosine);
            T weight = exp(T(-2.0) * w * (half.sine * half.sine));
            if (k == 0) weight = T(0.5);
            if (k == most) weight = weight * select(whole, T(0.5), T(1.0));
            if (k > least) weight = select(few, T(0.0), weight);
            f(weight, half, k);
        }
    }
    // h / pi: the sum of weights times this is the mean of exp(w (cos t - 1)) over the circle.
    REPARAMX_INLINE T step() const { return T(2.0) * half_turns; }
};

}  // namespace reparamx
