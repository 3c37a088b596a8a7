// OrderedLogistic(predictor, cutpoints): x = how many cutpoints lie below predictor + logit(u).
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

struct OrderedLogistic {
    static constexpr Parameter parameters[] = {{"predictor", Constraint::real}, {"cutpoints", Constraint::real, 1}};
    static constexpr auto noise = random::Noise::uniform;
    static constexpr bool discrete = true;

    template <class T, class R> static T sample(T u, T predictor, R cutpoints) {
        const T score = predictor + logit(u);
        return row_count_less(cutpoints, score) + less(row_max(cutpoints), score);  // which counts all but the last
    }

    // sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b)), a and b the cutpoints around x.
    template <class T, class R> static T log_prob(T x, T predictor, R cutpoints) {
        const T size = row_size(cutpoints);
        const T inside = logical_and(logical_and(less_equal(T(0.0), x), less_equal(x, size)), equal(x, floor(x)));
        const T k = where(inside, x, T(0.0)), first = equal(k, T(0.0)), last = equal(k, size);
        const T low = row_at(cutpoints, where(first, T(0.0), k - T(1.0)));
        const T high = row_at(cutpoints, where(last, k - T(1.0), k));
        const T below = where(last, T(0.0), log_sigmoid(high - predictor));
        const T above = where(first, T(0.0), log_sigmoid(predictor - low));
        const T gap = where(logical_or(first, last), T(-1.0), low - high);
        const T value = below + above + where(logical_or(first, last), T(0.0), log1mexp(gap));
        return on_support(inside, value, x);
    }
};

}  // namespace reparamx::distributions
