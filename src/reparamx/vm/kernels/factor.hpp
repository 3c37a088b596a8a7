// Cholesky factors and triangular systems, one small matrix per sample: the samples are the lanes.
#pragma once

#include "block.hpp"

namespace reparamx::vm {

// Matrices of middle size are worked on in a packed copy of one vector of samples (8 KB on AVX2): the rows of a block
// lie 2 KB apart, so that more than 16 of them compete for the same lines of a first-level cache.
inline constexpr int64_t packed_size = 16;
inline constexpr bool is_packed(int64_t n) { return n > 4 && n <= packed_size; }

// Element (r, c) of a matrix at p + (r * row + c * column).
template <class S>
struct Matrix {
    S* p;
    int64_t row, column;
    REPARAMX_INLINE S* at(int64_t r, int64_t c) const { return p + r * row + c * column; }
};

// The factor of the lower triangle of `l`, in place. A pivot that is not positive makes its column NaN.
template <class V>
REPARAMX_INLINE void cholesky_in_place(const BlockArgs* args, const Matrix<scalar_of<V>>& l, int64_t n, int64_t i) {
    using S = scalar_of<V>;
    for (int64_t c = 0; c < n; ++c) {
        V pivot = load<V>(l.at(c, c));
        for (int64_t k = 0; k < c; ++k) {
            const V x = load<V>(l.at(c, k));
            pivot = fma(-x, x, pivot);
        }
        const auto positive = pivot > V(S(0));
        report<V>(args, i, !positive);
        pivot = sqrt(select(positive, pivot, V(S(__builtin_nan("")))));
        store(l.at(c, c), pivot);
        const V inverse = V(S(1)) / pivot;
        for (int64_t r = c + 1; r < n; ++r) {
            V x = load<V>(l.at(r, c));
            for (int64_t k = 0; k < c; ++k) x = fma(-load<V>(l.at(r, k)), load<V>(l.at(c, k)), x);
            store(l.at(r, c), x * inverse);
        }
    }
}

// Only the lower triangle is read.
template <class V>
void cholesky(const BlockArgs* args) {
    using S = scalar_of<V>;
    constexpr int64_t lanes = type_of<V>::lanes;
    const Elements<V> in(args, 0);
    const int64_t n = args->attr[1], ld = args->ld;
    alignas(64) S packed[packed_size * packed_size * lanes];
    for (int64_t batch = 0; batch < args->attr[0]; ++batch) {
        const int64_t base = batch * n * n;
        for (int64_t r = 0; r < n; ++r)
            for (int64_t c = r + 1; c < n; ++c) fill_row<V>(out_row<V>(args, base + r * n + c), 0, args->n);
        for (int64_t i = 0; i < args->n; i += lanes) {
            const Matrix<S> out{out_row<V>(args, base) + i, n * ld, ld};
            const Matrix<S> l = is_packed(n) ? Matrix<S>{packed, n * lanes, lanes} : out;
            for (int64_t r = 0; r < n; ++r)
                for (int64_t c = 0; c <= r; ++c) store(l.at(r, c), in.at(base + r * n + c, i));
            cholesky_in_place<V>(args, l, n, i);
            for (int64_t r = 0; r < n && is_packed(n); ++r)
                for (int64_t c = 0; c <= r; ++c) store(out.at(r, c), load<V>(l.at(r, c)));
        }
    }
}

// a x = b for a lower (forward) or upper triangular matrix; x overwrites b. `step` is the distance of values of b.
template <class V>
REPARAMX_INLINE void solve_in_place(const Matrix<scalar_of<V>>& a, scalar_of<V>* b, int64_t step, int64_t n,
                                    bool forward) {
    for (int64_t s = 0; s < n; ++s) {
        const int64_t r = forward ? s : n - 1 - s;
        V x = load<V>(b + r * step);
        for (int64_t t = 0; t < s; ++t) {
            const int64_t k = forward ? t : n - 1 - t;
            x = fma(-load<V>(a.at(r, k)), load<V>(b + k * step), x);
        }
        store(b + r * step, x / load<V>(a.at(r, r)));
    }
}

// A matrix too large to be packed, element by element.
template <class V>
REPARAMX_INLINE void solve_unpacked(const Elements<V>& a, int64_t first, int64_t row, int64_t column, scalar_of<V>* b,
                                    int64_t step, int64_t n, bool forward, int64_t i) {
    for (int64_t s = 0; s < n; ++s) {
        const int64_t r = forward ? s : n - 1 - s;
        V x = load<V>(b + r * step);
        for (int64_t t = 0; t < s; ++t) {
            const int64_t k = forward ? t : n - 1 - t;
            x = fma(-a.at(first + r * row + k * column, i), load<V>(b + k * step), x);
        }
        store(b + r * step, x / a.at(first + r * row + r * column, i));
    }
}

template <class V>
void solve_triangular(const BlockArgs* args) {
    using S = scalar_of<V>;
    constexpr int64_t lanes = type_of<V>::lanes;
    const Elements<V> a(args, 0), b(args, 1);
    const int64_t n = args->attr[1], m = args->attr[2];
    const bool transposed = args->attr[4] != 0;
    const bool forward = (args->attr[3] != 0) != transposed;  // op(in0) is lower triangular
    const int64_t row = transposed ? 1 : n, column = transposed ? n : 1;
    alignas(64) S packed[packed_size * packed_size * lanes], right[packed_size * lanes];
    for (int64_t batch = 0; batch < args->attr[0]; ++batch) {
        const int64_t first = batch * n * n;
        for (int64_t i = 0; i < args->n; i += lanes) {
            if (is_packed(n))
                for (int64_t e = 0; e < n * n; ++e) store(packed + e * lanes, a.at(first + e, i));
            for (int64_t j = 0; j < m; ++j) {
                const int64_t base = batch * n * m + j;
                S* out = out_row<V>(args, base) + i;
                S* x = is_packed(n) ? right : out;
                const int64_t step = is_packed(n) ? lanes : m * args->ld;
                for (int64_t r = 0; r < n; ++r) store(x + r * step, b.at(base + r * m, i));
                if (is_packed(n)) {
                    solve_in_place<V>({packed, row * lanes, column * lanes}, x, step, n, forward);
                    for (int64_t r = 0; r < n; ++r) store(out + r * m * args->ld, load<V>(x + r * step));
                } else {
                    solve_unpacked<V>(a, first, row, column, x, step, n, forward, i);
                }
            }
        }
    }
}

}  // namespace reparamx::vm
