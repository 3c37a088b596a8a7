// The constraints a parameter can be under, by name. Every constraint refuses NaN; only `any` allows infinities.
#pragma once

#define REPARAMX_CONSTRAINTS(X)                                                                             \
    X(any, "must not be NaN", x == x)                                                                       \
    X(real, "must be finite", x - x == 0)                                                                   \
    X(zero, "must be 0", x == 0)                                                                            \
    X(positive, "must be positive and finite", x > 0 && x - x == 0)                                         \
    X(nonnegative, "must be nonnegative and finite", x >= 0 && x - x == 0)                                  \
    X(whole, "must be a nonnegative whole number", x >= 0 && x - x == 0 && x == __builtin_floor(double(x))) \
    X(unit_interval, "must be in [0, 1]", x >= 0 && x <= 1)                                                 \
    X(open_unit_interval, "must be in (0, 1)", x > 0 && x < 1)

namespace reparamx {

#define REPARAMX_CONSTRAINT_INDEX(name, text, condition) name,
enum class Constraint : int { REPARAMX_CONSTRAINTS(REPARAMX_CONSTRAINT_INDEX) count };
#undef REPARAMX_CONSTRAINT_INDEX

}  // namespace reparamx
