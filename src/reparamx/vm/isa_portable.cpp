// The kernels for the baseline: 128-bit vectors on x86-64 and AArch64; fused multiply-add in software where the machine
// has none.
#define REPARAMX_ISA portable
#define REPARAMX_ISA_DESCRIPTION "any machine, 128-bit vectors"
#include "kernels/kernels.inl"
