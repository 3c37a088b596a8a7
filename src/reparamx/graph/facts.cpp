// What is known of a node beyond its shape: whether it varies from sample to sample, and between which numbers it lies.
//
// Bounds are kept where they save work in samplers and indexing: an index that cannot be out of range needs no check,
// and a density need not ask whether a count is whole. They hold for integers, booleans and constants, which are never
// NaN.
#include <algorithm>
#include <cmath>

#include "node.hpp"

namespace reparamx {

void Graph::learn(NodeData& d) const {
    d.varies = d.type == NodeType::noise || d.type == NodeType::variable;
    for (int i : d.inputs) d.varies = d.varies || nodes_[size_t(i)].varies;
    auto in = [&](size_t k) -> const NodeData& { return nodes_[size_t(d.inputs[k])]; };
    auto between = [&](double low, double high) { d.low = low, d.high = high; };
    if (d.kind == ValueKind::boolean) between(0, 1);
    if (d.type == NodeType::constant && !d.values->empty() && d.values->size() <= 4096) {
        if (std::none_of(d.values->begin(), d.values->end(), [](double v) { return std::isnan(v); })) {
            const auto [low, high] = std::minmax_element(d.values->begin(), d.values->end());
            between(*low, *high);
        }
    } else if (d.type == NodeType::reshape || d.type == NodeType::stop_gradient) {
        between(in(0).low, in(0).high);
    } else if (d.type == NodeType::block) {
        switch (ops::Block(d.op)) {
            case ops::Block::view:
            case ops::Block::take:
            case ops::Block::gather:
                between(in(0).low, in(0).high);
                break;
            case ops::Block::index:
                between(0, double(d.attr[1] - 1));
                break;
            case ops::Block::argmax:
            case ops::Block::argmin:
                between(0, double(d.attr[1] - 1));
                break;
            case ops::Block::count_less:
                between(0, double(d.attr[1]));
                break;
            default:
                break;
        }
    } else if (d.type == NodeType::row && d.kind == ValueKind::integer) {
        switch (ops::Index(d.op)) {
            case ops::Index::add:
                between(in(0).low + in(1).low, in(0).high + in(1).high);
                break;
            case ops::Index::minimum:
                between(std::min(in(0).low, in(1).low), std::min(in(0).high, in(1).high));
                break;
            case ops::Index::maximum:
                between(std::max(in(0).low, in(1).low), std::max(in(0).high, in(1).high));
                break;
            case ops::Index::where:
                between(std::min(in(1).low, in(2).low), std::max(in(1).high, in(2).high));
                break;
            default:
                break;
        }
    }
}

// A comparison, rounding or truth value that follows from kinds and bounds; id -1 if it does not.
Node Graph::decide(ops::Index op, Node a, Node b) {
    using enum ops::Index;
    const Node open{this, -1};
    const NodeData& x = nodes_[size_t(a.id)];
    const bool whole = x.kind != ValueKind::real;
    auto known = [](const NodeData& d) { return d.low > -HUGE_VAL || d.high < HUGE_VAL; };
    switch (op) {
        case floor:
        case ceil:
        case rint:
        case trunc:
            return whole ? a : open;
        case isnan:
            return whole ? scalar(0.0) : open;
        case isfinite:
            return whole ? scalar(1.0) : open;
        case is_count:
            return whole ? reparamx::less_equal(scalar(0.0), a) : open;
        default:
            break;
    }
    if (b.id < 0) return open;
    const NodeData& y = nodes_[size_t(b.id)];
    switch (op) {
        case equal:
            return whole && a.id == b.id ? scalar(1.0) : open;
        case less:
            if (!known(x) || !known(y)) return open;
            return x.high < y.low ? scalar(1.0) : x.low >= y.high ? scalar(0.0) : open;
        case less_equal:
            if (!known(x) || !known(y)) return open;
            return x.high <= y.low ? scalar(1.0) : x.low > y.high ? scalar(0.0) : open;
        case logical_and:
            if (is_constant(a, 0.0) || is_constant(b, 0.0)) return scalar(0.0);
            if (is_constant(a, 1.0) && y.kind == ValueKind::boolean) return b;
            if (is_constant(b, 1.0) && x.kind == ValueKind::boolean) return a;
            return open;
        case logical_or:
            if (is_constant(a, 1.0) || is_constant(b, 1.0)) return scalar(1.0);
            if (is_constant(a, 0.0) && y.kind == ValueKind::boolean) return b;
            if (is_constant(b, 0.0) && x.kind == ValueKind::boolean) return a;
            return open;
        default:
            return open;
    }
}

}  // namespace reparamx
