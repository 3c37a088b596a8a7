// Chains of reshapes, views and takes, composed into one index map.
#include "access.hpp"

namespace reparamx {

namespace {

bool is_block(const NodeData& d, ops::Block op) { return d.type == NodeType::block && ops::Block(d.op) == op; }

}  // namespace

std::vector<int32_t> expand(const vm::IndexMap& m, int64_t size) {
    if (!m.table.empty()) return m.table;
    std::vector<int32_t> table(static_cast<size_t>(size));
    for (int64_t e = 0; e < size; ++e) {
        int64_t at = m.offset, rest = e;
        for (size_t i = m.shape.size(); i-- > 0; rest /= m.shape[i]) at += m.strides[i] * (rest % m.shape[i]);
        table[size_t(e)] = int32_t(at);
    }
    return table;
}

vm::IndexMap map_of(const NodeData& d) {
    vm::IndexMap m;
    if (is_block(d, ops::Block::take) || is_block(d, ops::Block::put) || is_block(d, ops::Block::compound_at)) {
        m.table.assign(d.attr.begin() + 2, d.attr.end());
        return m;
    }
    const int64_t rank = d.attr[0];
    m.shape.assign(d.attr.begin() + 1, d.attr.begin() + 1 + rank);
    m.strides.assign(d.attr.begin() + 1 + rank, d.attr.begin() + 1 + 2 * rank);
    m.offset = d.attr[size_t(1 + 2 * rank)];
    return m;
}

int plain(const Graph& graph, int id) {
    while (graph[id].type == NodeType::reshape || graph[id].type == NodeType::stop_gradient) id = graph[id].inputs[0];
    return id;
}

Access direct(const Graph& graph, int id) { return {plain(graph, id), {}, true, false}; }

Access access(const Graph& graph, int id) {
    Access a = direct(graph, id);
    const int64_t size = size_of(graph[id].shape);
    while (is_block(graph[a.base], ops::Block::view) || is_block(graph[a.base], ops::Block::take)) {
        const NodeData& d = graph[a.base];
        if (a.identity) {
            a.map = map_of(d);
        } else {
            const std::vector<int32_t> outer = expand(a.map, size), inner = expand(map_of(d), size_of(d.shape));
            a.map = {};
            a.map.table.resize(outer.size());
            for (size_t e = 0; e < outer.size(); ++e) a.map.table[e] = inner[size_t(outer[e])];
        }
        a.identity = false;
        a.base = plain(graph, d.inputs[0]);
    }
    if (a.identity) return a;
    // Common maps by their short names.
    bool first = true, identity = size == size_of(graph[a.base].shape);
    const std::vector<int32_t> table = expand(a.map, size);
    for (int64_t e = 0; e < size; ++e) {
        first &= table[size_t(e)] == 0;
        identity &= table[size_t(e)] == e;
    }
    a.identity = identity && size > 1;
    a.first = first && !a.identity;
    return a;
}

}  // namespace reparamx
