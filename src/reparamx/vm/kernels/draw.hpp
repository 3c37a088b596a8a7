// Standard noise for one row of samples: raw words first, then the transform, in place.
#pragma once

#include "../../random/key.hpp"
#include "../../random/transforms.hpp"
#include "../abi.hpp"

namespace reparamx::vm {

// n values are a multiple of Noise::rows rows of lanes. The words take exactly the room of the values made from them,
// so they are written there: generator and transform together would not fit the registers of AVX2.
template <class Noise, class V>
void draw(void* out, uint64_t* state, const uint64_t* words, int64_t n) {
    using S = scalar_of<V>;
    static_assert(block_size <= random::most_values);
    constexpr int row = int(::reparamx::vm::lane_bytes / sizeof(S));
    if (words == nullptr) {
        random::fill_words<Vec<uint64_t, int(sizeof(V) / 8)>>(static_cast<uint64_t*>(out), state, n / row);
    } else {
        memcpy(out, words, size_t(n) * sizeof(S));
    }
    Noise::template transform<V>(static_cast<S*>(out), n);
}

template <class W>
void seed(uint64_t* state, const uint64_t* seed, uint64_t site, uint64_t block) {
    random::seed_generators<W>(state, seed, site, block);
}

}  // namespace reparamx::vm
