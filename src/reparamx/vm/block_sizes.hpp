// How many elements a block op reads and writes: the one place that knows what its attributes mean for memory.
#pragma once

#include <stdint.h>

#include <vector>

namespace reparamx::vm {

struct BlockSizes {
    int64_t in[2] = {0, 0};  // elements of the operands, counted from their first
    int64_t out = 0;         // elements written, all of them
    double work = 0;         // inner steps, to estimate the time
};

// Throws Error(Fault::program) if the attributes break a rule of ops/block.hpp.
BlockSizes block_sizes(int32_t op, const std::vector<int64_t>& attr);

}  // namespace reparamx::vm
