// Counts from two uniforms and the parameters: Poisson, binomial, hypergeometric.
//
// Small variances: inversion of u, the smallest x with P(X > x) <= u, by summing probabilities from 0 up. u is the
// probability of the upper tail because a uniform is finest near 0.
//
// Large variances: transformed rejection (W. Hormann, "The transformed rejection method for generating Poisson random
// variables", 1993), x = floor((2 a / (1/2 - |u|) + b) u + mean + 1/2) for -1/2 < u < 1/2, accepted with probability
// P(X = x) (a / (1/2 - |u|)^2 + b) / h. The first attempt is made of the uniforms given, further ones of a generator
// that their bits seed.
#pragma once

#include "../math/factorial.hpp"
#include "retry.hpp"

namespace reparamx::random {

// From this variance on rejection is right, and about as fast as inversion.
inline constexpr double rejection_variance = 20.0;

// Counts up from 0 while u < P(X > x). P(X = 0) is `first`, P(X > 0) `rest`, and P(X = k) is
// P(X = k - 1) step(k).
template <class V, class Step>
REPARAMX_INLINE V invert(V u, V first, V rest, Step step) {
    // What is below 2^-62 is lost in the sum.
    const V least = min_or_second(V(0x1p-62), V(0.5) * first);
    V x = V(0.0), p = first, tail = rest;
    mask_of<V> open = u < tail;
    for (int k = 1; k < 4096 && any(open); ++k) {
        x = x + select(open, V(1.0), V(0.0));
        p = p * step(V(double(k)));
        tail = tail - p;
        open = open & (u < tail) & (p > least);
    }
    return x;
}

// The hat of a law of standard deviation s >= sqrt(20): b = b0 + b1 s and a = a0 + a1 b are Hormann's, for p = 1/2, and
// h = h0 + h1 / s is above P(X = x) (a / us^2 + b) for all Poisson, binomial and hypergeometric laws:
// tests/test_counts.py looks at thousands of them.
inline constexpr double hat_b[] = {1.15, 2.53}, hat_a[] = {-0.0823, 0.0248}, hat_h[] = {1.124, 0.54};

template <class V>
struct Hat {
    V center, a, b, h;

    REPARAMX_INLINE Hat(V mean, V deviation)
        : center(mean + V(0.5)), b(fma(deviation, V(hat_b[1]), V(hat_b[0]))), h(V(hat_h[0]) + V(hat_h[1]) / deviation) {
        a = fma(b, V(hat_a[1]), V(hat_a[0]));
    }
};

// Attempts until every lane of `open` has its value; `probability` is asked for whole numbers from 0 to `largest`.
template <class V, class Probability>
REPARAMX_INLINE V reject(V u, V v, mask_of<V> open, const Hat<V>& hat, V largest, Probability probability) {
    const auto attempt = [&](V u0, V v0, V& x) __attribute__((always_inline)) {
        const V t = u0 - V(0.5), inverse = V(1.0) / (V(0.5) - abs(t)), slope = hat.a * inverse;
        const V k = floor(fma(fma(V(2.0), slope, hat.b), t, hat.center));
        const mask_of<V> inside = (k >= V(0.0)) & (k <= largest);
        const V p = probability(select(inside, k, floor(hat.center)));
        const mask_of<V> accepted = open & inside & (v0 * hat.h <= fma(slope, inverse, hat.b) * p);
        x = select(accepted, k, x);
        open = open & !accepted;
    };
    V x = floor(hat.center);
    attempt(u, v, x);
    if (any(open)) {
        Retry<V> more(u, v);
        for (int round = 0; round < 1000 && any(open); ++round) {
            const V u0 = more.uniform(open);
            attempt(u0, more.uniform(open), x);
        }
    }
    return x;
}

// NaN where a parameter is.
template <class V>
REPARAMX_NOINLINE V poisson(V u, V v, V rate) {
    const mask_of<V> large = rate >= V(rejection_variance);
    V x = rate - rate;  // 0, NaN for what is no finite number
    if (!all(large)) {
        const V m = select(large, V(0.0), rate);
        const V e = exp(-m);
        const V y = invert(u, e, -expm1(-m), [m](V k) __attribute__((always_inline)) { return m / k; });
        x = select(large | is_nan(x), x, y);
    }
    if (any(large)) {
        const V m = select(large, rate, V(rejection_variance));
        const auto probability = [m](V k) __attribute__((always_inline)) {
            return exp(-(excess_deviance_double(k - m, m) + factorial_rest_double(k)));
        };
        const V y = reject(u, v, large & is_finite(rate), Hat<V>(m, sqrt(m)), infinity<V>(), probability);
        x = select(large & is_finite(rate), y, x);
    }
    return x;
}

// p and 1 - p; for the smaller of both, x or n - x successes.
template <class V>
REPARAMX_NOINLINE V binomial(V u, V v, V n, V p) {
    const V q = V(1.0) - p;
    const mask_of<V> swap = p > V(0.5), valid = is_finite(n) & (n >= V(0.0)) & (p >= V(0.0)) & (p <= V(1.0));
    const V r = select(valid, select(swap, q, p), V(0.0)), s = select(valid, select(swap, p, q), V(1.0));
    const V m = select(valid, n, V(0.0)), mean = m * r, variance = mean * s;
    const mask_of<V> large = variance >= V(rejection_variance);
    V x = V(0.0);
    if (!all(large)) {
        const V t = select(large, V(0.0), r), k = m + V(1.0), odds = t / (V(1.0) - t);
        const V none = m * log1p(-t);
        x = invert(u, exp(none), -expm1(none), [=](V j) __attribute__((always_inline)) { return (k - j) * odds / j; });
    }
    if (any(large)) {
        const V total = select(large, m, V(80.0)), one = select(large, mean, V(40.0)), other = total - one;
        const V deviation = select(large, sqrt(variance), V(5.0)), all_ways = factorial_rest_double(total);
        const auto probability = [=](V k) __attribute__((always_inline)) {
            const V d = k - one;
            const V loss = excess_deviance_double(d, one) + excess_deviance_double(-d, other);
            return exp(all_ways - factorial_rest_double(k) - factorial_rest_double(total - k) - loss);
        };
        x = select(large, reject(u, v, large, Hat<V>(one, deviation), total, probability), x);
    }
    return select(valid, select(swap, n - x, x), (n - n) + (p - p));
}

// The good ones of `sample` drawn without replacement from `good` and `bad` ones; all whole, sample <= good + bad.
template <class V>
REPARAMX_NOINLINE V hypergeometric(V u, V v, V good, V bad, V sample) {
    const V zero = V(0.0), one = V(1.0), size = good + bad;
    const mask_of<V> valid =
        (good >= zero) & (bad >= zero) & (sample >= zero) & (sample <= size) & is_finite(size) & is_finite(sample);
    // Of the rarer kind, in the smaller of sample and rest: a, b and n of the law that is drawn.
    const mask_of<V> swap_kind = good > bad, swap_sample = sample > size - sample;
    const V a = select(valid, select(swap_kind, bad, good), zero), b = select(valid, size, zero) - a;
    const V n = select(valid, select(swap_sample, size - sample, sample), zero),
            total = select(a + b > one, a + b, one);
    const V mean = n * (a / total), others = b - n;
    const V variance = mean * (b / total) * ((total - n) / select(total > one, total - one, one));
    const mask_of<V> large = variance >= V(rejection_variance);
    // Expected counts of the 2 by 2 table of kind and sample, whose margins are a, b, n and total - n.
    const V mean_a = a - mean, mean_n = n - mean, mean_b = others + mean;
    const V ways = factorial_rest_double(a) + factorial_rest_double(b) + factorial_rest_double(n) +
                   factorial_rest_double(total - n) - factorial_rest_double(total);
    const auto log_probability = [=](V k) __attribute__((always_inline)) {
        const V d = k - mean;
        const V loss = (excess_deviance_double(d, mean) + excess_deviance_double(d, mean_b)) +
                       (excess_deviance_double(-d, mean_a) + excess_deviance_double(-d, mean_n));
        const V cells = (factorial_rest_double(k) + factorial_rest_double(others + k)) +
                        (factorial_rest_double(a - k) + factorial_rest_double(n - k));
        return ways - cells - loss;
    };
    V x = zero;
    if (!all(large)) {
        const V none = select(large, zero, log_probability(zero));
        const V i = select(large, zero, a) + one, j = n + one;
        x = invert(u, exp(none), -expm1(none),
                   [=](V k) __attribute__((always_inline)) { return (i - k) * (j - k) / (k * (others + k)); });
    }
    if (any(large)) {
        const auto probability = [&](V k) __attribute__((always_inline)) { return exp(log_probability(k)); };
        const V deviation = select(large, sqrt(variance), V(5.0));
        x = select(large, reject(u, v, large, Hat<V>(mean, deviation), select(a < n, a, n), probability), x);
    }
    x = select(swap_sample, a - x, x);
    return select(valid, select(swap_kind, sample - x, x), not_a_number<V>());
}

}  // namespace reparamx::random
