// Where an array breaks a constraint. One pass without branches decides almost always; the second finds the place.
#include "violation.hpp"

#include "../constraint.hpp"

namespace reparamx::vm {
namespace {

#define REPARAMX_VIOLATION(name, text, condition)             \
    template <class S>                                        \
    int64_t first_not_##name(const void* values, int64_t n) { \
        const S* v = static_cast<const S*>(values);           \
        int bad = 0;                                          \
        for (int64_t i = 0; i < n; ++i) {                     \
            const S x = v[i];                                 \
            bad |= !((condition));                            \
        }                                                     \
        if (!bad) return -1;                                  \
        for (int64_t i = 0; i < n; ++i) {                     \
            const S x = v[i];                                 \
            if (!((condition))) return i;                     \
        }                                                     \
        return -1;                                            \
    }
REPARAMX_CONSTRAINTS(REPARAMX_VIOLATION)
#undef REPARAMX_VIOLATION

#define REPARAMX_VIOLATION(name, text, condition) first_not_##name<double>,
const ViolationFn of_float64[] = {REPARAMX_CONSTRAINTS(REPARAMX_VIOLATION)};
#undef REPARAMX_VIOLATION
#define REPARAMX_VIOLATION(name, text, condition) first_not_##name<float>,
const ViolationFn of_float32[] = {REPARAMX_CONSTRAINTS(REPARAMX_VIOLATION)};
#undef REPARAMX_VIOLATION

}  // namespace

ViolationFn violation_fn(Dtype dtype, int32_t constraint) {
    return dtype == Dtype::float64 ? of_float64[constraint] : of_float32[constraint];
}

}  // namespace reparamx::vm
