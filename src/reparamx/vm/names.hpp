// The tables of ops, block ops, noises and constraints as data: what a number in a program is called, and how many
// operands it takes.
#pragma once

#include <stdint.h>

#include <iterator>
#include <string_view>

#include "../constraint.hpp"
#include "../ops/block.hpp"
#include "../ops/list.hpp"
#include "../random/noise.hpp"

namespace reparamx::vm {

struct Named {
    std::string_view name;
    int arity;
};

#define REPARAMX_NAMED_OP(Struct, name, arity) {#name, arity},
#define REPARAMX_NAMED_NOISE(Struct, name) {#name, 0},
#define REPARAMX_NAMED_CONSTRAINT(name, text, condition) {#name, 1},
inline constexpr Named row_ops[] = {REPARAMX_OPS(REPARAMX_NAMED_OP)};
inline constexpr Named block_ops[] = {REPARAMX_BLOCK_OPS(REPARAMX_NAMED_OP)};
inline constexpr Named noises[] = {REPARAMX_NOISES(REPARAMX_NAMED_NOISE)};
inline constexpr Named constraints[] = {REPARAMX_CONSTRAINTS(REPARAMX_NAMED_CONSTRAINT)};
#undef REPARAMX_NAMED_OP
#undef REPARAMX_NAMED_NOISE
#undef REPARAMX_NAMED_CONSTRAINT

// The number of `name` in a table, or -1.
template <size_t n>
constexpr int32_t find_name(const Named (&table)[n], std::string_view name) {
    for (size_t i = 0; i < n; ++i) {
        if (table[i].name == name) return int32_t(i);
    }
    return -1;
}

}  // namespace reparamx::vm
