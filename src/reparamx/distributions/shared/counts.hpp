// What laws of counts share. Probabilities are deviances from the mean and rests of factorials (math/factorial.hpp):
// they lose no digits for large counts, as differences of lgamma would.
#pragma once

#include "../distribution.hpp"

namespace reparamx::distributions {

// log of (k + r choose k) p^k q^r; `excess` is k q - r p.
template <class T> T log_binomial(T k, T r, T p, T q, T excess) {
    const T n = k + r;
    const T ways = (factorial_rest(n) - factorial_rest(k)) - factorial_rest(r);
    return ways - (count_loss(k, n * p, excess) + count_loss(r, n * q, -excess));
}

// log of gamma(k + r) / (gamma(r) k!) p^k q^r: k failures before the r-th success, r any positive number.
template <class T> T log_negative_binomial(T k, T r, T p, T q, T excess) {
    const T n = k + r, ways = fma(T(-0.5), log1p(k / r), (stirling(n) - stirling(r)) - factorial_rest(k));
    return ways - (count_loss(k, n * p, excess) + count_loss(r, n * q, -excess));
}

// A 2 by 2 table a b / c d against what its margins make expected: the loss of all four cells.
template <class T> T table_loss(T a, T b, T c, T d) {
    const T first = a + b, second = c + d, some = first + second;
    const T total = where(equal(some, T(0.0)), T(1.0), some);
    const T left = (a + c) / total, right = (b + d) / total;
    const T excess = fma(a, d, -(b * c)) / total;
    return (count_loss(a, first * left, excess) + count_loss(d, second * right, excess)) +
           (count_loss(b, first * right, -excess) + count_loss(c, second * left, -excess));
}

// The probabilities p of 1 and q of 0 of given log-odds.
template <class T> struct Odds {
    T p, q;
    T logits, near;

    explicit Odds(T logits)
        : p(sigmoid(logits)), q(sigmoid(-logits)), logits(logits), near(less(abs(logits), T(1.0))) {}

    // k q - r p. Near even odds rounding of p and q would cost more digits than rounding of the log-odds does.
    T excess(T k, T r) const {
        const T tilt = tanh(T(0.5) * where(near, logits, T(0.0)));
        const T even = fma(T(-0.5) * (k + r), tilt, T(0.5) * (k - r));
        return where(near, even, fma(k, q, -(r * p)));
    }
};

}  // namespace reparamx::distributions
