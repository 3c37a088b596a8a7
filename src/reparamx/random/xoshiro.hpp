// xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), eight at a time.
//
// A block has one generator per lane of 64 bits. Their states lie word-major, state[4][8], so that a vector of any
// width is a slice of every word, and the vector width never shows in the numbers.
#pragma once

#include "../simd.hpp"

namespace reparamx::random {

inline constexpr int generators = 8;

template <class W>
REPARAMX_INLINE W rotate_left(W a, int n) {
    return (a << n) | (a >> (64 - n));
}

// The generators of one vector of 64-bit lanes.
template <class W>
struct Xoshiro {
    W s[4];

    REPARAMX_INLINE static Xoshiro from(const uint64_t* state) {
        return {{load<W>(state), load<W>(state + generators), load<W>(state + 2 * generators),
                 load<W>(state + 3 * generators)}};
    }

    REPARAMX_INLINE void to(uint64_t* state) const {
        for (int k = 0; k < 4; ++k) store(state + k * generators, s[k]);
    }

    REPARAMX_INLINE W next() {
        const W word = rotate_left(s[0] + s[3], 23) + s[0];
        const W t = s[1] << 17;
        s[2] = s[2] ^ s[0];
        s[3] = s[3] ^ s[1];
        s[1] = s[1] ^ s[2];
        s[0] = s[0] ^ s[3];
        s[2] = s[2] ^ t;
        s[3] = rotate_left(s[3], 45);
        return word;
    }

    // Advances only the lanes of the mask: a rejected draw must not move its neighbours. The words of other lanes are
    // those that their next draw will give.
    REPARAMX_INLINE W next(mask_of<W> lanes) {
        const Xoshiro before = *this;
        const W word = next();
        for (int k = 0; k < 4; ++k) s[k] = select(lanes, s[k], before.s[k]);
        return word;
    }
};

// `rows` rows of eight words: row r holds the r-th next word of every generator.
template <class W>
REPARAMX_INLINE void fill_words(uint64_t* words, uint64_t* state, int64_t rows) {
    constexpr int lanes = type_of<W>::lanes;
    if constexpr (lanes == generators) {
        Xoshiro<W> x = Xoshiro<W>::from(state);
        for (int64_t r = 0; r < rows; ++r) store(words + r * generators, x.next());
        x.to(state);
    } else {
        // Two vectors of states fill the registers of AVX2 and hide each other's latency; more would only be spilled.
        for (int first = 0; first < generators; first += 2 * lanes) {
            Xoshiro<W> x = Xoshiro<W>::from(state + first), y = Xoshiro<W>::from(state + first + lanes);
            for (int64_t r = 0; r < rows; ++r) {
                store(words + r * generators + first, x.next());
                store(words + r * generators + first + lanes, y.next());
            }
            x.to(state + first);
            y.to(state + first + lanes);
        }
    }
}

}  // namespace reparamx::random
