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
inline constexpr int most_steps = 4096;

// 1 / k for the k that most counts are below.
struct Reciprocals {
    static constexpr int size = 64;
    double known[size] = {};
    constexpr Reciprocals() {
        for (int k = 1; k < size; ++k) known[k] = 1.0 / k;
    }
    REPARAMX_INLINE double of(int k) const { return k < size ? known[k] : 1.0 / k; }
};
static constexpr Reciprocals reciprocals;

// The probabilities of a law of counts from 0 up: log P(X = 0) is `log_first`, P(X = k) is P(X = k - 1) step(k, 1 / k).
template <class V, class Step>
struct Ascent {
    V first, p, tail;  // P(X = 0), P(X = k), P(X > k), as far as sums are good
    Step step;

    REPARAMX_INLINE Ascent(V log_first, Step step) : first(exp(log_first)), p(first), tail(V(1.0) - first), step(step) {
        const mask_of<V> rare = first > V(0.5);  // there the difference loses digits
        if (any(rare)) tail = select(rare, -expm1(log_first), tail);
    }
    REPARAMX_INLINE void advance(int k) { p = p * step(V(double(k)), V(reciprocals.of(k))); }
};

// visit(k, P(X > k)) is called for k = 0, 1, ... until it returns false; P(X > k) is 0 from where P(X = k + 1) is, or
// is lost in the sum.
template <class V, class Step, class Visit>
REPARAMX_INLINE void count_up(V log_first, Step step, Visit visit) {
    Ascent<V, Step> at(log_first, step);
    const V least = min_or_second(V(0x1p-62), V(0.5) * at.first);
    mask_of<V> matters = at.tail == at.tail;
    for (int k = 0; k < most_steps; ++k) {
        at.advance(k + 1);
        matters = matters & (at.p > least);
        if (!visit(k, select(matters, at.tail, V(0.0)))) return;
        at.tail = at.tail - at.p;
    }
}

// The smallest x with P(X > x) <= u.
template <class V, class Step>
REPARAMX_INLINE V invert(V u, V log_first, Step step) {
    V x = V(0.0);
    mask_of<V> open = u == u;
    const auto count = [&](V tail) __attribute__((always_inline)) {
        open = open & (u < tail);
        x = x + select(open, V(1.0), V(0.0));
    };
    if (all(u > V(0x1p-40))) {  // nearly always: where the sum ends does not matter
        Ascent<V, Step> at(log_first, step);
        for (int k = 1; k < most_steps && any(open); k += 2) {
            for (int next = k; next < k + 2; ++next) {
                count(at.tail);
                at.advance(next);
                at.tail = at.tail - at.p;
            }
        }
        return x;
    }
    count_up(log_first, step, [&](int, V tail) __attribute__((always_inline)) {
        count(tail);
        return any(open);
    });
    return x;
}

// The same from a table of the first values.
template <class V>
class Tails {
public:
    template <class Step>
    REPARAMX_INLINE void make(V log_first, Step step) {
        count_up(log_first, step, [&](int k, V tail) __attribute__((always_inline)) {
            tails_[k] = tail;
            size_ = k + 1;
            return size_ < most && any(tail > V(0.0));
        });
    }
    // Lanes that the table is too short for are `undecided`.
    REPARAMX_INLINE V invert(V u, mask_of<V>* undecided) const {
        V x = V(0.0);
        *undecided = u < V(0.0);
        for (int k = 0; k < size_; ++k) {
            const mask_of<V> open = u < tails_[k];
            if (!any(open)) return x;
            x = x + select(open, V(1.0), V(0.0));
            if (k + 1 == most) *undecided = open;
        }
        return x;
    }

private:
    static constexpr int most = 64;
    V tails_[most];
    int size_ = 0;
};

// The hat of a law of standard deviation s >= sqrt(20): b = b0 + b1 s and a = a0 + a1 b are Hormann's, for p = 1/2, and
// h = h0 + h1 / s is above P(X = x) (a / us^2 + b) for all Poisson, binomial and hypergeometric laws:
// tests/test_counts.py looks at thousands of them.
inline constexpr double hat_b[] = {1.15, 2.53}, hat_a[] = {-0.0823, 0.0248}, hat_h[] = {1.124, 0.54};
// The squeeze: for us >= squeeze_us, P(X = x) (a / us^2 + b) / h is above r0 + r1 / b, and need not be known.
inline constexpr double squeeze_us = 0.07, squeeze_r[] = {0.92, -4.2};

template <class V>
struct Hat {
    V center, a, b, h, squeeze;

    REPARAMX_INLINE Hat(V mean, V deviation)
        : center(mean + V(0.5)), b(fma(deviation, V(hat_b[1]), V(hat_b[0]))), h(V(hat_h[0]) + V(hat_h[1]) / deviation) {
        a = fma(b, V(hat_a[1]), V(hat_a[0]));
        squeeze = V(squeeze_r[0]) + V(squeeze_r[1]) / b;
    }
    REPARAMX_INLINE V at(V t, V slope) const { return floor(fma(fma(V(2.0), slope, b), t, center)); }

    // The first attempt, where the squeeze accepts it; other lanes are `undecided`.
    REPARAMX_INLINE V guess(V u, V v, V largest, mask_of<V>* undecided) const {
        const V t = u - V(0.5), us = V(0.5) - abs(t), k = at(t, a * (V(1.0) / us));
        *undecided = !((us >= V(squeeze_us)) & (v <= squeeze) & (k >= V(0.0)) & (k <= largest));
        return k;
    }
};

// Attempts until every lane of `open` has its value; `probability` is asked for whole numbers from 0 to `largest`.
template <class V, class Probability>
REPARAMX_INLINE V reject(V u, V v, mask_of<V> open, const Hat<V>& hat, V largest, Probability probability) {
    V x = floor(hat.center);
    const auto attempt = [&](V u0, V v0, mask_of<V> lanes) __attribute__((always_inline)) {
        const V t = u0 - V(0.5), inverse = V(1.0) / (V(0.5) - abs(t)), slope = hat.a * inverse;
        const V k = hat.at(t, slope);
        const mask_of<V> inside = (k >= V(0.0)) & (k <= largest);
        const V p = probability(select(inside, k, floor(hat.center)));
        const mask_of<V> accepted = lanes & inside & (v0 * hat.h <= fma(slope, inverse, hat.b) * p);
        x = select(accepted, k, x);
        return accepted;
    };
    retry(u, v, open & !attempt(u, v, open), [&](Retry<V>& more, mask_of<V> lanes) __attribute__((always_inline)) {
        const V u0 = more.uniform(lanes);
        return attempt(u0, more.uniform(lanes), lanes);
    });
    return x;
}

// A count of mean `rate`; NaN where that is no finite number.
template <class V>
struct PoissonSampler {
    V rate, small_rate, large_rate;
    mask_of<V> large;
    Hat<V> hat;
    Tails<V> tails;

    REPARAMX_INLINE explicit PoissonSampler(V rate)
        : rate(rate),
          small_rate(select(rate >= V(rejection_variance), V(0.0), rate)),
          large_rate(select(rate >= V(rejection_variance), rate, V(rejection_variance))),
          large(rate >= V(rejection_variance)),
          hat(large_rate, sqrt(large_rate)) {}

    REPARAMX_INLINE V log_none() const { return -small_rate; }
    // Before the first guess.
    REPARAMX_INLINE void prepare() {
        if (!any(large)) tails.make(log_none(), step());
    }
    REPARAMX_INLINE auto step() const {
        return [m = small_rate](V, V reciprocal) __attribute__((always_inline)) { return m * reciprocal; };
    }
    REPARAMX_INLINE V result(V x) const { return select(is_finite(rate), x, rate - rate); }
    REPARAMX_INLINE V guess(V u, V v, mask_of<V>* undecided) const {
        return result(any(large) ? hat.guess(u, v, infinity<V>(), undecided) : tails.invert(u, undecided));
    }
    REPARAMX_INLINE V draw(V u, V v) const {
        V x = V(0.0);
        if (!all(large)) x = invert(u, log_none(), step());
        if (any(large)) {
            const auto probability = [m = large_rate](V k) __attribute__((always_inline)) {
                return exp(-(excess_deviance_double(k - m, m) + factorial_rest_double(k)));
            };
            x = select(large, reject(u, v, large & is_finite(rate), hat, infinity<V>(), probability), x);
        }
        return result(x);
    }
};

// The successes among n trials of probability p: of the smaller of p and 1 - p, or the rest of them.
template <class V>
struct BinomialSampler {
    V n, trials, small_p, total, mean, other;
    mask_of<V> swap, valid, large;
    Hat<V> hat;
    Tails<V> tails;

    REPARAMX_INLINE BinomialSampler(V n, V p)
        : n(n),
          swap(p > V(0.5)),
          valid(is_finite(n) & (n >= V(0.0)) & (p >= V(0.0)) & (p <= V(1.0))),
          hat(V(0.0), V(1.0)) {
        const V q = V(1.0) - p;
        const V r = select(valid, select(swap, q, p), V(0.0)), s = select(valid, select(swap, p, q), V(1.0));
        trials = select(valid, n, V(0.0));
        const V expected = trials * r, variance = expected * s;
        large = variance >= V(rejection_variance);
        small_p = select(large, V(0.0), r);
        total = select(large, trials, V(80.0)), mean = select(large, expected, V(40.0)), other = total - mean;
        hat = Hat<V>(mean, select(large, sqrt(variance), V(5.0)));
    }
    REPARAMX_INLINE V log_none() const { return trials * log1p(-small_p); }
    REPARAMX_INLINE auto step() const {
        const V k = trials + V(1.0), odds = small_p / (V(1.0) - small_p);
        return [=](V j, V reciprocal) __attribute__((always_inline)) { return (k - j) * odds * reciprocal; };
    }
    REPARAMX_INLINE void prepare() {
        if (!any(large)) tails.make(log_none(), step());
    }
    REPARAMX_INLINE V result(V x) const { return select(valid, select(swap, n - x, x), not_a_number<V>()); }
    REPARAMX_INLINE V guess(V u, V v, mask_of<V>* undecided) const {
        return result(any(large) ? hat.guess(u, v, total, undecided) : tails.invert(u, undecided));
    }
    REPARAMX_INLINE V draw(V u, V v) const {
        V x = V(0.0);
        if (!all(large)) x = invert(u, log_none(), step());
        if (any(large)) {
            const V all_ways = factorial_rest_double(total);
            const auto probability = [=, this](V k) __attribute__((always_inline)) {
                const V d = k - mean;
                const V loss = excess_deviance_double(d, mean) + excess_deviance_double(-d, other);
                return exp(all_ways - factorial_rest_double(k) - factorial_rest_double(total - k) - loss);
            };
            x = select(large, reject(u, v, large, hat, total, probability), x);
        }
        return result(x);
    }
};

// The good ones of `sample` drawn without replacement from `good` and `bad` ones; all whole, sample <= good + bad.
// Drawn are those of the rarer kind, a, in the smaller of sample and rest, n; b of the other kind, b - n of them
// `others`.
template <class V>
struct HypergeometricSampler {
    V sample, a, n, others, total, mean, mean_a, mean_n, mean_b, ways, most;
    mask_of<V> swap_kind, swap_sample, valid, large;
    Hat<V> hat;
    Tails<V> tails;

    REPARAMX_INLINE HypergeometricSampler(V good, V bad, V sample) : sample(sample), hat(V(0.0), V(1.0)) {
        const V zero = V(0.0), one = V(1.0), size = good + bad;
        valid =
            (good >= zero) & (bad >= zero) & (sample >= zero) & (sample <= size) & is_finite(size) & is_finite(sample);
        swap_kind = good > bad, swap_sample = sample > size - sample;
        a = select(valid, select(swap_kind, bad, good), zero);
        const V b = select(valid, size, zero) - a;
        n = select(valid, select(swap_sample, size - sample, sample), zero);
        total = select(a + b > one, a + b, one), others = b - n, mean = n * (a / total);
        const V variance = mean * (b / total) * ((total - n) / select(total > one, total - one, one));
        large = variance >= V(rejection_variance);
        // Expected counts of the 2 by 2 table of kind and sample, whose margins are a, b, n and total - n.
        mean_a = a - mean, mean_n = n - mean, mean_b = others + mean;
        ways = factorial_rest_double(a) + factorial_rest_double(b) + factorial_rest_double(n) +
               factorial_rest_double(total - n) - factorial_rest_double(total);
        most = select(a < n, a, n);
        hat = Hat<V>(mean, select(large, sqrt(variance), V(5.0)));
    }
    REPARAMX_INLINE V log_probability(V k) const {
        const V d = k - mean;
        const V loss = (excess_deviance_double(d, mean) + excess_deviance_double(d, mean_b)) +
                       (excess_deviance_double(-d, mean_a) + excess_deviance_double(-d, mean_n));
        const V cells = (factorial_rest_double(k) + factorial_rest_double(others + k)) +
                        (factorial_rest_double(a - k) + factorial_rest_double(n - k));
        return ways - cells - loss;
    }
    REPARAMX_INLINE V log_none() const { return select(large, V(0.0), log_probability(V(0.0))); }
    REPARAMX_INLINE auto step() const {
        const V i = select(large, V(0.0), a) + V(1.0), j = n + V(1.0), rest = others;
        return [=](V k, V reciprocal)
                   __attribute__((always_inline)) { return (i - k) * (j - k) * reciprocal / (rest + k); };
    }
    REPARAMX_INLINE void prepare() {
        if (!any(large)) tails.make(log_none(), step());
    }
    REPARAMX_INLINE V result(V x) const {
        x = select(swap_sample, a - x, x);
        return select(valid, select(swap_kind, sample - x, x), not_a_number<V>());
    }
    REPARAMX_INLINE V guess(V u, V v, mask_of<V>* undecided) const {
        return result(any(large) ? hat.guess(u, v, most, undecided) : tails.invert(u, undecided));
    }
    REPARAMX_INLINE V draw(V u, V v) const {
        V x = V(0.0);
        if (!all(large)) x = invert(u, log_none(), step());
        if (any(large)) {
            const auto probability = [this](V k) __attribute__((always_inline)) { return exp(log_probability(k)); };
            x = select(large, reject(u, v, large, hat, most, probability), x);
        }
        return result(x);
    }
};

}  // namespace reparamx::random
