// Elementwise kernels: one op over one row, for any n and any mixture of rows and single values.
#pragma once

#include "../../ops/list.hpp"
#include "../../simd.hpp"

namespace reparamx::vm {

// Ops of a few instructions are bound by loads and stores: for them every mixture of rows and single values is compiled
// by itself, with the single values in registers. Longer ops are compiled once and reload them, which costs nothing
// beside their arithmetic and keeps the library small.
template <class Op>
inline constexpr bool is_short = false;
#define REPARAMX_SHORT(Struct, name, arity) \
    template <>                             \
    inline constexpr bool is_short<ops::Struct> = true;
REPARAMX_ARITHMETIC_OPS(REPARAMX_SHORT)
REPARAMX_COMPARISON_OPS(REPARAMX_SHORT)
#undef REPARAMX_SHORT

template <class Op, int arity, class V>
REPARAMX_INLINE V apply(V a, V b, V c) {
    if constexpr (arity == 1) return Op::template fwd<V>(a);
    if constexpr (arity == 2) return Op::template fwd<V>(a, b);
    if constexpr (arity == 3) return Op::template fwd<V>(a, b, c);
}

// n is a multiple of the lanes of V. Operand k advances by step[k] values per vector: a row by the lanes, a splat by 0.
// Pointers are passed one by one: an array of them would have to be read again after every store.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_steps(scalar_of<V>* out, const scalar_of<V>* a, const scalar_of<V>* b,
                                         const scalar_of<V>* c, unsigned varying, int64_t n) {
    constexpr int lanes = type_of<V>::lanes;
    const int64_t step_a = varying & 1 ? lanes : 0, step_b = varying & 2 ? lanes : 0, step_c = varying & 4 ? lanes : 0;
    for (int64_t i = 0; i < n; i += lanes) {
        V x = load<V>(a), y = x, z = x;
        if constexpr (arity > 1) y = load<V>(b);
        if constexpr (arity > 2) z = load<V>(c);
        store(out + i, apply<Op, arity, V>(x, y, z));
        a += step_a;
        b += step_b;
        c += step_c;
    }
}

// The same with the mixture known: bit k of `varying` says that operand k is a row.
template <class Op, int arity, class V, unsigned varying>
__attribute__((noinline)) void row_mixture(scalar_of<V>* out, const scalar_of<V>* a, const scalar_of<V>* b,
                                           const scalar_of<V>* c, int64_t n) {
    V x = load<V>(a), y = x, z = x;
    if constexpr (arity > 1) y = load<V>(b);
    if constexpr (arity > 2) z = load<V>(c);
#pragma GCC unroll 4
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) {
        if constexpr (varying & 1) x = load<V>(a + i);
        if constexpr (varying & 2) y = load<V>(b + i);
        if constexpr (varying & 4) z = load<V>(c + i);
        store(out + i, apply<Op, arity, V>(x, y, z));
    }
}

template <class Op, int arity, class V, unsigned mixture = 0>
REPARAMX_INLINE void row_vectors(scalar_of<V>* out, const scalar_of<V>* a, const scalar_of<V>* b, const scalar_of<V>* c,
                                 unsigned varying, int64_t n) {
    if constexpr (is_short<Op>) {
        if constexpr (mixture + 1 < 1u << arity) {
            if (varying != mixture) return row_vectors<Op, arity, V, mixture + 1>(out, a, b, c, varying, n);
        }
        row_mixture<Op, arity, V, mixture>(out, a, b, c, n);
    } else {
        row_steps<Op, arity, V>(out, a, b, c, varying, n);
    }
}

// The last, incomplete vector: filled up with the last value, so that no lane computes anything that the caller did not
// ask for, and no kernel needs a second, scalar form with other bits.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_rest(scalar_of<V>* out, const scalar_of<V>* const* in, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    S rest_in[3][lanes], rest_out[lanes];
    for (int k = 0; k < arity; ++k)
        for (int i = 0; i < lanes; ++i) rest_in[k][i] = in[k][varying >> k & 1 ? (i < n ? i : n - 1) : 0];
    row_vectors<Op, arity, V>(rest_out, rest_in[0], rest_in[1], rest_in[2], varying, lanes);
    for (int64_t i = 0; i < n; ++i) out[i] = rest_out[i];
}

// Single values are splatted, and what does not fill a vector is left to row_rest.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_mixed(scalar_of<V>* out, const scalar_of<V>* a, const scalar_of<V>* b,
                                         const scalar_of<V>* c, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    const S* in[3] = {a, b, c};
    V splat[3];
    for (int k = 0; k < arity; ++k) {
        if (varying >> k & 1) continue;
        splat[k] = V(*in[k]);
        in[k] = reinterpret_cast<const S*>(&splat[k]);
    }
    const int64_t whole = n - n % type_of<V>::lanes;
    if (whole > 0) row_vectors<Op, arity, V>(out, in[0], in[1], in[2], varying, whole);
    if (whole == n) return;
    for (int k = 0; k < arity; ++k) in[k] += varying >> k & 1 ? whole : 0;
    row_rest<Op, arity, V>(out + whole, in, varying, n - whole);
}

// The RowFn. Most calls are for whole rows and nothing else, and jump straight to their loop.
template <class Op, int arity, class V>
void row(void* out_, const void* a_, const void* b_, const void* c_, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    constexpr unsigned all = (1u << arity) - 1;
    S* out = static_cast<S*>(out_);
    const S* a = static_cast<const S*>(a_);
    const S* b = static_cast<const S*>(b_);
    const S* c = static_cast<const S*>(c_);
    varying &= all;
    if (varying != all || n % type_of<V>::lanes != 0) return row_mixed<Op, arity, V>(out, a, b, c, varying, n);
    if constexpr (is_short<Op>) {
        row_mixture<Op, arity, V, all>(out, a, b, c, n);
    } else {
        row_steps<Op, arity, V>(out, a, b, c, all, n);
    }
}

}  // namespace reparamx::vm
