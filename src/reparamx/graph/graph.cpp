// Hash-consing, leaves, and elementwise application with NumPy broadcasting and constant folding.
#include "graph.hpp"

#include <bit>
#include <cstring>

#include "../vm/dispatch.hpp"
#include "node.hpp"

namespace reparamx {

int64_t size_of(const Shape& shape) {
    int64_t n = 1;
    for (int64_t d : shape) {
        if (d < 0) throw Error(Fault::shape, "negative dimension in shape " + to_string(shape));
        if (__builtin_mul_overflow(n, d, &n) || n > max_elements)
            throw Error(Fault::shape, "shape " + to_string(shape) + " has too many elements");
    }
    return n;
}

std::string to_string(const Shape& shape) {
    std::string s = "(";
    for (size_t i = 0; i < shape.size(); ++i) s += (i ? ", " : "") + std::to_string(shape[i]);
    return s + (shape.size() == 1 ? ",)" : ")");
}

Shape broadcast_shapes(const Shape& a, const Shape& b) {
    const size_t rank = std::max(a.size(), b.size());
    Shape out(rank);
    for (size_t i = 0; i < rank; ++i) {
        const int64_t da = i < rank - a.size() ? 1 : a[i - (rank - a.size())];
        const int64_t db = i < rank - b.size() ? 1 : b[i - (rank - b.size())];
        if (da != db && da != 1 && db != 1)
            throw Error(Fault::shape, "shapes " + to_string(a) + " and " + to_string(b) + " do not broadcast");
        out[i] = da == 1 ? db : da;
    }
    size_of(out);
    return out;
}

namespace {

uint64_t mix(uint64_t h, uint64_t v) {  // boost's hash_combine, widened
    return h ^ (v + 0x9e3779b97f4a7c15u + (h << 12) + (h >> 4));
}

uint64_t hash_of(const NodeData& n) {
    uint64_t h = mix(uint64_t(n.type) * 1031 + uint64_t(n.op), uint64_t(n.kind));
    for (int i : n.inputs) h = mix(h, uint64_t(i));
    for (int64_t d : n.shape) h = mix(h, uint64_t(d));
    for (int64_t a : n.attr) h = mix(h, uint64_t(a));
    for (char c : n.name) h = mix(h, uint64_t(c));
    if (n.values)
        for (double v : *n.values) h = mix(h, std::bit_cast<uint64_t>(v));
    return h;
}

// Bits, not numbers: 0 and -0 are different constants, NaN equals itself.
bool same_values(const NodeData& a, const NodeData& b) {
    if (!a.values || !b.values) return a.values == b.values;
    return a.values->size() == b.values->size() &&
           (a.values->empty() ||
            std::memcmp(a.values->data(), b.values->data(), a.values->size() * sizeof(double)) == 0);
}

bool same(const NodeData& a, const NodeData& b) {
    return a.type == b.type && a.op == b.op && a.kind == b.kind && a.inputs == b.inputs && a.shape == b.shape &&
           a.attr == b.attr && a.name == b.name && same_values(a, b);
}

ValueKind result_kind(ops::Index op, const std::vector<Node>& args, const Graph& g) {
    using enum ops::Index;
    switch (op) {
        case less:
        case less_equal:
        case equal:
        case not_equal:
        case logical_and:
        case logical_or:
        case logical_xor:
        case logical_not:
        case isnan:
        case isfinite:
        case is_positive:
        case is_count:
        case within:
            return ValueKind::boolean;
        case add:
        case sub:
        case mul:
        case neg:
        case abs:
        case square:
        case minimum:
        case maximum:
        case sign:
        case fma:
        case where: {
            bool all_boolean = op == where, all_integer = true;
            for (size_t i = op == where ? 1 : 0; i < args.size(); ++i) {
                all_boolean &= g[args[i].id].kind == ValueKind::boolean;
                all_integer &= g[args[i].id].kind != ValueKind::real;
            }
            return all_boolean ? ValueKind::boolean : all_integer ? ValueKind::integer : ValueKind::real;
        }
        default:
            return ValueKind::real;
    }
}

}  // namespace

Node Graph::intern(NodeData data) {
    if (!data.inputs.empty() && size_of(data.shape) == 0) {  // nothing to compute
        data = {NodeType::constant, 0, data.kind, {}, data.shape, {}, nullptr, {}};
        data.values = std::make_shared<const std::vector<double>>();
    }
    const uint64_t h = hash_of(data);
    const auto [first, last] = interned_.equal_range(h);
    for (auto it = first; it != last; ++it)
        if (same(nodes_[size_t(it->second)], data)) return {this, it->second};
    learn(data);
    nodes_.push_back(std::move(data));
    const int id = int(nodes_.size()) - 1;
    interned_.emplace(h, id);
    return {this, id};
}

Node Graph::param(const std::string& name, const Shape& shape, ValueKind kind) {
    size_of(shape);
    NodeData d{NodeType::param, params_++, kind, {}, shape, {}, nullptr, name};
    return intern(std::move(d));
}

Node Graph::constant(std::vector<double> values, const Shape& shape, ValueKind kind) {
    if (int64_t(values.size()) != size_of(shape)) throw Error(Fault::shape, "constant: values do not fill the shape");
    NodeData d{NodeType::constant, 0, kind, {}, shape, {}, nullptr, {}};
    d.values = std::make_shared<const std::vector<double>>(std::move(values));
    return intern(std::move(d));
}

Node Graph::noise(random::Noise kind, const Shape& shape, const std::string& name) {
    size_of(shape);
    return intern({NodeType::noise, int(kind), ValueKind::real, {}, shape, {}, nullptr, name});
}

Node Graph::variable(const std::string& name, const Shape& shape, ValueKind kind) {
    size_of(shape);
    return intern({NodeType::variable, 0, kind, {}, shape, {}, nullptr, name});
}

Node Graph::stop_gradient(Node a) {
    a = own(a);
    const NodeData& d = nodes_[size_t(a.id)];
    if (d.type == NodeType::constant || d.type == NodeType::stop_gradient) return a;
    return intern({NodeType::stop_gradient, 0, d.kind, {a.id}, d.shape, {}, nullptr, {}});
}

Node Graph::own(Node a) {
    if (!a.is_literal()) {
        if (a.graph != this) throw Error(Fault::value, "a node of another graph cannot be used here");
        return a;
    }
    return scalar(a.literal);
}

bool Graph::is_constant(Node a, double value) const {
    if (a.is_literal()) return std::bit_cast<uint64_t>(a.literal) == std::bit_cast<uint64_t>(value);
    const NodeData* d = &nodes_[size_t(a.id)];
    while (d->type == NodeType::reshape ||
           (d->type == NodeType::block && ops::Block(d->op) == ops::Block::view && size_of(d->shape) > 0))
        d = &nodes_[size_t(d->inputs[0])];  // broadcast scalars
    if (d->type != NodeType::constant || d->values->empty()) return false;
    for (double v : *d->values)
        if (std::bit_cast<uint64_t>(v) != std::bit_cast<uint64_t>(value)) return false;
    return true;
}

Node Graph::apply(ops::Index op, std::vector<Node> args) {
    const OpInfo& info = op_info(op);
    if (int(args.size()) != info.arity)
        throw Error(Fault::value, std::string(info.name) + " takes " + std::to_string(info.arity) + " arguments");
    Shape shape;
    for (Node& a : args) {
        a = own(a);
        shape = broadcast_shapes(shape, a.shape());
    }
    if (Node simpler = rewrite(op, args); simpler.id >= 0) return broadcast_to(simpler, shape);
    if (Node value = fold(op, args); value.id >= 0) return broadcast_to(value, shape);
    if (Node value = apply_once(op, args, shape); value.id >= 0) return broadcast_to(value, shape);
    NodeData d{NodeType::row, int(op), result_kind(op, args, *this), {}, shape, {}, nullptr, {}};
    for (Node& a : args) d.inputs.push_back(broadcast_to(a, shape).id);
    return intern(std::move(d));
}

// An op on constants is a constant, computed by the kernel that would have computed it in every call.
Node Graph::fold(ops::Index op, const std::vector<Node>& args) {
    Shape shape;
    for (Node a : args) {
        if (nodes_[size_t(a.id)].type != NodeType::constant) return {this, -1};
        shape = broadcast_shapes(shape, a.shape());
    }
    unsigned varying = 0;
    const char* in[vm::max_operands] = {};
    for (size_t k = 0; k < args.size(); ++k) {
        const NodeData& d = nodes_[size_t(args[k].id)];
        if (d.shape != shape && d.values->size() != 1) return {this, -1};  // left to the prologue
        if (d.shape == shape && d.values->size() != 1) varying |= 1u << k;
        in[k] = reinterpret_cast<const char*>(d.values->data());
    }
    std::vector<double> out(size_t(size_of(shape)));
    if (!out.empty()) vm::active().f64.row[int(op)](out.data(), in, varying, int64_t(out.size()));
    return constant(std::move(out), shape, result_kind(op, args, *this));
}

// An op on one value each, shown in the places of a shape, is computed for one of them.
Node Graph::apply_once(ops::Index op, std::vector<Node> args, const Shape& shape) {
    if (size_of(shape) < 2) return {this, -1};
    for (Node& a : args) {
        a = size_of(a.shape()) == 1 ? reshape(a, {}) : under_broadcast(a);
        if (!a.shape().empty()) return {this, -1};
    }
    return apply(op, std::move(args));
}

void Graph::check(Node a, Constraint constraint, const std::string& text) {
    checks_.push_back({shown_whole(own(a)).id, constraint, text});
}

}  // namespace reparamx
