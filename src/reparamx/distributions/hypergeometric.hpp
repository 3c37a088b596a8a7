// Hypergeometric(ngood, nbad, nsample): counted up from a uniform, or by transformed rejection (random/counts.hpp).
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

struct Hypergeometric {
    static constexpr Parameter parameters[] = {
        {"ngood", Constraint::whole}, {"nbad", Constraint::whole}, {"nsample", Constraint::whole}};
    static constexpr Source noise[] = {{Noise::uniform}, {Noise::uniform}};
    static constexpr bool discrete = true;
    static constexpr const char* support_depends[] = {"ngood", "nbad", "nsample"};

    template <class T> static T sample(T u, T v, T ngood, T nbad, T nsample) {
        // Where the search runs into rounding, at the last of all uniforms, it may pass an end.
        const T x = draw_hypergeometric(u, v, rint(ngood), rint(nbad), rint(nsample));
        return minimum(maximum(x, maximum(T(0.0), nsample - nbad)), minimum(ngood, nsample));
    }

    template <class T> static T log_prob(T x, T ngood, T nbad, T nsample) {
        const T good = rint(ngood), bad = rint(nbad), sample = rint(nsample), size = good + bad;
        const T least = maximum(sample - bad, T(0.0)), most = minimum(good, sample);
        const T inside = logical_and(logical_and(less_equal(least, x), less_equal(x, most)), equal(x, floor(x)));
        const T k = where(inside, x, least), unlucky = sample - k;
        const T margins = (factorial_rest(good) + factorial_rest(bad)) +
                          (factorial_rest(sample) + factorial_rest(size - sample)) - factorial_rest(size);
        const T cells =
            (factorial_rest(k) + factorial_rest(bad - unlucky)) + (factorial_rest(good - k) + factorial_rest(unlucky));
        const T value = (margins - cells) - table_loss(k, unlucky, good - k, bad - unlucky);
        return on_support(inside, where(equal(least, most), T(0.0), value), x);
    }
};

}  // namespace reparamx::distributions
