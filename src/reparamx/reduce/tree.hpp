// The fixed binary tree over block indices that makes a sum independent of who computed which part, and when.
//
// A node of level k and index i stands for the 2^k blocks from i 2^k on. Finished nodes come in any order; two full
// siblings become their parent at once, so that what is kept is at most a few nodes per level and thread. At the end
// the nodes that are left are folded from the last block to the first.
#pragma once

#include <stdint.h>

#include <vector>

#include "moments.hpp"

namespace reparamx::reduce {

// One finished node. It is also the state of a run that may be extended or merged with another, and plain data.
struct Subtree {
    int level = 0;
    int64_t index = 0;
    int64_t samples = 0;  // fewer than block_size << level only for a last, partial block (level 0)
    int64_t replicates = 0;
    std::vector<double> mean;
    std::vector<double> m2;  // empty if standard errors are not wanted

    int64_t first_block() const { return index << level; }
    int64_t end_block() const { return (index + 1) << level; }
    bool is_full() const;
};

class Tree {
public:
    // Throws Error(Fault::value) if the node overlaps another or differs from it in size.
    void insert(Subtree node);

    // Takes out the sibling of a full node, if it is there, so that the two can be joined elsewhere.
    bool take_sibling(const Subtree& node, Subtree& sibling);

    // The nodes that are left, in order of their blocks.
    const std::vector<Subtree>& nodes() const { return nodes_; }
    std::vector<Subtree> take() { return std::move(nodes_); }

private:
    std::vector<Subtree> nodes_;
};

// The parent of two full siblings, given in any order.
Subtree joined(Subtree a, Subtree b);

// All nodes as one (level and index have no meaning). `nodes` must be in order of their blocks, and not empty.
Subtree fold(const std::vector<Subtree>& nodes);

}  // namespace reparamx::reduce
