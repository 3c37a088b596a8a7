// Geometric(probs) or Geometric(logits): x = floor(e / -log(1 - probs)), the failures before the first success.
#pragma once

#include "shared/counts.hpp"

namespace reparamx::distributions {

// `hazard` is -log(1 - probs).
template <class T> T geometric_sample(T e, T hazard) { return floor(e / hazard); }

template <class T> T geometric_log_prob(T x, T log_probs, T hazard) {
    const T inside = is_count(x), k = where(inside, x, T(0.0));
    const T failures = where(equal(k, T(0.0)), T(0.0), k * hazard);
    return on_support(inside, log_probs - failures, x);
}

struct GeometricProbs {
    static constexpr Parameter parameters[] = {{"probs", Constraint::unit_interval}};
    static constexpr auto noise = random::Noise::exponential;
    static constexpr bool discrete = true;

    template <class T> static T sample(T e, T probs) { return geometric_sample(e, -log1p(-probs)); }

    template <class T> static T log_prob(T x, T probs) {
        const T certain = equal(probs, T(1.0));
        const T hazard = where(certain, T(inf), -log1p(-where(certain, T(0.0), probs)));
        return geometric_log_prob(x, log_probability(probs), hazard);
    }
};

struct GeometricLogits {
    static constexpr Parameter parameters[] = {{"logits", Constraint::real}};
    static constexpr auto noise = random::Noise::exponential;
    static constexpr bool discrete = true;

    template <class T> static T sample(T e, T logits) { return geometric_sample(e, softplus(logits)); }

    template <class T> static T log_prob(T x, T logits) {
        return geometric_log_prob(x, log_sigmoid(logits), softplus(logits));
    }
};

struct Geometric {
    using parametrisations = List<GeometricProbs, GeometricLogits>;
};

}  // namespace reparamx::distributions
