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
REPARAMX_INLINE V apply(const scalar_of<V>* const* in) {
    if constexpr (arity == 1) {
        return Op::template fwd<V>(load<V>(in[0]));
    } else if constexpr (arity == 2) {
        return Op::template fwd<V>(load<V>(in[0]), load<V>(in[1]));
    } else {
        return Op::template fwd<V>(load<V>(in[0]), load<V>(in[1]), load<V>(in[2]));
    }
}

// n is a multiple of the lanes of V. Operand k advances by step[k] values per vector: a row by the lanes, a splat by 0.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_steps(scalar_of<V>* out, const scalar_of<V>* const* operands, const int64_t* step,
                                         int64_t n) {
    constexpr int lanes = type_of<V>::lanes;
    const scalar_of<V>* in[arity];
    for (int k = 0; k < arity; ++k) in[k] = operands[k];
    for (int64_t i = 0; i < n; i += lanes) {
        store(out + i, apply<Op, arity, V>(in));
        for (int k = 0; k < arity; ++k) in[k] += step[k];
    }
}

// The same with the mixture known: bit k of `varying` says that operand k is a row.
template <class Op, int arity, class V, unsigned varying>
__attribute__((noinline)) void row_mixture(scalar_of<V>* out, const scalar_of<V>* const* in, int64_t n) {
    constexpr int lanes = type_of<V>::lanes;
    V one[arity];
    for (int k = 0; k < arity; ++k) one[k] = load<V>(in[k]);
#pragma GCC unroll 4
    for (int64_t i = 0; i < n; i += lanes) {
        V a[arity];
        for (int k = 0; k < arity; ++k) a[k] = varying >> k & 1 ? load<V>(in[k] + i) : one[k];
        if constexpr (arity == 1) {
            store(out + i, Op::template fwd<V>(a[0]));
        } else if constexpr (arity == 2) {
            store(out + i, Op::template fwd<V>(a[0], a[1]));
        } else {
            store(out + i, Op::template fwd<V>(a[0], a[1], a[2]));
        }
    }
}

template <class Op, int arity, class V, unsigned mixture = 0>
REPARAMX_INLINE void row_vectors(scalar_of<V>* out, const scalar_of<V>* const* in, unsigned varying, int64_t n) {
    if constexpr (is_short<Op>) {
        if constexpr (mixture + 1 < 1u << arity) {
            if (varying != mixture) return row_vectors<Op, arity, V, mixture + 1>(out, in, varying, n);
        }
        row_mixture<Op, arity, V, mixture>(out, in, n);
    } else {
        int64_t step[arity];
        for (int k = 0; k < arity; ++k) step[k] = varying >> k & 1 ? type_of<V>::lanes : 0;
        row_steps<Op, arity, V>(out, in, step, n);
    }
}

// The RowFn. The last n mod lanes values go through a vector filled up with the last of them, so that no lane computes
// anything that the caller did not ask for and no kernel needs a second, scalar form with other bits.
template <class Op, int arity, class V>
void row(void* out_, const void* a_, const void* b_, const void* c_, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    const void* const given[3] = {a_, b_, c_};
    varying &= (1u << arity) - 1;
    S* out = static_cast<S*>(out_);
    const S* in[arity];
    V splat[arity];
    for (int k = 0; k < arity; ++k) {
        in[k] = static_cast<const S*>(given[k]);
        if (!(varying >> k & 1)) {
            splat[k] = V(*in[k]);
            in[k] = reinterpret_cast<const S*>(&splat[k]);
        }
    }
    const int64_t whole = n - n % lanes;
    if (whole > 0) row_vectors<Op, arity, V>(out, in, varying, whole);
    if (whole == n) return;
    S rest_in[arity][lanes];
    S rest_out[lanes];
    const S* rest[arity];
    for (int k = 0; k < arity; ++k) {
        const bool is_row = varying >> k & 1;
        for (int i = 0; i < lanes; ++i) {
            const int64_t from = whole + i < n ? whole + i : n - 1;
            rest_in[k][i] = in[k][is_row ? from : 0];
        }
        rest[k] = rest_in[k];
    }
    row_vectors<Op, arity, V>(rest_out, rest, varying, lanes);
    for (int64_t i = whole; i < n; ++i) out[i] = rest_out[i - whole];
}

}  // namespace reparamx::vm
