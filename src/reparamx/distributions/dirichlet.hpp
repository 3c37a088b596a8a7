// Dirichlet(concentration): the shares of gamma variables.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct Dirichlet {
    static constexpr Parameter parameters[] = {{"concentration", Constraint::positive, 1}};
    static constexpr Source noise[] = {{Noise::normal, 1}, {Noise::uniform, 1}};
    static constexpr int event_rank = 1;

    template <class R> static R sample(R eps, R u, R a) {
        // Where all concentrations are below 1, all variables may underflow: their logarithms are shifted to a largest
        // of 0.
        const R y = gamma_mixed_draw(eps, u, a), log_a = log(a), l = where(less(a, R(1.0)), log_a + y, R(0.0));
        const auto shift = minimum(row_max(l), decltype(row_max(l))(0.0));
        const R weights = gamma_weight(y, a, log_a - row_broadcast(shift, l));
        return weights / row_broadcast(row_sum(weights), weights);
    }

    // The sum of -deviance(a_j, n x_j) - log x_j, n the sum of a. An entry that is 0 adds (a_j - 1) log 0: nothing for
    // a_j = 1, inf below, -inf above; -inf where both occur.
    template <class R> static auto log_prob(R x, R a) {
        using T = decltype(row_sum(x));
        const T n = row_sum(a), one(1.0);
        const T inside =
            logical_and(less_equal(row_max(R(0.0) - x), T(0.0)), less_equal(abs(row_sum(x) - one), T(tolerance)));
        const R zero(0.0), half(0.5), total = row_broadcast(n, a), empty = equal(x, zero);
        const R y = where(less(zero, x), x, a / total);
        const R full = -deviance(a, total * y) - log(y), rest = a * log(total / a) + a;
        const R part = where(empty, rest, full) + half * log(a) - stirling(a) - R(half_log_2pi);
        const T value = row_sum(part) + stirling(n) - T(0.5) * log(n) + T(half_log_2pi);
        const T falls = row_max(logical_and(empty, less(R(1.0), a)));
        const T rises = row_max(logical_and(empty, less(a, R(1.0))));
        const T edge = where(less(T(0.0), falls), T(-inf), where(less(T(0.0), rises), T(inf), value));
        const T sum = row_sum(x);
        return on_support(inside, edge, sum);
    }

    static constexpr double tolerance = 1e-5;  // of the sum of x, which may have been rounded to float32
};

}  // namespace reparamx::distributions
