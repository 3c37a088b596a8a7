// A block of memory aligned to a row of lanes.
#pragma once

#include <stddef.h>

#include <memory>
#include <new>

#include "abi.hpp"

namespace reparamx::vm {

struct FreeArena {
    void operator()(char* p) const { ::operator delete[](p, std::align_val_t(lane_bytes)); }
};
using Arena = std::unique_ptr<char[], FreeArena>;

// Throws std::bad_alloc. The content is undefined.
inline Arena make_arena(size_t bytes) { return Arena(new (std::align_val_t(lane_bytes)) char[bytes ? bytes : 1]); }

// Sizes come from verified programs: products of numbers within limits.hpp cannot overflow.
inline size_t round_to_lanes(size_t bytes) { return (bytes + lane_bytes - 1) / lane_bytes * lane_bytes; }

}  // namespace reparamx::vm
