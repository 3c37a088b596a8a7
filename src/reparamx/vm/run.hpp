// The engine: runs a verified program over a range of samples.
//
// Results do not depend on the number of threads, on how samples are dealt out to them, or on the instruction set.
#pragma once

#include <stdint.h>

#include <functional>
#include <vector>

#include "../reduce/tree.hpp"
#include "abi.hpp"
#include "costs.hpp"
#include "verify.hpp"

namespace reparamx::vm {

struct RunOptions {
    int64_t samples = 0;
    uint64_t seed[2] = {0, 0};
    int threads = 0;           // at most so many; 0: as many as the machine has. Small work takes fewer
    int64_t first_sample = 0;  // multiple of block_size: where the range of samples starts
    bool stderr_wanted = true;
    bool check_finite = true;  // non-finite samples and means are errors

    // A run to be extended: the `state` of its Result. Blocks from first_sample on are dropped from it (its last block
    // may be partial and is computed again), so that extending n to m samples gives the bits of running m.
    const std::vector<reduce::Subtree>* resume = nullptr;

    // Called about every 20 ms from the calling thread; true stops the run.
    std::function<bool()> interrupted;

    // For tests: noise of a site, null or [samples][size] values of the program's dtype; raw words instead of
    // generators.
    std::vector<const void*> noise;
    const uint64_t* words = nullptr;
    int64_t words_count = 0;

    // For tests and tuning: the instruction set (null: the active one), the work in ns that pays for one more thread,
    // and log2 of the blocks dealt out at once (-1: chosen).
    const Isa* isa = nullptr;
    double thread_ns = costs::thread;
    int grain = -1;
};

// Finished elements in C order. stderr_ is empty if not wanted; samples outputs are in the caller's buffers.
struct OutputValue {
    std::vector<double> mean, stderr_;
};

struct Result {
    std::vector<OutputValue> outputs;
    int64_t samples = 0;  // with those of the run that was extended
    int64_t replicates = 0;
    bool interrupted = false;  // then the rest is empty
    int threads = 1;           // that took part
    std::vector<reduce::Subtree> state;
};

// params: contiguous arrays of the program's dtype, aligned for it. sample_buffers: one per output of kind `samples`,
// in order, for [samples][extent] values of the dtype.
//
// Error(Fault::value): a check that failed, at the lowest sample. Error(Fault::not_finite). Error(Fault::sampling).
// std::bad_alloc.
Result run(const VerifiedProgram& program, const std::vector<const void*>& params, const RunOptions& options,
           const std::vector<void*>& sample_buffers = {});

}  // namespace reparamx::vm
