// The kernels for x86-64-v3: AVX2 and FMA, 256-bit vectors.
#define REPARAMX_ISA avx2
#define REPARAMX_ISA_DESCRIPTION "x86-64-v3: AVX2, FMA"
#include "kernels/kernels.inl"
