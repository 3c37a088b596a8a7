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

// The position, forced into [0, size - 1]; NaN goes to 0.
template <class S>
REPARAMX_INLINE int64_t clamped(S index, int64_t size) {
    const S last = S(size - 1);
    if (!(index > S(0))) return 0;
    if (index < last) return int64_t(index);
    return size - 1;
}

// Up to this many elements, comparisons beat addresses: index >= k is asked for every k, and the answers clamp by
// themselves: NaN and what is below 1 choose element 0, what is too large the last.
// Measured on AVX2, float64 and float32: gather breaks even at 11 and 16 elements, scatter at 5 and 10.
template <class V>
inline constexpr int64_t few = 2 * type_of<V>::lanes;

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
            for (int64_t i = 0; i < args->n; ++i) out[i] = in.one(clamped(index.one(e, i), size), i);
        }
    }
}

template <class V>
void scatter(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0), index(args, 1);
    const int64_t size = args->attr[0];
    for (int64_t k = 0; k < size; ++k) fill_row<V>(out_row<V>(args, k), 0, args->n);
    for (int64_t e = 0; e < args->attr[1]; ++e) {
        if (size <= few<V> / 2) {
            // Adding 0 changes nothing: no element is ever -0, because sums that start at +0 never become that.
            const V zero(S(0));
            for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
                const V at = index.at(e, i), x = in.at(e, i);
                V rest = x;  // where the index is k or more
                for (int64_t k = 0; k < size; ++k) {
                    S* to = out_row<V>(args, k) + i;
                    const auto beyond = at >= V(S(k + 1));
                    const V here = k + 1 < size ? select(beyond, zero, rest) : rest;
                    store(to, load<V>(to) + here);
                    rest = select(beyond, rest, zero);
                }
            }
        } else {
            for (int64_t i = 0; i < args->n; ++i) {
                S* to = out_row<V>(args, clamped(index.one(e, i), size)) + i;
                *to = *to + in.one(e, i);
            }
        }
    }
}

}  // namespace reparamx::vm
