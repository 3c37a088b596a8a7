// Standard noise for one row of samples: raw words first, then the transform, in place.
#pragma once

#include "../../random/key.hpp"
#include "../../random/transforms.hpp"
#include "../abi.hpp"

namespace reparamx::vm {

// n values are a multiple of Noise::rows rows of lanes. The words take exactly the room of the values made from them,
// so they are written there: generator and transform together would not fit the registers of AVX2.
template <class Noise, class V>
void draw(void* out_, uint64_t* state, const uint64_t* words, int64_t n) {
    using S = scalar_of<V>;
    using B = random::Bits<V>;
    constexpr int lanes = type_of<V>::lanes;
    constexpr int row = int(::reparamx::vm::lane_bytes / sizeof(S));
    S* out = static_cast<S*>(out_);
    if (words == nullptr) {
        random::fill_words<Vec<uint64_t, int(sizeof(V) / 8)>>(static_cast<uint64_t*>(out_), state, n / row);
    } else {
        memcpy(out, words, size_t(n) * sizeof(S));
    }
    for (int64_t i = 0; i + Noise::rows * row <= n; i += Noise::rows * row) {
#pragma GCC unroll 1
        for (int c = 0; c < row; c += lanes) {
            B word[Noise::rows];
            V value[Noise::rows];
            for (int r = 0; r < Noise::rows; ++r) word[r] = bit_cast<B>(load<V>(out + i + r * row + c));
            Noise::apply(value, word);
            for (int r = 0; r < Noise::rows; ++r) store(out + i + r * row + c, value[r]);
        }
    }
    if constexpr (requires(V v) { Noise::finish(v); }) {
        for (int64_t i = 0; i < n; i += lanes) store(out + i, Noise::finish(load<V>(out + i)));
    }
}

template <class W>
void seed(uint64_t* state, const uint64_t* seed, uint64_t site, uint64_t block) {
    random::seed_generators<W>(state, seed, site, block);
}

}  // namespace reparamx::vm
