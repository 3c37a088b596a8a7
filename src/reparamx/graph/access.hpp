// Seeing through reshapes, views and takes: where a consumer finds its elements.
#pragma once

#include "lower.hpp"

namespace reparamx {

// The node that holds the same elements in the same order.
int plain(const Graph& graph, int id);

// The base under a chain of reshapes, views and takes, and the map of a consumer of node `id` onto it.
Access access(const Graph& graph, int id);

// Where a view or take finds its elements; where a sum_view, put or compound_at leaves them.
vm::IndexMap map_of(const NodeData& node);

// The elements that a map finds for 0 .. size - 1.
std::vector<int32_t> expand(const vm::IndexMap& map, int64_t size);

// An access as a whole: element e is element e.
Access direct(const Graph& graph, int id);

}  // namespace reparamx
