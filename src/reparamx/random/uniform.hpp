// Raw bits as a number u strictly inside (0, 1).
//
//   float64   u = (k + 1/2) 2^-52, k the upper 52 bits of the word: exact, symmetric about 1/2
//   float32   u = (k + 1/2) 2^-32, k all 32 bits, rounded to nearest and at most 1 - 2^-24
//
// A float32 near 1 has steps of 2^-24, near 0 it could have steps of 2^-32: rounding u and then taking log(1 - u) would
// throw the upper tail away. Transforms with two tails therefore start from `Sides`: the distance to the nearer end.
//
// One word of 64 bits makes one float64 or two float32: lane 2j comes from the low half of word j, lane 2j + 1 from the
// high half (the words' bytes in memory, read as 32-bit words by a little-endian machine).
#pragma once

#include "../simd.hpp"

namespace reparamx::random {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "halves of words are read in memory order");

// The unsigned lanes of the size of T's, and the 32-bit integer as a float, rounded to nearest.
template <class T> struct bits_of;
template <int N> struct bits_of<Vec<double, N>> {
    using type = Vec<uint64_t, N>;
};
template <int N> struct bits_of<Vec<float, N>> {
    using type = Vec<uint32_t, N>;
};
template <class T> using Bits = typename bits_of<T>::type;

template <int N>
REPARAMX_INLINE Vec<float, N> to_float(Vec<int32_t, N> k) {
    return Vec<float, N>::of(__builtin_convertvector(k.v, typename Vec<float, N>::raw));
}

// u = v if not upper, u = 1 - v if upper; 2^-33 <= v <= 1/2.
template <class T>
struct Sides {
    T v;
    mask_of<T> upper;
};

template <int N>
REPARAMX_INLINE Sides<Vec<float, N>> sides(Vec<uint32_t, N> word) {
    using V = Vec<float, N>;
    const Vec<int32_t, N> w = bit_cast<Vec<int32_t, N>>(word);
    const Vec<int32_t, N> flip = w >> 31;  // all ones in the upper half
    const V k = to_float(w ^ flip);        // 0 <= k <= 2^31
    return {fma(k, V(0x1p-32f), V(0x1p-33f)), Mask<float, N>{flip.v}};
}

template <int N>
REPARAMX_INLINE Vec<double, N> unit(Vec<uint64_t, N> word) {
    using V = Vec<double, N>;
    using W = Vec<uint64_t, N>;
    return bit_cast<V>((word >> 12) | W(uint64_t(0x3FF0000000000000))) - V(1.0 - 0x1p-53);
}

template <int N>
REPARAMX_INLINE Vec<float, N> unit(Vec<uint32_t, N> word) {
    using V = Vec<float, N>;
    const Sides<V> s = sides(word);
    const V right = V(1.0f) - s.v;
    const V last(1.0f - 0x1p-24f);
    return select(s.upper, select(right < last, right, last), s.v);
}

}  // namespace reparamx::random
