// Limits on programs, and arithmetic on sizes that cannot overflow unseen.
//
// Every size is checked against these before anything is allocated. They are far above what fits in memory or time in
// practice, and low enough that sums and products of a few of them cannot overflow 64 bits.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace reparamx::vm {

inline constexpr int64_t max_elements = int64_t(1) << 28;  // of an array, a loop, all invariants, all maps together
inline constexpr int64_t max_rows = int64_t(1) << 24;      // registers and temporaries: 32 GiB of doubles
inline constexpr int64_t max_count = int64_t(1) << 20;     // params, sites, maps, messages, outputs, constants, steps
inline constexpr int64_t max_instrs = int64_t(1) << 22;    // of prologue and body together
inline constexpr int64_t max_work = int64_t(1) << 40;      // element-wise instructions of one block
inline constexpr int64_t max_rank = 64;                    // as NumPy
inline constexpr size_t max_name = 4096;                   // bytes of a name or message
inline constexpr int64_t max_samples = int64_t(1) << 53;   // counts stay exact as doubles

// The product of n sizes, each >= 0. False if it exceeds max_elements; a zero anywhere makes it 0.
inline bool checked_product(const int64_t* sizes, size_t n, int64_t* product) {
    *product = 1;
    for (size_t k = 0; k < n; ++k) {
        if (sizes[k] == 0) {
            *product = 0;
            return true;
        }
    }
    for (size_t k = 0; k < n; ++k) {
        if (sizes[k] < 0 || __builtin_mul_overflow(*product, sizes[k], product) || *product > max_elements)
            return false;
    }
    return true;
}

// The range [first, last) of elements offset + sum_k strides[k] * i_k; empty (0, 0) if some size is 0.
inline bool checked_reach(const int64_t* shape, const int64_t* strides, size_t rank, int64_t offset, int64_t* first,
                          int64_t* last) {
    *first = *last = 0;
    int64_t low = offset, high = offset;
    for (size_t k = 0; k < rank; ++k) {
        if (shape[k] < 0) return false;
        if (shape[k] == 0) return true;
    }
    for (size_t k = 0; k < rank; ++k) {
        int64_t step = 0;
        // A stride is bounded even where it is never taken, so that kernels may step past the last index.
        if (strides[k] > max_elements || strides[k] < -max_elements) return false;
        if (__builtin_mul_overflow(shape[k] - 1, strides[k], &step)) return false;
        int64_t* end = step < 0 ? &low : &high;
        if (__builtin_add_overflow(*end, step, end)) return false;
    }
    if (__builtin_add_overflow(high, int64_t(1), &high)) return false;
    *first = low;
    *last = high;
    return true;
}

}  // namespace reparamx::vm
