// What limit.cpp is made of: xoshiro256++ over 8 lanes and the Box-Muller transform, in the machine's own width.
#pragma once

#include "reparamx/simd.hpp"

namespace limit {

using namespace reparamx;

using Word = Native<uint64_t>;
inline constexpr int words = 8 / type_of<Word>::lanes;  // registers that hold one word of each of the 8 lanes

struct Words {
    Word v[words];
};

// Blackman and Vigna 2021, one generator per lane, seeded by splitmix64.
struct Generator {
    Word s[4][words];

    Generator(uint64_t seed, uint64_t thread) {
        uint64_t x = seed * 0x9e3779b97f4a7c15u + thread * 0xbf58476d1ce4e5b9u;
        for (auto& part : s)
            for (Word& word : part)
                for (int i = 0; i < type_of<Word>::lanes; ++i) {
                    uint64_t z = (x += 0x9e3779b97f4a7c15u);
                    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
                    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
                    word.v[i] = z ^ (z >> 31);
                }
    }

    REPARAMX_INLINE static Word rotate(Word a, int n) { return (a << n) | (a >> (64 - n)); }
    REPARAMX_INLINE Words next() {
        Words r;
        for (int i = 0; i < words; ++i) {
            r.v[i] = rotate(s[0][i] + s[3][i], 23) + s[0][i];
            const Word t = s[1][i] << 17;
            s[2][i] = s[2][i] ^ s[0][i];
            s[3][i] = s[3][i] ^ s[1][i];
            s[1][i] = s[1][i] ^ s[2][i];
            s[0][i] = s[0][i] ^ s[3][i];
            s[2][i] = s[2][i] ^ t;
            s[3][i] = rotate(s[3][i], 45);
        }
        return r;
    }
};

template <class V, int n>
REPARAMX_INLINE V horner(V x, const double (&c)[n]) {
    using S = scalar_of<V>;
    V r = V(S(c[0]));
    for (int i = 1; i < n; ++i) r = fma(r, x, V(S(c[i])));
    return r;
}

// Uniform on (0, 1): the top bits as a mantissa in [1, 2), less 1 minus half a step.
template <class V>
REPARAMX_INLINE V uniform(Word w) {
    if constexpr (is_double<V>) {
        const Word bits = (w >> 12) | Word(0x3ff0000000000000u);
        return bit_cast<V>(bits) - V(1.0 - 0x1p-53);
    } else {
        using U = Vec<uint32_t, type_of<V>::lanes>;
        const U bits = (bit_cast<U>(w) >> 9) | U(0x3f800000u);
        return bit_cast<V>(bits) - V(1.0f - 0x1p-24f);
    }
}

// log u for u in (0, 1): u = 2^e m, m in [sqrt(1/2), sqrt(2)), log m = 2 atanh((m - 1) / (m + 1)); Taylor terms.
template <class V>
REPARAMX_INLINE V log01(V u) {
    using S = scalar_of<V>;
    using I = integer_of<V>;
    constexpr int mantissa = is_double<V> ? 52 : 23;
    const I half = to_bits(V(S(0.70710678118654752)));
    const I e = (to_bits(u) - half) >> mantissa;
    const V m = from_bits<V>(to_bits(u) - (e << mantissa));
    const V s = (m - V(S(1))) / (m + V(S(1))), s2 = s * s;
    V p;
    if constexpr (is_double<V>)
        p = horner(s2, {2 / 19., 2 / 17., 2 / 15., 2 / 13., 2 / 11., 2 / 9., 2 / 7., 2 / 5., 2 / 3.});
    else
        p = horner(s2, {2 / 9., 2 / 7., 2 / 5., 2 / 3.});
    const V log_m = fma(s * s2, p, s + s);
    return fma(to_real<V>(e), V(S(0.69314718055994531)), log_m);
}

// (sin, cos) of 2 pi u: a quarter turn q and the rest |t| <= pi / 4; Taylor terms.
template <class V>
REPARAMX_INLINE void sincos_turn(V u, V& sine, V& cosine) {
    using S = scalar_of<V>;
    using I = integer_of<V>;
    const V magic = V(is_double<V> ? S(6755399441055744.0) : S(12582912.0));
    const V v = u * V(S(4)), shifted = v + magic, t = (v - (shifted - magic)) * V(S(1.5707963267948966)), t2 = t * t;
    V s, c;
    if constexpr (is_double<V>) {
        s = horner(t2, {-1 / 1307674368e3, 1 / 6227020800., -1 / 39916800., 1 / 362880., -1 / 5040., 1 / 120., -1 / 6.});
        c = horner(t2, {1 / 20922789888e3, -1 / 87178291200., 1 / 479001600., -1 / 3628800., 1 / 40320., -1 / 720.,
                        1 / 24., -1 / 2.});
    } else {
        s = horner(t2, {1 / 362880., -1 / 5040., 1 / 120., -1 / 6.});
        c = horner(t2, {1 / 40320., -1 / 720., 1 / 24., -1 / 2.});
    }
    s = fma(t * t2, s, t);
    c = fma(t2, c, V(S(1)));
    const I q = to_bits(shifted), sign = sign_bit<V>();
    constexpr int top = int(sizeof(S)) * 8 - 1;
    const mask_of<V> odd = {(((q << top) >> top)).v};
    sine = from_bits<V>(to_bits(select(odd, c, s)) ^ ((q << (top - 1)) & sign));
    cosine = from_bits<V>(to_bits(select(odd, s, c)) ^ (((q + I(1)) << (top - 1)) & sign));
}

// Box and Muller 1958: sqrt(-2 log u) (sin, cos)(2 pi v).
template <class V>
REPARAMX_INLINE void box_muller(Word radius, Word angle, V& first, V& second) {
    const V r = sqrt(V(-2) * log01(uniform<V>(radius)));
    V s, c;
    sincos_turn(uniform<V>(angle), s, c);
    first = r * s;
    second = r * c;
}

}  // namespace limit
