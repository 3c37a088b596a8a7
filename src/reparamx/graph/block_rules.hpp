// Derivative rules of everything that is not an elementwise op.
#pragma once

#include "node.hpp"

namespace reparamx {

// One contribution per input of node y, for the adjoint g of y; literal zero where nothing passes.
std::vector<Node> structural_vjp(Graph& graph, int y, Node g);

}  // namespace reparamx
