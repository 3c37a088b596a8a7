// The list of all elementwise ops: the families, in order. An op's index is its place here; text uses names, so the
// order is free to change.
#pragma once

#include "arithmetic.hpp"
#include "comparison.hpp"
#include "exponential.hpp"
#include "gamma.hpp"
#include "hyperbolic.hpp"
#include "incomplete.hpp"
#include "logistic.hpp"
#include "rounding.hpp"
#include "special.hpp"
#include "trigonometric.hpp"

#define REPARAMX_OPS(X)         \
    REPARAMX_ARITHMETIC_OPS(X)  \
    REPARAMX_COMPARISON_OPS(X)  \
    REPARAMX_EXPONENTIAL_OPS(X) \
    REPARAMX_GAMMA_OPS(X)       \
    REPARAMX_HYPERBOLIC_OPS(X)  \
    REPARAMX_INCOMPLETE_OPS(X)  \
    REPARAMX_LOGISTIC_OPS(X)    \
    REPARAMX_ROUNDING_OPS(X)    \
    REPARAMX_SPECIAL_OPS(X)     \
    REPARAMX_TRIGONOMETRIC_OPS(X)

namespace reparamx::ops {

#define REPARAMX_OP_INDEX(Struct, name, arity) name,
enum class Index : int { REPARAMX_OPS(REPARAMX_OP_INDEX) count };
#undef REPARAMX_OP_INDEX

}  // namespace reparamx::ops
