// The end of a rejection sampler's patience. Each of its attempts is accepted with a probability above 1/2, whatever
// the parameters, so that nobody has seen it.
#pragma once

namespace reparamx::random {
inline constexpr int most_attempts = 1000;
}

// Set where a sampler of this thread has used up its attempts: what it has drawn means nothing.
extern "C" __thread bool reparamx_gave_up;
