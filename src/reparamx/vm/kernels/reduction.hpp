// Block ops that run along an axis of (outer, length, inner), and the one that runs along the samples of a lane.
#pragma once

#include "block.hpp"

namespace reparamx::vm {

template <class V>
void cumsum(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    const int64_t outer = args->attr[0], length = args->attr[1], inner = args->attr[2];
    const bool reverse = args->attr[3] != 0;
    const int64_t back = reverse ? inner : -inner;  // to the element before in the order of summation
    for (int64_t o = 0; o < outer; ++o) {
        for (int64_t k = 0; k < length; ++k) {
            const int64_t first = (o * length + (reverse ? length - 1 - k : k)) * inner;
            for (int64_t e = first; e < first + inner; ++e) {
                S* out = out_row<V>(args, e);
                if (k == 0) {
                    copy_row<V>(out, in, e, args->n);
                    continue;
                }
                const S* before = out_row<V>(args, e + back);
                for (int64_t i = 0; i < args->n; i += type_of<V>::lanes)
                    store(out + i, load<V>(before + i) + in.at(e, i));
            }
        }
    }
}

struct Larger {
    template <class V> REPARAMX_INLINE static V of(V a, V b) { return maximum(a, b); }
    template <class V> REPARAMX_INLINE static mask_of<V> beats(V a, V b) { return a > b; }
};
struct Smaller {
    template <class V> REPARAMX_INLINE static V of(V a, V b) { return minimum(a, b); }
    template <class V> REPARAMX_INLINE static mask_of<V> beats(V a, V b) { return a < b; }
};

template <class V, class Better>
void extreme(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    const int64_t outer = args->attr[0], length = args->attr[1], inner = args->attr[2];
    for (int64_t o = 0; o < outer; ++o) {
        for (int64_t k = 0; k < length; ++k) {
            for (int64_t j = 0; j < inner; ++j) {
                S* out = out_row<V>(args, o * inner + j);
                const int64_t e = (o * length + k) * inner + j;
                if (k == 0) {
                    copy_row<V>(out, in, e, args->n);
                    continue;
                }
                for (int64_t i = 0; i < args->n; i += type_of<V>::lanes)
                    store(out + i, Better::template of<V>(load<V>(out + i), in.at(e, i)));
            }
        }
    }
}

// The first extreme, or the first NaN: once the best is NaN nothing beats it.
template <class V, class Better>
void position_of_extreme(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    const int64_t outer = args->attr[0], length = args->attr[1], inner = args->attr[2];
    alignas(64) S best[block_size];
    for (int64_t o = 0; o < outer; ++o) {
        for (int64_t j = 0; j < inner; ++j) {
            S* out = out_row<V>(args, o * inner + j);
            const int64_t first = o * length * inner + j;
            copy_row<V>(best, in, first, args->n);
            fill_row<V>(out, 0, args->n);
            for (int64_t k = 1; k < length; ++k) {
                for (int64_t i = 0; i < args->n; i += type_of<V>::lanes) {
                    const V old = load<V>(best + i), next = in.at(first + k * inner, i);
                    const auto better = Better::template beats<V>(next, old) | (is_nan(next) & !is_nan(old));
                    store(best + i, select(better, next, old));
                    store(out + i, select(better, V(S(k)), load<V>(out + i)));
                }
            }
        }
    }
}

template <class V> void amax(const BlockArgs* args) { extreme<V, Larger>(args); }
template <class V> void amin(const BlockArgs* args) { extreme<V, Smaller>(args); }
template <class V> void argmax(const BlockArgs* args) { position_of_extreme<V, Larger>(args); }
template <class V> void argmin(const BlockArgs* args) { position_of_extreme<V, Smaller>(args); }

// One more where the mask is set: all its bits are, which is -1.
template <class I, class S, int N>
REPARAMX_INLINE Vec<I, N> counted(Vec<I, N> count, Mask<S, N> mask) {
    return Vec<I, N>::of(count.v - mask.v);
}
template <class I>
REPARAMX_INLINE I counted(I count, bool mask) {
    return count + mask;
}

// Samples i.. of `vectors` vectors, so that each entry of the table is fetched once for all of them.
template <class V, int vectors>
REPARAMX_INLINE void count_less_at(const BlockArgs* args, int64_t b, int64_t i) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    const Elements<V> table(args, 0), x(args, 1);
    const int64_t first = b * args->attr[2];
    V value[vectors];
    integer_of<V> count[vectors];
    for (int v = 0; v < vectors; ++v) {
        value[v] = x.at(b, i + v * lanes);
        count[v] = integer_of<V>(0);
    }
    for (int64_t k = first; k < first + args->attr[1]; ++k)
        for (int v = 0; v < vectors; ++v) count[v] = counted(count[v], table.at(k, i + v * lanes) < value[v]);
    S* out = out_row<V>(args, b) + i;
    for (int v = 0; v < vectors; ++v) store(out + v * lanes, to_real<V>(count[v]));
}

// out[b] = how many of the first n of table[b * stride ..] are less than x[b]: the index that an inverse distribution
// function finds.
template <class V>
void count_less(const BlockArgs* args) {
    constexpr int lanes = type_of<V>::lanes;
    for (int64_t b = 0; b < args->attr[0]; ++b) {
        int64_t i = 0;
        for (; i + 4 * lanes <= args->n; i += 4 * lanes) count_less_at<V, 4>(args, b, i);
        for (; i < args->n; i += lanes) count_less_at<V, 1>(args, b, i);
    }
}

// out[r] = (sum of in[0 .. r-1] + sum of in[r+1 ..]) / (count - 1) down each lane. The two sums are kept apart, so that
// a sample's own value, however large, never enters its own baseline, not even by rounding.
template <class V>
void leave_one_out(const BlockArgs* args) {
    using S = scalar_of<V>;
    const Elements<V> in(args, 0);
    constexpr int64_t row = lane_bytes / int64_t(sizeof(S));
    alignas(64) S weight[row];  // 1 / (count - 1) of each lane, 0 if it has no other sample
    const int64_t valid = args->valid < args->n ? args->valid : args->n;
    for (int64_t l = 0; l < row; ++l) {
        const int64_t count = valid / row + (l < valid % row);
        weight[l] = count > 1 ? S(1) / S(count - 1) : S(0);
    }
    const int64_t rows = (valid + row - 1) / row;
    constexpr int lanes = type_of<V>::lanes, vectors = int(row) / lanes;
    for (int64_t e = 0; e < args->attr[0]; ++e) {
        S* out = out_row<V>(args, e);
        if (args->n < row) {  // a single sample has no others
            for (int64_t i = 0; i < args->n; ++i) out[i] = 0;
            continue;
        }
        alignas(64) S copy[block_size];
        const S* x = in.p + e * in.ld;
        if (!in.varying || valid < args->n) {
            copy_row<V>(copy, in, e, args->n);
            for (int64_t i = valid; i < args->n; ++i) copy[i] = out[i] = 0;
            x = copy;
        }
        // The vectors of a row side by side: each would wait for its own sum.
        V sum[vectors];
        for (int v = 0; v < vectors; ++v) sum[v] = V(S(0));
        for (int64_t r = rows - 1; r >= 0; --r) {
            for (int v = 0; v < vectors; ++v) {
                store(out + r * row + v * lanes, sum[v]);
                sum[v] = sum[v] + load<V>(x + r * row + v * lanes);
            }
        }
        for (int v = 0; v < vectors; ++v) sum[v] = V(S(0));
        for (int64_t r = 0; r < rows; ++r) {
            for (int v = 0; v < vectors; ++v) {
                S* to = out + r * row + v * lanes;
                store(to, (sum[v] + load<V>(to)) * load<V>(weight + v * lanes));
                sum[v] = sum[v] + load<V>(x + r * row + v * lanes);
            }
        }
    }
}

}  // namespace reparamx::vm
