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

bool are_siblings(const Subtree& a, const Subtree& b) {
    return a.level == b.level && a.index % 2 == 0 && a.index + 1 == b.index && a.is_full() && b.is_full();
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
    if (!nodes_.empty() &&
        (nodes_[0].mean.size() != node.mean.size() || nodes_[0].m2.size() != node.m2.size())) {
        throw Error(Fault::value, "parts of a result differ in size");
    }
    at = nodes_.insert(at, std::move(node));
    for (;;) {
        if (at + 1 != nodes_.end() && are_siblings(*at, at[1])) {
        } else if (at != nodes_.begin() && are_siblings(at[-1], *at)) {
            --at;
        } else {
            return;
        }
        append(*at, at[1]);
        ++at->level;
        at->index /= 2;
        nodes_.erase(at + 1);
    }
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
