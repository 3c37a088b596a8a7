// Choices that are made already: in where(c, f(where(c, a, b)), d) the inner one is a, wherever f is looked at.
//
// Densities guard what they compute for arguments outside of the support, so that derivatives are never 0 * inf. Where
// only the value is asked for, what guards is never seen, and costs as much as a logarithm.
#include <algorithm>
#include <optional>

#include "node.hpp"

namespace reparamx {

namespace {

// Conditions that are known to hold or not to hold, by node, ascending.
using Facts = std::vector<std::pair<int, bool>>;
constexpr size_t most_facts = 32;

bool is_row(const NodeData& d, ops::Index op) { return d.type == NodeType::row && ops::Index(d.op) == op; }

void assume(const Graph& graph, int condition, bool truth, Facts* facts) {
    using enum ops::Index;
    const NodeData& d = graph[condition];
    if (is_row(d, logical_not)) return assume(graph, d.inputs[0], !truth, facts);
    if (is_row(d, truth ? logical_and : logical_or))
        for (int part : d.inputs) assume(graph, part, truth, facts);
    const auto at = std::lower_bound(facts->begin(), facts->end(), std::pair(condition, false));
    if (facts->size() < most_facts && (at == facts->end() || at->first != condition))
        facts->insert(at, {condition, truth});
}

std::optional<bool> decided(const Graph& graph, int condition, const Facts& facts) {
    using enum ops::Index;
    const auto at = std::lower_bound(facts.begin(), facts.end(), std::pair(condition, false));
    if (at != facts.end() && at->first == condition) return at->second;
    const NodeData& d = graph[condition];
    if (is_row(d, logical_not)) {
        const auto opposite = decided(graph, d.inputs[0], facts);
        return opposite ? std::optional(!*opposite) : std::nullopt;
    }
    if (!is_row(d, logical_and) && !is_row(d, logical_or)) return std::nullopt;
    const bool strong = is_row(d, logical_or);  // one operand that is this decides
    const auto a = decided(graph, d.inputs[0], facts), b = decided(graph, d.inputs[1], facts);
    if (a == strong || b == strong) return strong;
    return a && b ? std::optional(!strong) : std::nullopt;
}

// What is known of the condition of a choice where its input k counts.
struct Branch {
    int condition = -1;
    bool truth = false;
};
Branch branch(Graph& graph, const NodeData& d, size_t k) {
    using enum ops::Index;
    if (k > 0 && (is_row(d, where) || is_row(d, on_support))) return {d.inputs[0], k == 1};
    if (k < 2 && is_row(d, on_half_line)) return {graph.apply(is_positive, {{&graph, d.inputs[2]}}).id, k == 0};
    return {};
}

}  // namespace

std::vector<int> Graph::settle(const std::vector<int>& roots) {
    std::vector<int> all = roots;
    for (const Check& c : checks_) all.push_back(c.node);
    const std::vector<int> order = ancestors(all);
    // What holds, sample by sample and element by element, wherever a node's value is not thrown away.
    std::unordered_map<int, Facts> known;
    for (int id : all) known[id] = {};
    for (auto id = order.rbegin(); id != order.rend(); ++id) {
        const NodeData& d = nodes_[size_t(*id)];
        const Facts here = d.type == NodeType::row ? known[*id] : Facts();
        for (size_t k = 0; k < d.inputs.size(); ++k) {
            Facts facts = here;
            if (const Branch b = branch(*this, d, k); b.condition >= 0) assume(*this, b.condition, b.truth, &facts);
            const auto [seen, first] = known.try_emplace(d.inputs[k], facts);
            if (first) continue;
            Facts both;
            std::set_intersection(facts.begin(), facts.end(), seen->second.begin(), seen->second.end(),
                                  std::back_inserter(both));
            seen->second = std::move(both);
        }
    }
    return remake(roots, {}, [&](int id, const std::vector<Node>& in, bool changed) {
        const NodeData& d = nodes_[size_t(id)];
        const bool both = is_row(d, ops::Index::logical_and);
        if (is_row(d, ops::Index::where))
            if (const auto truth = decided(*this, d.inputs[0], known[id])) return in[*truth ? 1 : 2].id;
        if (both || is_row(d, ops::Index::logical_or)) {
            for (size_t k = 0; k < 2; ++k)
                if (nodes_[size_t(d.inputs[1 - k])].kind == ValueKind::boolean)
                    if (decided(*this, d.inputs[k], known[id]) == both) return in[1 - k].id;
        }
        return changed ? rebuild(id, in).id : id;
    });
}

}  // namespace reparamx
