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
REPARAMX_INLINE V apply(const V* x) {
    if constexpr (arity == 1) return Op::template fwd<V>(x[0]);
    if constexpr (arity == 2) return Op::template fwd<V>(x[0], x[1]);
    if constexpr (arity == 3) return Op::template fwd<V>(x[0], x[1], x[2]);
    if constexpr (arity == 4) return Op::template fwd<V>(x[0], x[1], x[2], x[3]);
    if constexpr (arity == 5) return Op::template fwd<V>(x[0], x[1], x[2], x[3], x[4]);
}

// n is a multiple of the lanes of V. Operand k advances by step[k] values per vector: a row by the lanes, a splat by 0.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_steps(scalar_of<V>* out, const char* const* in, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    const S* p[arity];
    int64_t step[arity];
    for (int k = 0; k < arity; ++k) {
        p[k] = reinterpret_cast<const S*>(in[k]);
        step[k] = varying >> k & 1 ? lanes : 0;
    }
    for (int64_t i = 0; i < n; i += lanes) {
        V x[arity];
        for (int k = 0; k < arity; ++k) x[k] = load<V>(p[k]);
        store(out + i, apply<Op, arity, V>(x));
        for (int k = 0; k < arity; ++k) p[k] += step[k];
    }
}

// A rejection sampler of two noises whose parameters are the same for the whole row: what needs only them is computed
// once, and the samples whose first attempt is not plainly accepted are drawn together, in full vectors: which they are
// no branch predictor can know.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_draws(scalar_of<V>* out, const char* const* in, int64_t n) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    constexpr int64_t most = 256;
    V x[arity];
    for (int k = 2; k < arity; ++k) x[k] = load<V>(reinterpret_cast<const S*>(in[k]));
    auto sampler = [&] {
        using Sampler = typename Op::template Sampler<V>;
        if constexpr (arity == 3) return Sampler(x[2]);
        if constexpr (arity == 4) return Sampler(x[2], x[3]);
        if constexpr (arity == 5) return Sampler(x[2], x[3], x[4]);
    }();
    sampler.prepare();
    S result[most], noise[2][most + lanes];  // out may be an operand
    int64_t place[most];
    for (int64_t first = 0; first < n; first += most) {
        const int64_t size = n - first < most ? n - first : most;
        const S* from[2];
        for (int k = 0; k < 2; ++k) from[k] = reinterpret_cast<const S*>(in[k]) + first;
        uint64_t open[most / 64] = {};
        for (int64_t i = 0; i < size; i += lanes) {
            mask_of<V> undecided;
            store(result + i, sampler.guess(load<V>(from[0] + i), load<V>(from[1] + i), &undecided));
            open[i / 64] |= lane_bits(undecided) << i % 64;
        }
        int64_t count = 0;
        for (int64_t word = 0; word < most / 64; ++word) {
            for (uint64_t bits = open[word]; bits != 0; bits &= bits - 1) {
                place[count] = 64 * word + __builtin_ctzll(bits);
                for (int k = 0; k < 2; ++k) noise[k][count] = from[k][place[count]];
                ++count;
            }
        }
        for (int64_t j = 0; j < count; j += lanes) {
            for (int64_t l = count; l < j + lanes; ++l)
                for (int k = 0; k < 2; ++k) noise[k][l] = noise[k][count - 1];
            S drawn[lanes];
            store(drawn, sampler.draw(load<V>(noise[0] + j), load<V>(noise[1] + j)));
            for (int64_t l = 0; l < lanes && j + l < count; ++l) result[place[j + l]] = drawn[l];
        }
        for (int64_t i = 0; i < size; i += lanes) store(out + first + i, load<V>(result + i));
    }
}

// The same with the mixture known: bit k of `varying` says that operand k is a row.
template <class Op, int arity, class V, unsigned varying>
__attribute__((noinline)) void row_mixture(scalar_of<V>* out, const char* const* in, int64_t n) {
    using S = scalar_of<V>;
    const S* p[arity];
    V x[arity];
    for (int k = 0; k < arity; ++k) {
        p[k] = reinterpret_cast<const S*>(in[k]);
        x[k] = load<V>(p[k]);
    }
#pragma GCC unroll 4
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) {
        for (int k = 0; k < arity; ++k)
            if (varying >> k & 1) x[k] = load<V>(p[k] + i);
        store(out + i, apply<Op, arity, V>(x));
    }
}

template <class Op, int arity, class V, unsigned mixture = 0>
REPARAMX_INLINE void row_vectors(scalar_of<V>* out, const char* const* in, unsigned varying, int64_t n) {
    if constexpr (is_short<Op>) {
        if constexpr (mixture + 1 < 1u << arity) {
            if (varying != mixture) return row_vectors<Op, arity, V, mixture + 1>(out, in, varying, n);
        }
        row_mixture<Op, arity, V, mixture>(out, in, n);
    } else {
        if constexpr (type_of<V>::lanes > 1 && is_double<V> && requires { typename Op::template Sampler<V>; }) {
            if (varying == 3) return row_draws<Op, arity, V>(out, in, n);
        }
        row_steps<Op, arity, V>(out, in, varying, n);
    }
}

// The last, incomplete vector: filled up with the last value, so that no lane computes anything that the caller did not
// ask for, and no kernel needs a second, scalar form with other bits.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_rest(scalar_of<V>* out, const char* const* in, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    S rest_in[arity][lanes], rest_out[lanes];
    const char* rest[arity];
    for (int k = 0; k < arity; ++k) {
        const S* from = reinterpret_cast<const S*>(in[k]);
        for (int i = 0; i < lanes; ++i) rest_in[k][i] = from[varying >> k & 1 ? (i < n ? i : n - 1) : 0];
        rest[k] = reinterpret_cast<const char*>(rest_in[k]);
    }
    row_vectors<Op, arity, V>(rest_out, rest, varying, lanes);
    for (int64_t i = 0; i < n; ++i) out[i] = rest_out[i];
}

// Single values are splatted, and what does not fill a vector is left to row_rest.
template <class Op, int arity, class V>
__attribute__((noinline)) void row_mixed(scalar_of<V>* out, const char* const* given, unsigned varying, int64_t n) {
    using S = scalar_of<V>;
    const char* in[arity];
    V splat[arity];
    for (int k = 0; k < arity; ++k) {
        in[k] = given[k];
        if (varying >> k & 1) continue;
        splat[k] = V(*reinterpret_cast<const S*>(in[k]));
        in[k] = reinterpret_cast<const char*>(&splat[k]);
    }
    const int64_t whole = n - n % type_of<V>::lanes;
    if (whole > 0) row_vectors<Op, arity, V>(out, in, varying, whole);
    if (whole == n) return;
    for (int k = 0; k < arity; ++k) in[k] += varying >> k & 1 ? whole * int64_t(sizeof(S)) : 0;
    row_rest<Op, arity, V>(out + whole, in, varying, n - whole);
}

// The RowFn. Most calls are for whole rows and nothing else, and jump straight to their loop.
template <class Op, int arity, class V>
void row(void* out_, const char* const* in, unsigned varying, int64_t n) {
    constexpr unsigned all = (1u << arity) - 1;
    auto* out = static_cast<scalar_of<V>*>(out_);
    varying &= all;
    if (varying != all || n % type_of<V>::lanes != 0) return row_mixed<Op, arity, V>(out, in, varying, n);
    if constexpr (is_short<Op>) {
        row_mixture<Op, arity, V, all>(out, in, n);
    } else {
        row_steps<Op, arity, V>(out, in, all, n);
    }
}

}  // namespace reparamx::vm
