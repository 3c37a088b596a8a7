// The few words that the C++ tests share.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>

// Unlike assert, also in a release build; says what was being checked.
#define CHECK(condition, ...)                                                      \
    do {                                                                           \
        if (!(condition)) {                                                        \
            fprintf(stderr, "%s:%d: %s failed: ", __FILE__, __LINE__, #condition); \
            fprintf(stderr, __VA_ARGS__);                                          \
            fprintf(stderr, "\n");                                                 \
            exit(1);                                                               \
        }                                                                          \
    } while (false)

// Equal bits, or both NaN: which NaN an operation returns is the machine's choice.
template <class S>
bool same(S a, S b) {
    return memcmp(&a, &b, sizeof(S)) == 0 || (a != a && b != b);
}

// SplitMix64: enough to make test inputs from.
struct TestRandom {
    uint64_t state;
    uint64_t word() {
        uint64_t z = (state += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    double uniform() { return double(word() >> 11) * 0x1p-53; }
    int64_t below(int64_t n) { return int64_t(word() % uint64_t(n)); }
};
