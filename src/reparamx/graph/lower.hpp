// Lowering: from a graph to a Program. Order, fuse, place.
//
//   split     what does not vary from sample to sample goes to the prologue; factors and terms that do not vary are
//             peeled off the outputs and applied once, to their means
//   schedule  the rest becomes steps: loops of elementwise work over equal extents, and block ops      (schedule.cpp)
//   allocate  rows that live inside one iteration get temporaries, the others registers, by liveness   (allocate.cpp)
#pragma once

#include <map>
#include <set>

#include "../vm/program.hpp"
#include "node.hpp"

namespace reparamx {

struct OutputRequest {
    bool samples;  // every sample instead of the mean
    int node;
    std::string name;
    bool finite;  // every sample must be finite
};

vm::Program lower(Graph& graph, const std::vector<OutputRequest>& outputs, vm::Dtype dtype);

// How a consumer with `size` elements finds its elements in a base node, seen through reshapes, views and takes.
struct Access {
    int base;
    vm::IndexMap map;
    bool identity, first;
};

// One piece of body work.
struct Unit {
    vm::Kind kind;
    int node = -1;  // the node it computes; -1 for accumulate, store, check
    int64_t extent = 1;
    std::vector<Access> inputs;
    int32_t op = 0, index = 0;
    std::vector<int64_t> attr;
    int64_t out_offset = 0;  // rows into the register of `target`: parts of a concatenation
    int target = -1;         // node whose register is written; differs from `node` for parts of a concatenation
    bool is_block() const { return kind == vm::Kind::block; }
};

// The steps of the body, each a list of units; a step with a block unit holds nothing else.
std::vector<std::vector<int>> schedule(const std::vector<Unit>& units);

// What allocation decides.
struct Placement {
    std::vector<vm::Operand> of_node;  // by node id; Space::none if it has no row
    int64_t regs = 0, temps = 0;
};
Placement allocate(const Graph& graph, const std::vector<Unit>& units, const std::vector<std::vector<int>>& steps,
                   const std::set<int>& pinned);

}  // namespace reparamx
