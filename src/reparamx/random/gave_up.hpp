// The end of a rejection sampler's patience: one that accepted only every tenth attempt would get there in one of 10^45
// draws.
#pragma once

namespace reparamx::random {
inline constexpr int most_attempts = 1000;
}

// Set where a sampler of this thread has used up its attempts: what it has drawn means nothing.
extern "C" __thread bool reparamx_gave_up;
