// The fixed binary tree over block indices.
#include "tree.hpp"

#include <algorithm>

#include "../error.hpp"
#include "../vm/abi.hpp"

namespace reparamx::reduce {
namespace {

void append(Subtree& a, const Subtree& b) {
    const bool with_m2 = !a.m2.empty();
    merge(int64_t(a.mean.size()), a.samples, a.mean.data(), with_m2 ? a.m2.data() : nullptr, b.samples, b.mean.data(),
          with_m2 ? b.m2.data() : nullptr);
    a.samples += b.samples;
    a.replicates += b.replicates;
}

}  // namespace

bool Subtree::is_full() const { return samples == vm::block_size << level; }

void Tree::insert(Subtree node) {
    if (node.level < 0 || node.level > 45 || node.index < 0 || node.index >= int64_t(1) << (46 - node.level) ||
        node.samples < 1 || node.samples > vm::block_size << node.level || (node.level > 0 && !node.is_full())) {
        throw Error(Fault::value, "a part of a result has no place among the blocks");
    }
    auto at = std::find_if(nodes_.begin(), nodes_.end(),
                           [&](const Subtree& other) { return other.first_block() >= node.first_block(); });
    if ((at != nodes_.end() && at->first_block() < node.end_block()) ||
        (at != nodes_.begin() && (at - 1)->end_block() > node.first_block())) {
        throw Error(Fault::value, "parts of a result overlap");
    }
    if (!nodes_.empty() && (nodes_[0].mean.size() != node.mean.size() || nodes_[0].m2.size() != node.m2.size())) {
        throw Error(Fault::value, "parts of a result differ in size");
    }
    Subtree sibling;
    if (take_sibling(node, sibling)) return insert(joined(std::move(node), std::move(sibling)));
    nodes_.insert(at, std::move(node));
}

bool Tree::take_sibling(const Subtree& node, Subtree& sibling) {
    const auto at = std::find_if(nodes_.begin(), nodes_.end(), [&](const Subtree& other) {
        return other.level == node.level && other.index == (node.index ^ 1) && other.is_full() && node.is_full();
    });
    if (at == nodes_.end()) return false;
    sibling = std::move(*at);
    nodes_.erase(at);
    return true;
}

Subtree joined(Subtree a, Subtree b) {
    if (a.index > b.index) std::swap(a, b);
    append(a, b);
    ++a.level;
    a.index /= 2;
    return a;
}

Subtree fold(const std::vector<Subtree>& nodes) {
    Subtree all = nodes.back();
    for (size_t i = nodes.size() - 1; i-- > 0;) {
        Subtree left = nodes[i];
        append(left, all);
        all = std::move(left);
    }
    return all;
}

}  // namespace reparamx::reduce
