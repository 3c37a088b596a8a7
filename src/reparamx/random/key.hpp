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
inline constexpr uint64_t stream_version = 2;
inline constexpr int key_rounds = 12;

// Of `vectors` counters at once, which hide each other's latency.
template <int vectors, class W>
REPARAMX_INLINE void threefry(Xoshiro<W> (&x)[vectors], const uint64_t key[4]) {
    constexpr int rotation[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}};
    const uint64_t schedule[5] = {key[0], key[1], key[2], key[3],
                                  0x1BD11BDAA9FC1A22u ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
    const auto inject = [&](uint64_t number) __attribute__((always_inline)) {
        for (int k = 0; k < 4; ++k) {
            const W part(schedule[(number + uint64_t(k)) % 5] + (k == 3 ? number : 0));
            for (Xoshiro<W>& y : x) y.s[k] = y.s[k] + part;
        }
    };
    inject(0);
#pragma GCC unroll 16
    for (int round = 0; round < key_rounds; ++round) {
        const int one = round % 2 == 0 ? 1 : 3;
        const int three = 4 - one;
        for (Xoshiro<W>& y : x) {
            y.s[0] = y.s[0] + y.s[one];
            y.s[one] = rotate_left(y.s[one], rotation[round % 8][0]) ^ y.s[0];
            y.s[2] = y.s[2] + y.s[three];
            y.s[three] = rotate_left(y.s[three], rotation[round % 8][1]) ^ y.s[2];
        }
        if (round % 4 == 3) inject(uint64_t(round / 4 + 1));
    }
}

template <class W>
REPARAMX_INLINE void seed_generators(uint64_t* state, const uint64_t* seed, uint64_t site, uint64_t block) {
    constexpr int lanes = type_of<W>::lanes, vectors = generators / lanes > 1 ? 2 : 1;  // more would only be spilled
    constexpr uint64_t lane_numbers[generators] = {0, 1, 2, 3, 4, 5, 6, 7};
    const uint64_t key[4] = {seed[0], seed[1], site, stream_version};
    for (int first = 0; first < generators; first += vectors * lanes) {
        const W zero(uint64_t(0));
        Xoshiro<W> x[vectors];
        for (int v = 0; v < vectors; ++v) x[v] = {{W(block), load<W>(lane_numbers + first + v * lanes), zero, zero}};
        threefry(x, key);
        for (int v = 0; v < vectors; ++v) {
            // The one state that xoshiro cannot leave; one counter in 2^256 leads to it.
            W* const s = x[v].s;
            const auto dead = (s[0] | s[1] | s[2] | s[3]) == zero;
            s[0] = select(dead, W(uint64_t(0x9E3779B97F4A7C15u)), s[0]);
            x[v].to(state + first + v * lanes);
        }
    }
}

}  // namespace reparamx::random
