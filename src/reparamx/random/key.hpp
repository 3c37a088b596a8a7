// The states of the generators of (seed, site, block): Threefry-4x64 with 12 rounds (Salmon et al., "Parallel random
// numbers: as easy as 1, 2, 3", SC 2011).
//
//   state of lane l = Threefry(key = (seed0, seed1, site, stream_version), counter = (block, l, 0, 0))
//
// Noise is addressed: any block can be computed anywhere, again. Only additions, rotations and xor are used, because
// AVX2 has no 64-bit multiplication; 12 is the fewest rounds that the authors found to pass BigCrush, and the result is
// not used as noise but as the state of a generator that has its own full-period guarantee.
#pragma once

#include "xoshiro.hpp"

namespace reparamx::random {

// Raised by one whenever drawn numbers change.
inline constexpr uint64_t stream_version = 1;
inline constexpr int key_rounds = 12;

template <class W>
REPARAMX_INLINE void threefry(W x[4], const uint64_t key[4]) {
    constexpr int rotation[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}};
    const uint64_t schedule[5] = {key[0], key[1], key[2], key[3],
                                  0x1BD11BDAA9FC1A22u ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
    for (int k = 0; k < 4; ++k) x[k] = x[k] + W(schedule[k]);
#pragma GCC unroll 16
    for (int round = 0; round < key_rounds; ++round) {
        const int one = round % 2 == 0 ? 1 : 3;
        const int three = 4 - one;
        x[0] = x[0] + x[one];
        x[one] = rotate_left(x[one], rotation[round % 8][0]) ^ x[0];
        x[2] = x[2] + x[three];
        x[three] = rotate_left(x[three], rotation[round % 8][1]) ^ x[2];
        if (round % 4 == 3) {
            const uint64_t injection = uint64_t(round / 4 + 1);
            for (int k = 0; k < 4; ++k)
                x[k] = x[k] + W(schedule[(injection + uint64_t(k)) % 5] + (k == 3 ? injection : 0));
        }
    }
}

template <class W>
REPARAMX_INLINE void seed_generators(uint64_t* state, const uint64_t* seed, uint64_t site, uint64_t block) {
    constexpr int lanes = type_of<W>::lanes;
    constexpr uint64_t lane_numbers[generators] = {0, 1, 2, 3, 4, 5, 6, 7};
    const uint64_t key[4] = {seed[0], seed[1], site, stream_version};
    for (int first = 0; first < generators; first += lanes) {
        const W zero(uint64_t(0));
        Xoshiro<W> x{{W(block), load<W>(lane_numbers + first), zero, zero}};
        threefry(x.s, key);
        // The one state that xoshiro cannot leave; one counter in 2^256 leads to it.
        const auto dead = (x.s[0] | x.s[1] | x.s[2] | x.s[3]) == zero;
        x.s[0] = select(dead, W(uint64_t(0x9E3779B97F4A7C15u)), x.s[0]);
        x.to(state + first);
    }
}

}  // namespace reparamx::random
