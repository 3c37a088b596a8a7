// Sums down the lanes of a row of samples: row r of lanes goes to partial sum r mod 4, in ascending order. They are
// joined as (p0 + p1) + (p2 + p3).
#pragma once

#include "../../simd.hpp"
#include "../abi.hpp"

namespace reparamx::vm {

// Rows [0, rows) of a, or of a * b by one fma each. A single value has its vectors `step` = 0 apart.
template <class V, bool product>
REPARAMX_INLINE void sum_rows(V (&sum)[::reparamx::vm::partial_sums], const scalar_of<V>* a, int64_t a_step,
                              const scalar_of<V>* b, int64_t b_step, int64_t rows) {
    constexpr int partial = int(::reparamx::vm::partial_sums);
    for (int64_t r = 0; r < rows; r += partial) {
        for (int p = 0; p < partial; ++p) {
            if (r + p >= rows) break;
            const V x = load<V>(a + (r + p) * a_step);
            if constexpr (product) {
                sum[p] = fma(x, load<V>(b + (r + p) * b_step), sum[p]);
            } else {
                sum[p] = sum[p] + x;
            }
        }
    }
}

// One vector's worth of lanes, starting at lane c.
template <class V, bool product>
__attribute__((noinline)) void sum_lanes(scalar_of<V>* sums, const scalar_of<V>* a, const scalar_of<V>* b,
                                         unsigned varying, int64_t valid, int c) {
    using S = scalar_of<V>;
    constexpr int row = int(::reparamx::vm::lane_bytes / sizeof(S));
    constexpr int lanes = type_of<V>::lanes;
    constexpr int partial = int(::reparamx::vm::partial_sums);
    const V a_one(*a), b_one(product ? *b : S(0));
    const S* in_a = varying & 1 ? a + c : reinterpret_cast<const S*>(&a_one);
    const S* in_b = varying & 2 ? b + c : reinterpret_cast<const S*>(&b_one);
    const int64_t a_step = varying & 1 ? row : 0, b_step = varying & 2 ? row : 0;
    V sum[partial];
    for (int p = 0; p < partial; ++p) sum[p] = V(S(0));
    const int64_t rows = valid / row;
    const int64_t quads = rows - rows % partial;
    sum_rows<V, product>(sum, in_a, a_step, in_b, b_step, quads);
    sum_rows<V, product>(sum, in_a + quads * a_step, a_step, in_b + quads * b_step, b_step, rows - quads);
    if (rows * row == valid) return store(sums + c, (sum[0] + sum[1]) + (sum[2] + sum[3]));
    // The last, incomplete row: only its valid lanes are read.
    S last[partial][lanes];
    for (int p = 0; p < partial; ++p) store(last[p], sum[p]);
    for (int64_t i = rows * row + c; i < valid && i < rows * row + c + lanes; ++i) {
        const int64_t lane = i - rows * row - c;
        const S x = in_a[rows * a_step + lane];
        S& s = last[rows % partial][lane];
        if constexpr (product) {
            s = fma(x, in_b[rows * b_step + lane], s);
        } else {
            s = s + x;
        }
    }
    for (int p = 0; p < partial; ++p) sum[p] = load<V>(last[p]);
    store(sums + c, (sum[0] + sum[1]) + (sum[2] + sum[3]));
}

// A whole block of rows, the usual case: all lanes side by side, so that no addition waits for the one before it. The
// loops over lanes are unrolled, because only then the sums stay in registers.
template <class V, bool product>
void sum_block(scalar_of<V>* sums, const scalar_of<V>* a, const scalar_of<V>* b) {
    using S = scalar_of<V>;
    constexpr int row = int(::reparamx::vm::lane_bytes / sizeof(S));
    constexpr int lanes = type_of<V>::lanes, vectors = row / lanes;
    constexpr int partial = int(::reparamx::vm::partial_sums);
    V sum[partial * vectors];
#pragma GCC unroll 16
    for (int k = 0; k < partial * vectors; ++k) sum[k] = V(S(0));
    for (int64_t i = 0; i < ::reparamx::vm::block_size; i += partial * row) {
#pragma GCC unroll 16
        for (int k = 0; k < partial * vectors; ++k) {
            const V x = load<V>(a + i + k * lanes);
            if constexpr (product) {
                sum[k] = fma(x, load<V>(b + i + k * lanes), sum[k]);
            } else {
                sum[k] = sum[k] + x;
            }
        }
    }
#pragma GCC unroll 4
    for (int k = 0; k < vectors; ++k)
        store(sums + k * lanes, (sum[k] + sum[vectors + k]) + (sum[2 * vectors + k] + sum[3 * vectors + k]));
}

// The SumFn.
template <class V>
void sum(void* sums, const void* a, const void* b, unsigned varying, int64_t n, int64_t valid) {
    using S = scalar_of<V>;
    constexpr int row = int(::reparamx::vm::lane_bytes / sizeof(S));
    const int64_t count = valid < n ? valid : n;
    if (count == ::reparamx::vm::block_size && varying == (b == nullptr ? 1 : 3)) {
        if (b == nullptr) return sum_block<V, false>(static_cast<S*>(sums), static_cast<const S*>(a), nullptr);
        return sum_block<V, true>(static_cast<S*>(sums), static_cast<const S*>(a), static_cast<const S*>(b));
    }
    for (int c = 0; c < row; c += type_of<V>::lanes) {
        if (b == nullptr) {
            sum_lanes<V, false>(static_cast<S*>(sums), static_cast<const S*>(a), nullptr, varying, count, c);
        } else {
            sum_lanes<V, true>(static_cast<S*>(sums), static_cast<const S*>(a), static_cast<const S*>(b), varying,
                               count, c);
        }
    }
}

}  // namespace reparamx::vm
