// GeneralizedPareto(loc, scale, concentration): x = loc + scale * (exp(c e) - 1) / c, e standard exponential.
#pragma once

#include "distribution.hpp"

namespace reparamx::distributions {

// s = log(1 + c z) / c of z = (x - loc) / scale, z itself where c is 0: the exponential behind the generalized Pareto
// law, and less the logarithm of that behind the extreme-value law. Where c is not 0 the support ends at z = -1 / c.
template <class T> struct GeneralizedTail {
    T x, c, inside, edge, s;

    // Of the support from `start`, or from its end, to its end or without one.
    static GeneralizedTail of(T x, T loc, T scale, T c, T start) {
        const T z = (x - loc) / scale, end = end_of(loc, scale, c), zero = T(0.0);
        const T low = where(less(zero, c), maximum(end, start), start), high = where(less(c, zero), end, T(inf));
        const T inside = logical_and(within(x, low, high), isfinite(z));
        const T edge = less_equal(c * z, T(-1.0));  // or nearer to it than rounding sees
        const T y = where(logical_and(inside, logical_not(edge)), z, zero);
        return {x, c, inside, edge, y * log1p_ratio(c * y)};
    }

    // What the density (1 + c z)^(-1 / c - 1) / scale is of it: its limit at the end, -inf outside.
    T with_limits(T log_density, T scale) const {
        const T limit = power_limit(T(1.0) + c) - log(scale);
        return on_support(inside, where(edge, limit, log_density), x);
    }

    static T end_of(T loc, T scale, T c) {
        const T flat = equal(c, T(0.0));
        return where(flat, T(inf), loc - scale / where(flat, T(1.0), c));
    }
    static T beyond(T x, T end, T c) { return where(less(T(0.0), c), less(x, end), less(end, x)); }

    // (exp(c s) - 1) / c back from s; rounding never leaves the support.
    static T sample(T s, T loc, T scale, T c) {
        const T x = fma(scale, s * expm1_ratio(c * s), loc), end = end_of(loc, scale, c);
        return where(beyond(x, end, c), end, x);
    }
};

struct GeneralizedPareto {
    static constexpr Parameter parameters[] = {
        {"loc", Constraint::real}, {"scale", Constraint::positive}, {"concentration", Constraint::real}};
    static constexpr auto noise = random::Noise::exponential;
    static constexpr const char* support_depends[] = {"loc", "scale", "concentration"};

    template <class T> static T sample(T e, T loc, T scale, T concentration) {
        return GeneralizedTail<T>::sample(e, loc, scale, concentration);
    }

    template <class T> static T log_prob(T x, T loc, T scale, T concentration) {
        const auto tail = GeneralizedTail<T>::of(x, loc, scale, concentration, loc);
        return tail.with_limits(fma(T(-1.0) - concentration, tail.s, -log(scale)), scale);
    }
};

}  // namespace reparamx::distributions
