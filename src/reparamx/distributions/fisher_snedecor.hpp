// FisherSnedecor(df1, df2): x = exp(l1 - l2), l1 and l2 the log_gamma_draw of df1 / 2 and df2 / 2.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct FisherSnedecor {
    static constexpr Parameter parameters[] = {{"df1", Constraint::positive}, {"df2", Constraint::positive}};
    static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}, {Noise::normal}, {Noise::uniform}};

    template <class T> static T sample(T eps1, T u1, T eps2, T u2, T df1, T df2) {
        const T a = T(0.5) * df1, b = T(0.5) * df2;
        return gamma_quotient(gamma_mixed_draw(eps1, u1, a), a, gamma_mixed_draw(eps2, u2, b), b);
    }

    // r x / (1 + r x), r = df1 / df2, follows the beta law of a = df1 / 2, b = df2 / 2: its mean n a times that is
    // n x / (n + (x - 1) df1). At 0: 0 for df1 = 2, inf below, -inf above.
    template <class T> static T log_prob(T x, T df1, T df2) {
        const T a = T(0.5) * df1, b = T(0.5) * df2, n = a + b, odds = df1 / df2 * x;
        const T inside = is_positive(odds), z = where(inside, odds, T(1.0));
        const T left = reciprocal(T(1.0) + z), corrections = stirling(n) - stirling(a) - stirling(b);
        const T head = T(0.5) * (log(a) + log(b / n)) - T(half_log_2pi);
        const T value = head + corrections - deviance(a, n * (z * left)) - deviance(b, n * left);
        const T edge = on_support(equal(x, T(0.0)), power_limit(df1 - T(2.0)), x);
        return where(inside, value - log(where(inside, x, T(1.0))), edge);
    }
};

}  // namespace reparamx::distributions
