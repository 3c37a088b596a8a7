// The kernels of one instruction set, all of them, as tables: included as text by isa_*.cpp, once per part.
//
// Everything between here and the exported objects lies in an unnamed namespace, so that no function compiled for one
// machine can be taken by the linker for another. System headers come first, outside of it.
//
// Before inclusion: REPARAMX_ISA (portable, avx2, avx512), REPARAMX_ISA_DESCRIPTION, and from the build one of
// REPARAMX_PART_ROWS_F64, REPARAMX_PART_ROWS_F32, REPARAMX_PART_BLOCKS: three objects that can be compiled side by
// side.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the deliberately undefined pass-through operand of its own AVX-512 intrinsics for a mistake.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#endif

#include "../abi.hpp"

#define REPARAMX_JOIN_(a, b) a##b
#define REPARAMX_JOIN(a, b) REPARAMX_JOIN_(a, b)
#define REPARAMX_TEXT_(a) #a
#define REPARAMX_TEXT(a) REPARAMX_TEXT_(a)
#define REPARAMX_ROWS_F64 REPARAMX_JOIN(reparamx_rows_f64_, REPARAMX_ISA)
#define REPARAMX_ROWS_F32 REPARAMX_JOIN(reparamx_rows_f32_, REPARAMX_ISA)

extern "C" {
extern const ::reparamx::vm::RowFn REPARAMX_ROWS_F64[];
extern const ::reparamx::vm::RowFn REPARAMX_ROWS_F32[];
}

#if defined(REPARAMX_PART_ROWS_F64) || defined(REPARAMX_PART_ROWS_F32)

namespace {
#include "row.hpp"
namespace here = reparamx;  // ours, not the one of abi.hpp
}  // namespace

#define REPARAMX_ROW(S, Struct, arity) here::vm::row<here::ops::Struct, arity, here::Native<S>>,
#if defined(REPARAMX_PART_ROWS_F64)
#define REPARAMX_ROW_F64(Struct, name, arity) REPARAMX_ROW(double, Struct, arity)
const ::reparamx::vm::RowFn REPARAMX_ROWS_F64[] = {REPARAMX_OPS(REPARAMX_ROW_F64)};
#else
#define REPARAMX_ROW_F32(Struct, name, arity) REPARAMX_ROW(float, Struct, arity)
const ::reparamx::vm::RowFn REPARAMX_ROWS_F32[] = {REPARAMX_OPS(REPARAMX_ROW_F32)};
#endif

#else

namespace {
#include "../../ops/block.hpp"
#include "contract.hpp"
#include "draw.hpp"
#include "factor.hpp"
#include "indexed.hpp"
#include "linear.hpp"
#include "reduction.hpp"
#include "sum.hpp"

namespace reparamx::vm {

#define REPARAMX_BLOCK(Struct, name, arity) name<V>,
template <class V>
constexpr BlockFn block_table[] = {REPARAMX_BLOCK_OPS(REPARAMX_BLOCK)};

#define REPARAMX_DRAW(Struct, name) draw<random::Struct, V>,
template <class V>
constexpr DrawFn draw_table[] = {REPARAMX_NOISES(REPARAMX_DRAW)};

template <class S>
constexpr Kernels kernels(const RowFn* row) {
    return {row, block_table<Native<S>>, block_table<S>, draw_table<Native<S>>, sum<Native<S>>};
}

}  // namespace reparamx::vm

namespace here = reparamx;  // ours, not the one of abi.hpp
}  // namespace

constexpr ::reparamx::vm::Isa REPARAMX_JOIN(reparamx_isa_, REPARAMX_ISA) = {
    REPARAMX_TEXT(REPARAMX_ISA),
    REPARAMX_ISA_DESCRIPTION,
    here::vm::kernels<double>(REPARAMX_ROWS_F64),
    here::vm::kernels<float>(REPARAMX_ROWS_F32),
    here::vm::seed<here::Native<uint64_t>>,
};

#endif
