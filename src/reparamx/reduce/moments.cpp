// Moments of replicates; the formulas are in moments.hpp.
#include "moments.hpp"

#include <string.h>

#include <cmath>
#include <limits>

#include "../vm/abi.hpp"

namespace reparamx::reduce {
namespace {

using vm::block_size;
using vm::lane_bytes;

// Two lanes at a time: every machine has such a register, and no compiler has to guess. The short loops over them are
// unrolled, because only then they stay in registers at -O2 (7 ns instead of 22).
typedef double Pair __attribute__((vector_size(2 * sizeof(double))));

// The sum of all lanes, by halves: l and l + L/2, then l and l + L/4, ...
template <int pairs>
double sum_by_halves(Pair (&x)[pairs]) {
#pragma GCC unroll 4
    for (int half = pairs / 2; half > 0; half /= 2) {
#pragma GCC unroll 4
        for (int k = 0; k < half; ++k) x[k] += x[k + half];
    }
    return x[0][0] + x[0][1];
}

// The sums of all lanes: pairs[k] has lanes 2k and 2k + 1.
void read(const double* sums, Pair (&pairs)[4]) { memcpy(pairs, sums, sizeof(pairs)); }
void read(const float* sums, Pair (&pairs)[8]) {
    typedef float Quad __attribute__((vector_size(4 * sizeof(float))));
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) {
        Quad s;
        memcpy(&s, sums + 4 * k, sizeof(Quad));
        pairs[2 * k] = __builtin_convertvector(__builtin_shufflevector(s, s, 0, 1), Pair);
        pairs[2 * k + 1] = __builtin_convertvector(__builtin_shufflevector(s, s, 2, 3), Pair);
    }
}

// All lanes have the same power of two of samples: divisions become exact products.
template <class S>
Moment full_block(const S* sums) {
    constexpr int L = int(lane_bytes / sizeof(S));
    constexpr double n = double(block_size / L);
    Pair mean[L / 2], part[L / 2];
    read(sums, mean);
#pragma GCC unroll 8
    for (int k = 0; k < L / 2; ++k) part[k] = mean[k];
    const double all = sum_by_halves(part) * (1.0 / block_size);
#pragma GCC unroll 8
    for (int k = 0; k < L / 2; ++k) {
        const Pair d = mean[k] * (1 / n) - all;
        part[k] = n * (d * d);
    }
    return {all, sum_by_halves(part)};
}

template <class S>
Moment partial_block(const S* sums, int64_t valid) {
    constexpr int L = int(lane_bytes / sizeof(S));
    Pair mean[L / 2], weight[L / 2], part[L / 2];
    read(sums, mean);
    for (int k = 0; k < L / 2; ++k) {
        for (int i = 0; i < 2; ++i) {
            const int64_t n = valid / L + (2 * k + i < valid % L);
            weight[k][i] = double(n);
            mean[k][i] = n > 0 ? mean[k][i] / double(n) : 0;
        }
        part[k] = weight[k] * mean[k];
    }
    const double all = sum_by_halves(part) / double(valid);
    for (int k = 0; k < L / 2; ++k) {
        for (int i = 0; i < 2; ++i) {
            const double d = weight[k][i] > 0 ? mean[k][i] - all : 0;
            part[k][i] = weight[k][i] * (d * d);
        }
    }
    return {all, sum_by_halves(part)};
}

}  // namespace

template <class S>
Moment lane_moments(const S* sums, int64_t valid) {
    return valid == block_size ? full_block(sums) : partial_block(sums, valid);
}

template Moment lane_moments<double>(const double*, int64_t);
template Moment lane_moments<float>(const float*, int64_t);

int64_t replicates_of(int64_t valid, int64_t value_bytes) {
    const int64_t lanes = lane_bytes / value_bytes;
    return valid < lanes ? valid : lanes;
}

void merge(int64_t count, int64_t samples_a, double* mean_a, double* m2_a, int64_t samples_b, const double* mean_b,
           const double* m2_b) {
    const double n_a = double(samples_a), n_b = double(samples_b);
    const double share = n_b / (n_a + n_b);
    const double spread = n_a * share;
    for (int64_t e = 0; m2_a && e < count; ++e) {
        const double d = mean_b[e] - mean_a[e];
        m2_a[e] = (m2_a[e] + m2_b[e]) + (d * d) * spread;
    }
    for (int64_t e = 0; e < count; ++e) {
        const double d = mean_b[e] - mean_a[e];
        // The second form is less exact, but right for infinite means: two of one sign are no NaN.
        const double far = mean_a[e] * (1 - share) + mean_b[e] * share;
        mean_a[e] = d - d == 0 ? mean_a[e] + d * share : far;
    }
}

double standard_error(double m2, int64_t samples, int64_t replicates) {
    if (replicates < 2) return std::numeric_limits<double>::quiet_NaN();
    return std::sqrt(m2 / double(replicates - 1) / double(samples));
}

}  // namespace reparamx::reduce
