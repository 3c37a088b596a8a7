// The wording of what can go wrong while running.
#pragma once

#include <stdint.h>

#include <string>
#include <vector>

#include "abi.hpp"

namespace reparamx::vm {

std::string shown(double value);  // shortest text that reads back as the same number: "-1.0", "nan"
std::string shown(float value);
std::string at_index(int64_t element, const std::vector<int64_t>& shape);  // " at index (3,)"; "" for a scalar
std::string in_sample(int64_t sample, const uint64_t* seed);               // " in sample 17 (rng=rx.Seed(0x...))"
std::string gave_up_from(int64_t sample, const uint64_t* seed);            // a sampler, in the block that begins there
// "index out of range for size 10, got 12": what went wrong in value i of the row.
std::string block_fault(int32_t op, const BlockArgs& args, int64_t i, bool single);

}  // namespace reparamx::vm
