// StudentT(df, loc, scale): x = loc + scale * eps * exp(-l / 2), l = log_gamma_draw(eps', u, df / 2).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct StudentT {
    static constexpr Parameter parameters[] = {
        {"df", Constraint::positive}, {"loc", Constraint::real}, {"scale", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps, T eps2, T u, T df, T loc, T scale) {
        return fma(scale * eps, exp(T(-0.5) * log_gamma_draw(eps2, u, T(0.5) * df)), loc);
    }

    // -(df + 1) / 2 log(1 + w), w = z^2 / df, as -z^2 / 2 and what is left of it for small w; log(gamma(a + 1/2) /
    // (gamma(a) sqrt(a))), a = df / 2, as a (log(1 + v) - v), v = 1 / (2 a), and the difference of two stirling.
    template <class T> static T log_prob(T x, T df, T loc, T scale) {
        const T outside = equal(abs(x), T(inf)), z = (where(outside, loc, x) - loc) / scale;
        const T a = T(0.5) * df, w = square(z) / df, near = less(w, T(0.4)), s = minimum(w, T(0.4));
        const T close = T(-0.5) * (df * log1pmx(s) + square(where(near, z, T(0.0))) + log1p(s));
        const T r = abs(z) / sqrt(df);
        const T far = T(-0.5) * (df + T(1.0)) * log1p_square(where(near, T(1.0), r));
        const T v = reciprocal(df), large = less(v, T(0.5)), t = where(large, v, T(0.0));
        const T ratio = where(large, a * log1pmx(t), a * log1p(v) - T(0.5)) + stirling(a + T(0.5)) - stirling(a);
        return where(outside, T(-inf), where(near, close, far) + ratio - T(half_log_2pi) - log(scale));
    }
};

}  // namespace reparamx::distributions
