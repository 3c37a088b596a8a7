// The kernels for x86-64-v4: AVX-512 F, BW, DQ, VL, 512-bit vectors.
#define REPARAMX_ISA avx512
#define REPARAMX_ISA_DESCRIPTION "x86-64-v4: AVX-512 F, BW, DQ, VL"
#include "kernels/kernels.inl"
