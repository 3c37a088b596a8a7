// The table of ops as the graph sees them, made from the lists; and the row vocabulary of distributions.
#include <numeric>
#include <utility>

#include "node.hpp"

namespace reparamx {

namespace {

template <class Op>
constexpr bool has_derivative() {
    if constexpr (requires { Op::differentiable; })
        return Op::differentiable;
    else
        return true;
}

template <class Op>
constexpr unsigned unknown_of() {
    if constexpr (requires { Op::unknown; })
        return Op::unknown;
    else
        return 0;
}

template <class Op, size_t... k>
std::vector<Node> vjp_of_arguments(Node g, Node y, const std::vector<Node>& a, std::index_sequence<k...>) {
    const auto r = Op::template vjp<Node>(g, y, a[k]...);
    return {r.a[k]...};
}

template <class Op, int arity>
std::vector<Node> vjp_of(Node g, Node y, const std::vector<Node>& a) {
    if constexpr (!has_derivative<Op>()) {
        return {};
    } else {
        return vjp_of_arguments<Op>(g, y, a, std::make_index_sequence<arity>());
    }
}

template <class Op>
constexpr bool is_composed = requires { Op::composed; };

template <class Op, size_t... k>
Node parts_of_arguments(const std::vector<Node>& a, std::index_sequence<k...>) {
    return Op::template fwd<Node>(a[k]...);
}

template <class Op, int arity>
Node parts_of(const std::vector<Node>& a) {
    return parts_of_arguments<Op>(a, std::make_index_sequence<arity>());
}

template <class Op, int arity>
constexpr auto parts_or_none() -> Node (*)(const std::vector<Node>&) {
    if constexpr (is_composed<Op>)
        return parts_of<Op, arity>;
    else
        return nullptr;
}

#define REPARAMX_OP_INFO(Struct, name, arity) \
    {#name,                                   \
     arity,                                   \
     has_derivative<ops::Struct>(),           \
     unknown_of<ops::Struct>(),               \
     vjp_of<ops::Struct, arity>,              \
     parts_or_none<ops::Struct, arity>()},
const OpInfo op_table[] = {REPARAMX_OPS(REPARAMX_OP_INFO)};
#undef REPARAMX_OP_INFO

constexpr bool block_differentiable(ops::Block op) {
    return op != ops::Block::index && op != ops::Block::argmax && op != ops::Block::argmin &&
           op != ops::Block::count_less;
}

#define REPARAMX_BLOCK_INFO(Struct, name, arity) {#name, arity, block_differentiable(ops::Block::name)},
const BlockInfo block_table[] = {REPARAMX_BLOCK_OPS(REPARAMX_BLOCK_INFO)};
#undef REPARAMX_BLOCK_INFO

Shape without_last(const Shape& shape) { return Shape(shape.begin(), shape.end() - 1); }

}  // namespace

const OpInfo& op_info(ops::Index op) { return op_table[int(op)]; }
const BlockInfo& block_info(ops::Block op) { return block_table[int(op)]; }

ops::Index op_index(const std::string& name) {
    static const auto names = [] {
        std::unordered_map<std::string, int> m;
        for (int i = 0; i < int(ops::Index::count); ++i) m[op_table[i].name] = i;
        return m;
    }();
    const auto it = names.find(name);
    if (it == names.end()) throw Error(Fault::value, "there is no op named '" + name + "'");
    return ops::Index(it->second);
}

bool differentiable(const NodeData& node) {
    if (node.type == NodeType::row) return op_info(ops::Index(node.op)).differentiable;
    if (node.type == NodeType::block) return block_info(ops::Block(node.op)).differentiable;
    return node.type != NodeType::stop_gradient;
}

const char* op_name(const NodeData& node) {
    switch (node.type) {
        case NodeType::row:
            return op_info(ops::Index(node.op)).name;
        case NodeType::block:
            return block_info(ops::Block(node.op)).name;
        case NodeType::reshape:
            return "reshape";
        case NodeType::concatenate:
            return "concatenate";
        case NodeType::param:
            return "param";
        case NodeType::constant:
            return "constant";
        case NodeType::noise:
            return "noise";
        case NodeType::variable:
            return "random_variable";
        case NodeType::stop_gradient:
            return "stop_gradient";
    }
    return "";
}

Graph* graph_of(std::initializer_list<Node> nodes) {
    for (const Node& n : nodes)
        if (n.graph) return n.graph;
    throw Error(Fault::value, "an op needs at least one node of a graph");
}

const Shape& Node::shape() const {
    static const Shape scalar;
    return graph ? (*graph)[id].shape : scalar;
}

Node row_sum(Node row) { return row.graph->sum(row, {int64_t(row.shape().size()) - 1}); }
Node row_max(Node row) { return row.graph->along(ops::Block::amax, row, int64_t(row.shape().size()) - 1); }
Node row_cumsum(Node row) { return row.graph->along(ops::Block::cumsum, row, int64_t(row.shape().size()) - 1); }

Node row_size(Node row) { return Node(double(row.shape().back())); }

Node row_broadcast(Node a, Node row) {
    Shape shape = a.shape();
    shape.push_back(1);
    return row.graph->broadcast_to(row.graph->reshape(row.graph->own(a), shape), row.shape());
}

// log sum exp, with the largest entry taken out; a row of -inf gives -inf, one with +inf gives +inf.
Node row_logsumexp(Node row) {
    const Node m = row.graph->stop_gradient(row_max(row));
    const Node shift = where(isfinite(m), m, Node(0.0));
    return shift + log(row_sum(exp(row - row_broadcast(shift, row))));
}

Node row_at(Node row, Node index) {
    Graph& g = *row.graph;
    const Shape batch = without_last(row.shape());
    const int64_t k = row.shape().back();
    // Broadcast the batch of the row and of the index against each other.
    const Shape full = broadcast_shapes(batch, index.shape());
    Shape wide = full;
    wide.push_back(k);
    const Node rows = g.broadcast_to(row, wide);
    const Node i = g.broadcast_to(g.index(g.own(index), k), full);
    if (batch.empty()) return g.gather(row, i);  // one row for all
    std::vector<double> start(size_t(size_of(full)));
    for (size_t e = 0; e < start.size(); ++e) start[e] = double(int64_t(e) * k);
    return g.gather(rows, i + g.constant(std::move(start), full, ValueKind::integer));
}

Node row_count_less(Node row, Node x) { return row.graph->count_less(row, row.graph->own(x)); }

}  // namespace reparamx
