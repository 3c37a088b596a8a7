// SinhArcsinh(loc, scale, skewness, tailweight): x = loc + scale * sinh((asinh(eps) + skewness) * tailweight) / c,
// c = sinh(tailweight * asinh(2)) / 2, eps standard normal: loc +- 2 scale are the images of +-2 without skewness.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct SinhArcsinh {
    static constexpr Parameter parameters[] = {{"loc", Constraint::real},
                                               {"scale", Constraint::positive},
                                               {"skewness", Constraint::real},
                                               {"tailweight", Constraint::positive}};
    static constexpr auto noise = random::Noise::normal;

    template <class T> static T stretch(T tailweight) {
        return T(0.5) * sinh(T(1.443635475178810342493277) * tailweight);  // asinh(2)
    }

    template <class T> static T sample(T eps, T loc, T scale, T skewness, T tailweight) {
        return fma(scale, sinh((asinh(eps) + skewness) * tailweight) / stretch(tailweight), loc);
    }

    // Change of variables: eps = sinh(v), v = asinh(y) / tailweight - skewness, with slope cosh(v) / tailweight /
    // sqrt(1 + y^2).
    template <class T> static T log_prob(T x, T loc, T scale, T skewness, T tailweight) {
        const T c = stretch(tailweight), z = c * ((x - loc) / scale), far = equal(abs(z), T(inf));
        const T y = where(far, T(0.0), z);
        const T slope = log(c / (tailweight * scale)) - T(0.5) * log1p_square(y);
        return where(far, T(-inf), slope + log_kernel(asinh(y) / tailweight - skewness));
    }

private:
    // log cosh v - sinh(v)^2 / 2 - log(2 pi) / 2. Both start with v^2 / 2: for small w = sinh(v)^2 by the series of
    // w - log(1 + w) = w r - 2 r^3 (1 / 3 + r^2 / 5 + ...), r = w / (2 + w), to 11 terms.
    template <class T> static T log_kernel(T v) {
        const T small = less(abs(v), T(0.45)), w = square(sinh(where(small, v, T(0.0)))), r = w / (T(2.0) + w);
        const T square_r = square(r);
        T series = T(1.0 / 23);
        for (int k = 9; k >= 0; --k) series = fma(square_r, series, T(1.0 / (2 * k + 3)));
        const T near = T(-0.5) * (r * (w - T(2.0) * square_r * series)) - T(half_log_2pi);
        const T b = where(small, T(1.0), v);
        const T log_cosh = abs(b) + (softplus(T(-2.0) * abs(b)) - T(log_2));
        return where(small, near, normal_log_prob(sinh(b)) + log_cosh);
    }
};

}  // namespace reparamx::distributions
