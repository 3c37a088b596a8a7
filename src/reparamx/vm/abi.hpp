// What the files compiled per instruction set share with the rest of the library: plain structs and function pointers.
//
// Nothing here may have a constructor, a virtual function or an inline body: code compiled for AVX-512 must never be
// picked by the linker for a machine without it.
#pragma once

#include <stdint.h>

namespace reparamx::vm {

// A block is 256 consecutive samples. Sample i of a block sits in lane i mod L, L = 8 for double and 16 for float; one
// lane of a block is one replicate (32 or 16 samples). 256 was the fastest of 64..1024 in a prototype: rows of 2 KB, of
// which a dozen fit in a 32 KB first-level cache.
inline constexpr int64_t block_size = 256;
inline constexpr int64_t lane_bytes = 64;  // bytes of one row of lanes: L = lane_bytes / sizeof(value)
// Sums down a lane run in 4 interleaved partial sums, rows r mod 4, joined as (p0 + p1) + (p2 + p3).
inline constexpr int64_t partial_sums = 4;

// Most operands of an instruction: a sampler takes two noises and three parameters.
inline constexpr int max_operands = 5;

// out[i] = op(in[0][i], in[1][i], ...), i < n, any n. Bit k of `varying` says that operand k is a row; else it is one
// value. `out` may be one of the operands, exactly.
using RowFn = void (*)(void* out, const char* const* in, unsigned varying, int64_t n);

// Operand of a block op. Element e is the row that starts at p + e * BlockArgs::ld values if varying, else the value
// p[e].
struct BlockIn {
    const void* p;
    bool varying;
};

// One call of a block op: an op whose elements are not independent, so that it sees whole registers.
struct BlockArgs {
    void* out;  // element e is the row at out + e * ld
    BlockIn in[3];
    const int64_t* attr;  // sizes, strides, flags: see ops/block.hpp
    int64_t n;            // values in a row to be computed (block_size, or 1 in the prologue)
    int64_t ld;           // distance of rows in values
    int64_t valid;        // the first `valid` samples of this row range count; the rest is padding of the last block
    int64_t* faults;  // raised to the smallest 1 + sample index in the row at which the op had no meaning, else left
};
using BlockFn = void (*)(const BlockArgs* args);

// Fills n values (a multiple of 2 rows of lanes; at most block_size) with standard noise, from the generator `state`
// (4 words of 64 bits for each of 8 lanes, word-major: state[4][8]), or, if `words` is given, from those raw words
// instead.
using DrawFn = void (*)(void* out, uint64_t* state, const uint64_t* words, int64_t n);
// Keys the generator of (seed, site, block).
using SeedFn = void (*)(uint64_t* state, const uint64_t* seed, uint64_t site, uint64_t block);

// sums[l] = the sum of lane l of a (or of a * b, one fma each, if b is given); only the first `valid` samples count.
// Bit 0 of `varying`: a is a row; bit 1: b is.
using SumFn = void (*)(void* sums, const void* a, const void* b, unsigned varying, int64_t n, int64_t valid);

// Kernels for one value type.
struct Kernels {
    const RowFn* row;     // by ops::Index, see ops/list.hpp
    const BlockFn* body;  // by block op: rows of a block
    const BlockFn* once;  // by block op: one value per element, for prologue and epilogue
    const DrawFn* draw;   // by noise
    SumFn sum;
};

struct Isa {
    const char* name;  // "portable", "avx2", "avx512"
    const char* description;
    Kernels f64;
    Kernels f32;
    SeedFn seed;
};

}  // namespace reparamx::vm

// Each instruction-set file exports exactly one of these.
extern "C" {
extern const reparamx::vm::Isa reparamx_isa_portable;
extern const reparamx::vm::Isa reparamx_isa_avx2;
extern const reparamx::vm::Isa reparamx_isa_avx512;
}
