// BetaBinomial(concentration1, concentration0, total_count): a binomial count whose probability is a beta variable.
#pragma once

#include "binomial.hpp"

namespace reparamx::distributions {

struct BetaBinomial {
    static constexpr Parameter parameters[] = {{"concentration1", Constraint::positive},
                                               {"concentration0", Constraint::positive},
                                               {"total_count", Constraint::whole}};
    static constexpr Source noise[] = {{Noise::normal},  {Noise::uniform}, {Noise::normal},
                                       {Noise::uniform}, {Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;
    static constexpr const char* support_depends[] = {"total_count"};

    // The log-odds of the beta variable, from two gamma variables.
    template <class T>
    static T sample(T normal1, T uniform1, T normal0, T uniform0, T u, T v, T concentration1, T concentration0,
                    T total_count) {
        const T one = log_gamma_draw(normal1, uniform1, concentration1) + log(concentration1);
        const T zero = log_gamma_draw(normal0, uniform0, concentration0) + log(concentration0);
        return BinomialTotalCountLogits::sample(u, v, total_count, one - zero);
    }

    // Negative binomial counts of any probability given their sum, here that which makes it the mean: nothing cancels.
    template <class T> static T log_prob(T x, T concentration1, T concentration0, T total_count) {
        const Trials<T> t(x, total_count);
        const T r = t.n - t.k, total = concentration1 + concentration0, p = t.n / (t.n + total),
                q = total / (t.n + total);
        const T ones = log_negative_binomial(t.k, concentration1, p, q, fma(t.k, q, -(concentration1 * p)));
        const T zeros = log_negative_binomial(r, concentration0, p, q, fma(r, q, -(concentration0 * p)));
        return on_support(t.inside, ones + zeros - log_negative_binomial(t.n, total, p, q, T(0.0) * p), x);
    }
};

}  // namespace reparamx::distributions
