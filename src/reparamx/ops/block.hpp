// The list of block ops: those whose elements depend on one another, so that their kernels see whole registers.
//
// Elements are numbered in C order. Attributes are integers:
// clang-format off
//   view              out[e] = in[offset + sum_k strides[k] i_k]  {rank, shape.., strides.., offset, size of in}
//   sum_view          its adjoint: out[offset + sum_k strides[k] i_k] += in[e]
//                     {rank, shape.., strides.., offset, size of out}
//   take              out[e] = in[index[e]], indices known at compile time   {size of in, count, index..}
//   put               its adjoint: out[index[e]] += in[e]                    {size of out, count, index..}
//   compound_at       out[index[e]] = (1 + out[index[e]]) (1 + in[e]) - 1    {size of out, count, index..}
//   index             a checked, wrapped index: i if 0 <= i < size, i + size if -size <= i < 0, else a fault
//                     {count, size}
//   gather            out[e] = in0[in1[e]], indices vary from sample to sample  {size of in0, count}
//   scatter           its adjoint: out[in1[e]] += in0[e]                     {size of out, count}
//   contract          out[b, i, j] = sum_k in0[b, i, k] * in1[b, k, j], k ascending, each step one fma
//                     {batch, m, n, k, a_offset, a_batch, a_m, a_k, b_offset, b_batch, b_k, b_n}  (strides in elements)
//   cumsum            running sum along the middle of (outer, n, inner)      {outer, n, inner, reverse}
//   amax amin         extreme along the middle; NaN if any is                {outer, n, inner}
//   argmax argmin     position of the first extreme, or of the first NaN     {outer, n, inner}
//   cholesky          lower factor of each (n, n) matrix; a fault if it is not positive definite  {batch, n}
//   solve_triangular  x with op(in0) x = in1, in0 (batch, n, n), in1 (batch, n, m)  {batch, n, m, lower, transposed}
//   count_less        how many of the first n of in0[b * stride ..] are less than in1[b]
//                     {batch, n, stride, size of in0}
//   leave_one_out     mean of the other samples of the same lane, 0 if there are none  {count}
// clang-format on
#pragma once

#define REPARAMX_BLOCK_OPS(X)               \
    X(View, view, 1)                        \
    X(SumView, sum_view, 1)                 \
    X(Take, take, 1)                        \
    X(Put, put, 1)                          \
    X(CompoundAt, compound_at, 1)           \
    X(Index_, index, 1)                     \
    X(Gather, gather, 2)                    \
    X(Scatter, scatter, 2)                  \
    X(Contract, contract, 2)                \
    X(Cumsum, cumsum, 1)                    \
    X(Amax, amax, 1)                        \
    X(Amin, amin, 1)                        \
    X(Argmax, argmax, 1)                    \
    X(Argmin, argmin, 1)                    \
    X(Cholesky, cholesky, 1)                \
    X(SolveTriangular, solve_triangular, 2) \
    X(CountLess, count_less, 2)             \
    X(LeaveOneOut, leave_one_out, 1)

namespace reparamx::ops {

#define REPARAMX_BLOCK_INDEX(Struct, name, arity) name,
enum class Block : int { REPARAMX_BLOCK_OPS(REPARAMX_BLOCK_INDEX) count };
#undef REPARAMX_BLOCK_INDEX

}  // namespace reparamx::ops
