// Moments against long double; the tree against itself in another order.
#include <math.h>

#include <algorithm>

#include "check.hpp"
#include "reparamx/error.hpp"
#include "reparamx/reduce/tree.hpp"
#include "reparamx/vm/abi.hpp"

namespace {

using reparamx::reduce::Moment;
using reparamx::reduce::Subtree;
using reparamx::reduce::Tree;
using reparamx::vm::block_size;

// Lane sums as a kernel leaves them, and the moments they stand for.
template <class S>
void test_lane_moments_match_long_double() {
    constexpr int L = int(reparamx::vm::lane_bytes / sizeof(S));
    TestRandom random{1};
    for (int64_t valid = 1; valid <= block_size; ++valid) {
        S sums[L] = {};
        for (int64_t i = 0; i < valid; ++i) sums[i % L] += S(1e3 + random.uniform());
        long double mean[L], all = 0, m2 = 0;
        int64_t n[L];
        for (int l = 0; l < L; ++l) {
            n[l] = valid / L + (l < valid % L);
            mean[l] = n[l] ? (long double)sums[l] / (long double)n[l] : 0;
            all += (long double)n[l] * mean[l];
        }
        all /= (long double)valid;
        for (int l = 0; l < L; ++l) m2 += (long double)n[l] * (mean[l] - all) * (mean[l] - all);
        const Moment m = reparamx::reduce::lane_moments(sums, valid);
        CHECK(fabsl(m.mean - all) <= 4e-16L * fabsl(all), "mean of %d: %.17g, not %.20Lg", int(valid), m.mean, all);
        // Differences of numbers near 1e3 carry an error near 1e-13 each, whatever is done with them.
        CHECK(fabsl(m.m2 - m2) <= 1e-12L * sqrtl(m2 * (long double)valid) + 1e-22L, "m2 of %d: %.17g, not %.20Lg",
              int(valid), m.m2, m2);
        CHECK(reparamx::reduce::replicates_of(valid, sizeof(S)) == std::min<int64_t>(valid, L), "replicates");
    }
}

// A full block takes exact products where a partial one divides: the same numbers.
void test_full_and_partial_blocks_agree() {
    double sums[8];
    TestRandom random{2};
    for (double& s : sums) s = 32 * random.uniform();
    const Moment full = reparamx::reduce::lane_moments(sums, block_size);
    double mean[8], all = 0, m2 = 0;
    for (int l = 0; l < 8; ++l) mean[l] = sums[l] / 32;
    double part[8];
    for (int l = 0; l < 8; ++l) part[l] = 32 * mean[l];
    all = (((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]))) / 256;
    for (int l = 0; l < 8; ++l) part[l] = 32 * ((mean[l] - all) * (mean[l] - all));
    m2 = ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
    CHECK(full.mean == all && full.m2 == m2, "%.17g %.17g, not %.17g %.17g", full.mean, full.m2, all, m2);
}

Subtree leaf(int64_t block, int64_t samples, TestRandom& random, int64_t elements) {
    Subtree s;
    s.index = block;
    s.samples = samples;
    s.replicates = std::min<int64_t>(samples, 8);
    for (int64_t e = 0; e < elements; ++e) {
        s.mean.push_back(1e6 + random.uniform());
        s.m2.push_back(random.uniform());
    }
    return s;
}

void test_merge_matches_long_double() {
    TestRandom random{3};
    for (int blocks : {1, 2, 3, 7, 64, 1000}) {
        Tree tree;
        long double n = 0, mean = 0, m2 = 0;
        for (int64_t b = 0; b < blocks; ++b) {
            const int64_t samples = b + 1 == blocks ? 17 : block_size;
            Subtree s = leaf(b, samples, random, 1);
            // The running formula, in more digits.
            const long double d = (long double)s.mean[0] - mean, w = (long double)samples;
            mean += d * w / (n + w);
            m2 += (long double)s.m2[0] + d * ((long double)s.mean[0] - mean) * w;
            n += w;
            tree.insert(std::move(s));
        }
        const Subtree all = reparamx::reduce::fold(tree.nodes());
        CHECK(fabsl(all.mean[0] - mean) <= 1e-15L * mean, "mean of %d blocks: %.17g, not %.20Lg", blocks, all.mean[0],
              mean);
        CHECK(fabsl(all.m2[0] - m2) <= 1e-9L * m2, "m2 of %d blocks: %.17g, not %.20Lg", blocks, all.m2[0], m2);
        CHECK(all.samples == int64_t(n) && all.replicates == 8 * blocks, "counts of %d blocks", blocks);
    }
}

void test_order_of_insertion_does_not_matter() {
    TestRandom random{4};
    for (int blocks : {1, 2, 5, 8, 33, 100}) {
        std::vector<Subtree> leaves;
        for (int64_t b = 0; b < blocks; ++b) leaves.push_back(leaf(b, b + 1 == blocks ? 100 : block_size, random, 3));
        Tree in_order;
        for (const Subtree& s : leaves) in_order.insert(s);
        const Subtree expected = reparamx::reduce::fold(in_order.nodes());
        for (int trial = 0; trial < 20; ++trial) {
            for (size_t i = leaves.size(); i-- > 1;) std::swap(leaves[i], leaves[size_t(random.below(int64_t(i) + 1))]);
            Tree tree;
            for (const Subtree& s : leaves) tree.insert(s);
            const Subtree all = reparamx::reduce::fold(tree.nodes());
            CHECK(memcmp(all.mean.data(), expected.mean.data(), 3 * sizeof(double)) == 0 &&
                      memcmp(all.m2.data(), expected.m2.data(), 3 * sizeof(double)) == 0,
                  "another order, other bits, %d blocks", blocks);
            CHECK(tree.nodes().size() == in_order.nodes().size(), "other nodes are left");
        }
    }
}

void test_nodes_that_do_not_fit_are_refused() {
    TestRandom random{5};
    const auto refused = [](Tree& tree, Subtree s) {
        try {
            tree.insert(std::move(s));
        } catch (const reparamx::Error&) {
            return true;
        }
        return false;
    };
    Tree tree;
    for (int64_t b = 0; b < 4; ++b) tree.insert(leaf(b, block_size, random, 2));
    CHECK(refused(tree, leaf(2, block_size, random, 2)), "a block twice");
    CHECK(refused(tree, leaf(5, block_size, random, 3)), "another size");
    CHECK(refused(tree, leaf(5, block_size + 1, random, 2)), "too many samples");
    CHECK(refused(tree, leaf(5, 0, random, 2)), "no samples");
    CHECK(refused(tree, leaf(-1, block_size, random, 2)), "a negative index");
    Subtree high = leaf(1, 3, random, 2);
    high.level = 62;
    CHECK(refused(tree, high), "a level that is too high");
    high.level = 1;
    high.index = 4;
    CHECK(refused(tree, high), "a partial node above the leaves");
    CHECK(!refused(tree, leaf(5, block_size, random, 2)), "a node that fits");
}

void test_standard_error_needs_two_replicates() {
    CHECK(isnan(reparamx::reduce::standard_error(1, 1, 1)), "one replicate");
    CHECK(reparamx::reduce::standard_error(14, 100, 8) == sqrt(0.02), "the formula");
}

}  // namespace

int main() {
    test_lane_moments_match_long_double<double>();
    test_lane_moments_match_long_double<float>();
    test_full_and_partial_blocks_agree();
    test_merge_matches_long_double();
    test_order_of_insertion_does_not_matter();
    test_nodes_that_do_not_fit_are_refused();
    test_standard_error_needs_two_replicates();
    return 0;
}
