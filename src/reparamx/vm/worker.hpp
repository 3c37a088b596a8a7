// One thread's part of a run: its memory, and the body of the program prepared for it, so that running an instruction
// on a row is pointer arithmetic and one indirect call.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "../error.hpp"
#include "arena.hpp"
#include "run.hpp"
#include "violation.hpp"

namespace reparamx::vm {

// Invariants of one call, shared by its workers. Written by the prologue, then only read.
struct Invariants {
    Arena values;
    Arena gathered;  // the operands of an instruction of the prologue
};

// What one call gives to all its workers.
struct RunContext {
    const RunOptions* options;
    const void* const* params;
    void* const* buffers;           // of samples outputs, in order
    std::vector<uint64_t> words;    // test hook: a row longer than one period
    std::atomic<bool> stop{false};  // interrupted, or an exception
    std::atomic<bool> interrupted{false};
};

// The lowest sample at which something had no meaning.
struct Failure {
    int64_t sample = std::numeric_limits<int64_t>::max();
    std::string message;
    Fault fault = Fault::value;
    bool happened() const { return sample != std::numeric_limits<int64_t>::max(); }
};

// Samples of one output that were not finite.
struct NonFinite {
    int64_t count = 0;
    int64_t first = std::numeric_limits<int64_t>::max();
    double value = 0;
    int64_t element = 0;
    void merge(const NonFinite& other);
};

class Worker {
public:
    Worker(const Program& program, const Plan& plan, const Isa* isa, std::shared_ptr<Invariants> invariants);

    const Isa* isa() const { return isa_; }
    const Kernels& kernels() const { return kernels_; }
    const std::shared_ptr<Invariants>& invariants() const { return invariants_; }
    size_t bytes() const { return bytes_; }

    // Prepares for a call.
    void begin(const RunContext& context);

    // Runs blocks [first, last), part of one aligned group of blocks, and leaves their moments in `nodes`. The last
    // block of the run has `last_valid` samples and index `last_block`. Stops at a failure. `poll` is called between
    // the steps of long blocks.
    template <class Poll>
    void run_blocks(int64_t first, int64_t last, int64_t last_block, int64_t last_valid, Poll poll) {
        levels_.clear();
        for (int64_t block = first; block < last; ++block) {
            run_block(block, block == last_block ? last_valid : block_size, poll);
            if (failure.happened() || context_->stop.load(std::memory_order_relaxed)) return;
        }
    }
    std::vector<reduce::Subtree> take_nodes();

    Failure failure;
    std::vector<NonFinite> non_finite;  // per output

private:
    struct Place {
        char* at;              // element 0
        int64_t step;          // bytes from element to element
        const int32_t* table;  // or elements by a table of ...
        int64_t unit;          // ... so many bytes
    };
    struct Call {
        Kind kind;
        bool tables = false;    // some operand goes by a table
        bool direct = false;    // the result goes where the next call, a store, would copy it
        bool watched = false;   // accumulate, store: samples are checked to be finite
        bool separate = false;  // ... of `source`, which is not what is accumulated
        unsigned varying = 0;
        int32_t number = 0;  // output, site, block args
        union {
            RowFn row;
            DrawFn draw;
            BlockFn block;
            ViolationFn violation;
        };
        char* at[1 + max_operands];  // result, operands: element 0
        int64_t step[1 + max_operands];
        const int32_t* table[1 + max_operands];
        int64_t unit[1 + max_operands];
        const Instr* instr;
    };
    struct Loop {
        int64_t extent;
        size_t first, last;  // calls
    };
    struct Block {
        int64_t index, first_sample, valid, n;
    };
    struct Patch {
        size_t call;
        int operand;
        int32_t param;
        int64_t offset;  // bytes
    };
    struct Level {
        int level;
        int64_t index, samples, replicates;
    };

    Place place(const Operand& operand, int64_t extent) const;
    void prepare(const Step& step);
    void find_direct(size_t first);
    void prepare_call(const Instr& instr, int64_t extent);
    void prepare_operand(Call& call, int k, const Operand& operand, int64_t extent);

    template <class Poll>
    void run_block(int64_t index, int64_t valid, Poll poll) {
        const Block block = start_block(index, valid);
        for (const Loop& loop : loops_) {
            run_loop(loop, block);
            if (long_block_ && (poll(), context_->stop.load(std::memory_order_relaxed))) return;
        }
        finish_block(block);
    }
    Block start_block(int64_t index, int64_t valid);
    void run_loop(const Loop& loop, const Block& block);
    void execute(const Call& call, char* const* at, int64_t e, const Block& block);
    void draw(const Call& call, char* out, int64_t e, const Block& block);
    void given_noise(const Call& call, char* out, int64_t e, const Block& block) const;
    void accumulate(const Call& call, char* const* at, int64_t e, const Block& block);
    char* stored_at(const Call& call, int64_t e, const Block& block) const;
    void store(const Call& call, const char* row, int64_t e, const Block& block);
    void block_op(const Call& call, char* const* at, const Block& block);
    void check(const Call& call, const char* row, int64_t e, const Block& block);
    void watch(const Call& call, int64_t e, const Block& block);
    void finish_block(const Block& block);
    void fail(int64_t sample, std::string message, Fault fault = Fault::value);
    double value_at(const char* row, int64_t i) const;

    const Program& program_;
    const Plan& plan_;
    const Isa* isa_;
    const Kernels& kernels_;
    std::shared_ptr<Invariants> invariants_;
    int64_t value_bytes_;
    int64_t row_bytes_;
    bool long_block_;
    size_t bytes_ = 0;

    Arena arena_;
    char* temps_;
    char* regs_;
    char* sums_;
    uint64_t* generators_;  // 32 words per site

    std::vector<Call> calls_;
    std::vector<Loop> loops_;
    std::vector<BlockArgs> block_args_;
    std::vector<Patch> patches_;
    std::vector<Place> sources_;  // of watched outputs
    std::vector<int> buffer_;     // of each output: its number among the samples outputs
    ViolationFn not_finite_;

    // Moments of finished aligned groups of blocks, as a stack; the block being run is on top of it.
    std::vector<Level> levels_;
    std::vector<double> moments_;
    double* leaf_mean_ = nullptr;
    double* leaf_m2_ = nullptr;

    const RunContext* context_ = nullptr;
    std::vector<uint64_t> bad_;  // per output: 256 bits, the samples of this block that are not finite
    bool any_bad_ = false;
};

}  // namespace reparamx::vm
