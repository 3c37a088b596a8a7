// The list of standard noises: what a distribution's one-liner x = g(noise, parameters) starts from.
//   uniform      on the open interval (0, 1)
//   normal       mean 0, variance 1
//   exponential  rate 1, strictly positive
//   gumbel       -log(exponential)
//   rayleigh     sqrt(2 exponential): the length of two normals
#pragma once

#define REPARAMX_NOISES(X)      \
    X(Uniform, uniform)         \
    X(Normal, normal)           \
    X(Exponential, exponential) \
    X(Gumbel, gumbel)           \
    X(Rayleigh, rayleigh)

namespace reparamx::random {

#define REPARAMX_NOISE_INDEX(Struct, name) name,
enum class Noise : int { REPARAMX_NOISES(REPARAMX_NOISE_INDEX) count };
#undef REPARAMX_NOISE_INDEX

}  // namespace reparamx::random
