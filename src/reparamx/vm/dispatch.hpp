// Which of the compiled instruction sets runs, and single kernels by name, for tests and for the noise= hooks.
#pragma once

#include <stdint.h>

#include <string>
#include <vector>

#include "abi.hpp"
#include "program.hpp"

namespace reparamx::vm {

// The instruction sets in this build, best first, and those of them that this machine can run.
std::vector<std::string> built();
std::vector<std::string> available();

// The one that runs: the best available, or what REPARAMX_ISA said when it was first asked for.
const Isa& active();
// By name; throws Error(Fault::value) for one that is not available. "" is the active one.
const Isa& isa_named(const std::string& name);
// From now on, for calls that start after it: for tests.
void set_active(const std::string& name);

// How many raw words `n` values of a noise are made from: whole pairs of rows of lanes.
int64_t words_needed(Dtype dtype, int64_t n);
// The first n values of `noise` ("normal", ...) at (seed, site, block), or made from raw words (words_needed(...) of
// them, null: the generator's). `out` holds n values of the dtype.
void draw_noise(const std::string& noise, Dtype dtype, const uint64_t seed[2], uint64_t site, uint64_t block, int64_t n,
                const std::string& isa, const uint64_t* words, void* out);
// The first n raw words at (seed, site, block): word i comes from the generator of lane i mod 8.
std::vector<uint64_t> generator_words(const uint64_t seed[2], uint64_t site, uint64_t block, int64_t n,
                                      const std::string& isa = "");

}  // namespace reparamx::vm
