// Block ops whose indices vary from sample to sample. Whatever the index, no memory outside the operand is touched:
// `index` reports those that mean nothing, `gather` and `scatter` then clamp what they are given.
#pragma once

#include "block.hpp"

namespace reparamx::vm {

template <class V>
void index(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    const V size(S(args->attr[1])), zero(S(0));
    for (int64_t e = 0; e < args->attr[0]; ++e) {
        S* out = out_row<V>(args, e);
        for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
            const V given = in.at(e, i);
            const V wrapped = select(given < zero, given + size, given);
            // Written so that NaN is bad. A fraction is no index either.
            const auto good = (wrapped >= zero) & (wrapped < size) & (trunc(given) == given);
            report<V>(args, i, !good);
            store(out + i, select(good, wrapped, zero));
        }
    }
}

// The positions of element e, forced into [0, size - 1]; NaN goes to 0. No branches: they would be guessed wrong.
template <class V>
void clamped(scalar_of<V>* out, const Elements<V>& index, int64_t e, int64_t size, int64_t n) {
    using S = scalar_of<V>;
    const V zero(S(0)), last(S(size - 1));
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) {
        const V at = index.at(e, i);
        store(out + i, select(at > zero, select(at < last, at, last), zero));
    }
}

// Up to this many elements, comparisons beat addresses: index >= k is asked for every k, and the answers clamp by
// themselves: NaN and what is below 1 choose element 0, what is too large the last.
// Measured on AVX2: a gather of 10 doubles takes two thirds of the time by comparison.
template <class V>
inline constexpr int64_t few = 3 * type_of<V>::lanes;

template <class V>
void gather(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0), index(args, 1);
    const int64_t size = args->attr[0];
    for (int64_t e = 0; e < args->attr[1]; ++e) {
        S* out = out_row<V>(args, e);
        if (size <= few<V>) {
            for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
                const V at = index.at(e, i);
                V r = in.at(0, i);
                for (int64_t k = 1; k < size; ++k) r = select(at >= V(S(k)), in.at(k, i), r);
                store(out + i, r);
            }
        } else {
            alignas(64) S at[block_size];
            clamped<V>(at, index, e, size, args->n);
            for (int64_t i = 0; i < args->n; ++i) out[i] = in.one(int64_t(at[i]), i);
        }
    }
}

template <class V>
void scatter(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0), index(args, 1);
    const int64_t size = args->attr[0];
    alignas(64) S at[block_size];
    for (int64_t k = 0; k < size; ++k) fill_row<V>(out_row<V>(args, k), 0, args->n);
    for (int64_t e = 0; e < args->attr[1]; ++e) {
        clamped<V>(at, index, e, size, args->n);
        for (int64_t i = 0; i < args->n; ++i) {
            S* to = out_row<V>(args, int64_t(at[i])) + i;
            *to = *to + in.one(e, i);
        }
    }
}

}  // namespace reparamx::vm
