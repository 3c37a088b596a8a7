// What happens once per call: the prologue before the samples, and the finish of the outputs after them.
#pragma once

#include "worker.hpp"

namespace reparamx::vm {

// Computes the invariants. A check that fails is an Error(Fault::value).
void run_prologue(const Program& program, const Plan& plan, const Kernels& kernels, const Invariants& invariants,
                  const void* const* params);

// The elements of output `number`, finished. `all` holds the moments of all mean outputs; its m2 is empty if standard
// errors are not wanted.
OutputValue finish_output(const Program& program, const Plan& plan, size_t number, const Invariants& invariants,
                          const void* const* params, const reduce::Subtree& all, bool stderr_wanted);

}  // namespace reparamx::vm
