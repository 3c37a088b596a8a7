// Rough times in nanoseconds, to decide how many threads a call is worth. Measured with AVX2 on programs of
// cheap and of transcendental ops; within a factor of two is all that is asked.
#pragma once

namespace reparamx::vm::costs {

inline constexpr double row = 60;         // one op on a row of 256 values
inline constexpr double draw = 200;       // one row of noise
inline constexpr double accumulate = 50;  // one row into its moments
inline constexpr double block_step = 50;  // one inner step of a block op on a row
inline constexpr double call = 10;        // one call of a kernel
inline constexpr double value = 1;        // one value in the prologue
inline constexpr double thread = 200e3;   // work that pays for starting a thread

}  // namespace reparamx::vm::costs
