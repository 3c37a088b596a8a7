// Dealing out the blocks of a run to threads.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>

#include "worker.hpp"

namespace reparamx::vm {

// The blocks of a run, dealt out in grains: aligned groups of 2^k blocks.
struct Blocks {
    int64_t first = 0, last = 0;  // [first, last)
    int64_t last_valid = 0;       // samples of the last one
    int grain = 0;                // k
};

// What the workers of one run have found. Whoever computed what and when, the outcome is the same: sums meet in the
// tree, and of all failures the one of the lowest sample is kept, for which every grain before it is finished.
class Schedule {
public:
    Schedule(const VerifiedProgram& program, RunContext& context, Blocks blocks)
        : program_(program),
          context_(context),
          blocks_(blocks),
          next_(blocks.first >> blocks.grain),
          non_finite(program.program().outputs.size()) {}

    // Runs everything on up to `threads` threads; `own` is the worker of the calling thread. Returns how many took
    // part. Throws what a worker threw, or what `interrupted` threw.
    int run(Worker& own, int threads);

    reduce::Tree tree;
    Failure failure;

private:
    void work(Worker& worker, bool calling) noexcept;
    void helper(const Isa* isa, const std::shared_ptr<Invariants>& invariants) noexcept;
    void collect(Worker& worker, int64_t grain);
    void poll();
    void stop(std::exception_ptr exception) noexcept;

    const VerifiedProgram& program_;
    RunContext& context_;
    const Blocks blocks_;
    std::atomic<int64_t> next_;                                         // grain
    std::atomic<int64_t> failed_{std::numeric_limits<int64_t>::max()};  // lowest grain with a failure
    std::atomic<int> took_part_{0};
    std::chrono::steady_clock::time_point polled_ = std::chrono::steady_clock::now();
    std::mutex mutex_;  // of all below
    std::exception_ptr exception_;

public:
    std::vector<NonFinite> non_finite;  // per output
};

}  // namespace reparamx::vm
