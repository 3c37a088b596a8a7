// The verifier: the only door to the engine. A Program that passes is memory-safe to run, whatever wrote it.
//
// The rules, each an Error(Fault::program) that names the step and the instruction:
//   1. counts, sizes, ranks and names are within limits.hpp, and fields that a kind does not use are left at their
//   default;
//   2. ops, sites, outputs, messages, params and maps exist; operands are exactly as many as the op takes;
//   3. a map has the extent of the loop that uses it, and every element it names lies in the space of the operand;
//   4. invariants and regs are written before they are read. Inside a loop a reg may be read if all its elements were
//      written before the loop, or if the very same operand was written earlier in the same iteration;
//   5. temps are written earlier in the same iteration;
//   6. the prologue writes invariants (never constants), one whole array per step; the body writes regs and temps;
//   7. block ops stand alone in their step; attributes and sizes agree (block_sizes.hpp); the result does not overlap
//   an
//      operand; operands are whole (map_identity, or map_first of one element);
//   8. every site is drawn exactly once, whole, in the body; sites have distinct keys;
//   9. every mean output is accumulated exactly once over its whole extent, every sample output stored likewise;
//  10. a finish chain starts from the extent of its output and ends at its shape.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "program.hpp"

namespace reparamx::vm {

// A map written out.
struct MapTable {
    int64_t extent = 0;
    int64_t least = 0, most = -1;  // smallest and largest element; most < least if there is none
    bool affine = false;           // element e is first + e * step, and the table is not kept
    int64_t first = 0, step = 0;
    std::vector<int32_t> table;

    int64_t element(int64_t e) const { return affine ? first + e * step : table[size_t(e)]; }
};

// What the engine needs besides the program, found while verifying.
struct Plan {
    std::vector<MapTable> maps;
    std::vector<int64_t> param_sizes;
    std::vector<int64_t> mean_at;  // of each output: its first element among all means, -1 if it is not a mean
    int64_t means = 0;             // accumulated elements of all outputs
    int64_t gathered = 0;          // largest extent of a prologue operand that has to be gathered first
    double block_ns = 0;           // estimate of the time of one block
    double prologue_ns = 0;
};

// Element e of an operand, counted from its first.
inline int64_t element_of(const Plan& plan, int32_t map, int64_t e) {
    return map == map_identity ? e : map == map_first ? 0 : plan.maps[size_t(map)].element(e);
}

class Worker;

class VerifiedProgram {
public:
    const Program& program() const { return state_->program; }
    const Plan& plan() const { return state_->plan; }

    // One prepared worker is kept from call to call, so that a warm call of a small program allocates next to nothing.
    // Taking and giving are single atomic exchanges: safe from any thread and across fork.
    std::unique_ptr<Worker> take_spare() const;
    void give_spare(std::unique_ptr<Worker> worker) const;

private:
    friend VerifiedProgram verify(Program program);
    struct State {
        Program program;
        Plan plan;
        mutable std::atomic<Worker*> spare{nullptr};
        State() = default;
        ~State();
    };
    explicit VerifiedProgram(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

VerifiedProgram verify(Program program);

}  // namespace reparamx::vm
