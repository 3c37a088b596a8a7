// Node as a value type: every op by its name, and the operators, so that definitions written on T build graph.
#pragma once

#include "../ops/list.hpp"
#include "graph.hpp"

namespace reparamx {

template <> struct type_of<Node> {
    using scalar = double;
};

Graph* graph_of(std::initializer_list<Node> nodes);  // of the first that is not a literal

inline Node apply(ops::Index op, std::initializer_list<Node> nodes) { return graph_of(nodes)->apply(op, nodes); }

#define REPARAMX_NODE_FUNCTION_1(name) \
    inline Node name(Node a) { return apply(ops::Index::name, {a}); }
#define REPARAMX_NODE_FUNCTION_2(name) \
    inline Node name(Node a, Node b) { return apply(ops::Index::name, {a, b}); }
#define REPARAMX_NODE_FUNCTION_3(name) \
    inline Node name(Node a, Node b, Node c) { return apply(ops::Index::name, {a, b, c}); }
#define REPARAMX_NODE_FUNCTION_4(name) \
    inline Node name(Node a, Node b, Node c, Node d) { return apply(ops::Index::name, {a, b, c, d}); }
#define REPARAMX_NODE_FUNCTION_5(name) \
    inline Node name(Node a, Node b, Node c, Node d, Node e) { return apply(ops::Index::name, {a, b, c, d, e}); }
#define REPARAMX_NODE_FUNCTION(Struct, name, arity) REPARAMX_NODE_FUNCTION_##arity(name)
REPARAMX_OPS(REPARAMX_NODE_FUNCTION)
#undef REPARAMX_NODE_FUNCTION
#undef REPARAMX_NODE_FUNCTION_1
#undef REPARAMX_NODE_FUNCTION_2
#undef REPARAMX_NODE_FUNCTION_3
#undef REPARAMX_NODE_FUNCTION_4
#undef REPARAMX_NODE_FUNCTION_5

inline Node operator+(Node a, Node b) { return add(a, b); }
inline Node operator-(Node a, Node b) { return sub(a, b); }
inline Node operator*(Node a, Node b) { return mul(a, b); }
inline Node operator/(Node a, Node b) { return div(a, b); }
inline Node operator-(Node a) { return neg(a); }

// Reductions of the last axis: the row a parameter of rank 1 is.
Node row_sum(Node row);
Node row_max(Node row);
Node row_cumsum(Node row);
Node row_logsumexp(Node row);
Node row_at(Node row, Node index);      // row[..., index[...]]
Node row_count_less(Node row, Node x);  // how many of row[..., :-1] are less than x[...]
Node row_broadcast(Node a, Node row);   // a[..., None], as wide as row
Node row_size(Node row);                // length of the row, a number

// What the graph knows of an op: made from its struct.
struct OpInfo {
    const char* name;
    int arity;
    bool differentiable;
    unsigned unknown;  // bit k: the derivative by argument k is not implemented
    std::vector<Node> (*vjp)(Node g, Node y, const std::vector<Node>& a);
    Node (*composed)(const std::vector<Node>& a);  // the same value made of other ops, or null
};
const OpInfo& op_info(ops::Index op);
ops::Index op_index(const std::string& name);  // throws Error(Fault::value)

struct BlockInfo {
    const char* name;
    int arity;
    bool differentiable;
};
const BlockInfo& block_info(ops::Block op);

bool differentiable(const NodeData& node);
const char* op_name(const NodeData& node);  // of what made it: "exp", "contract", "param", ...

}  // namespace reparamx
