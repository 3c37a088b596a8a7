// Cholesky factors and triangular systems, one small matrix per sample: the samples are the lanes.
#pragma once

#include "block.hpp"

namespace reparamx::vm {

// Only the lower triangle is read. A pivot that is not positive makes its column NaN.
template <class V>
void cholesky(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    const int64_t n = args->attr[1];
    for (int64_t batch = 0; batch < args->attr[0]; ++batch) {
        const int64_t base = batch * n * n;
        for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
            const auto factor = [&](int64_t r, int64_t c) { return out_row<V>(args, base + r * n + c) + i; };
            for (int64_t c = 0; c < n; ++c) {
                V pivot(S(0));
                for (int64_t r = c; r < n; ++r) {
                    V x = in.at(base + r * n + c, i);
                    for (int64_t k = 0; k < c; ++k) x = fma(-load<V>(factor(r, k)), load<V>(factor(c, k)), x);
                    if (r == c) {
                        const auto positive = x > V(S(0));
                        report<V>(args, i, !positive);
                        pivot = sqrt(select(positive, x, V(S(__builtin_nan("")))));
                        store(factor(r, c), pivot);
                    } else {
                        store(factor(r, c), x / pivot);
                        store(factor(c, r), V(S(0)));
                    }
                }
            }
        }
    }
}

template <class V>
void solve_triangular(const BlockArgs* args) {
    const Elements<V> a(args, 0), b(args, 1);
    const int64_t n = args->attr[1], m = args->attr[2];
    const bool transposed = args->attr[4] != 0;
    const bool forward = (args->attr[3] != 0) != transposed;  // op(in0) is lower triangular
    const int64_t row = transposed ? 1 : n, column = transposed ? n : 1;
    for (int64_t batch = 0; batch < args->attr[0]; ++batch) {
        for (int64_t j = 0; j < m; ++j) {
            const int64_t base = batch * n * m + j;
            for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
                for (int64_t s = 0; s < n; ++s) {
                    const int64_t r = forward ? s : n - 1 - s;
                    V x = b.at(base + r * m, i);
                    for (int64_t t = 0; t < s; ++t) {
                        const int64_t k = forward ? t : n - 1 - t;
                        const V known = load<V>(out_row<V>(args, base + k * m) + i);
                        x = fma(-a.at(batch * n * n + r * row + k * column, i), known, x);
                    }
                    store(out_row<V>(args, base + r * m) + i, x / a.at(batch * n * n + r * row + r * column, i));
                }
            }
        }
    }
}

}  // namespace reparamx::vm
