// Where an array breaks a constraint.
#pragma once

#include <stdint.h>

#include "program.hpp"

namespace reparamx::vm {

// The first of n values that the constraint refuses, or -1.
using ViolationFn = int64_t (*)(const void* values, int64_t n);
ViolationFn violation_fn(Dtype dtype, int32_t constraint);

}  // namespace reparamx::vm
