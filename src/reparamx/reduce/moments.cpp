// Moments of replicates; the formulas are in moments.hpp.
#include "moments.hpp"

#include <cmath>
#include <limits>

#include "../vm/abi.hpp"

namespace reparamx::reduce {
namespace {

using vm::block_size;
using vm::lane_bytes;

// Sums of L values by halves: (0 + L/2), ... Short loops that any compiler turns into vectors.
template <int L>
double sum_by_halves(double (&x)[L]) {
    for (int half = L / 2; half > 0; half /= 2) {
        for (int l = 0; l < half; ++l) x[l] += x[l + half];
    }
    return x[0];
}

}  // namespace

template <class S>
Moment lane_moments(const S* sums, int64_t valid) {
    constexpr int L = int(lane_bytes / sizeof(S));
    double mean[L], weight[L], part[L];
    for (int l = 0; l < L; ++l) mean[l] = double((sums[l] + sums[L + l]) + (sums[2 * L + l] + sums[3 * L + l]));
    if (valid == block_size) {
        // The same bits as below: n_l is a power of two.
        constexpr double n = double(block_size / L);
        for (int l = 0; l < L; ++l) {
            part[l] = mean[l];
            mean[l] *= 1 / n;
            weight[l] = n;
        }
    } else {
        for (int l = 0; l < L; ++l) {
            const int64_t n = valid / L + (l < valid % L);
            mean[l] = n > 0 ? mean[l] / double(n) : 0;
            weight[l] = double(n);
            part[l] = weight[l] * mean[l];
        }
    }
    const double all = sum_by_halves(part) / double(valid);
    for (int l = 0; l < L; ++l) {
        const double d = weight[l] > 0 ? mean[l] - all : 0;
        part[l] = weight[l] * (d * d);
    }
    return {all, sum_by_halves(part)};
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
    if (!m2_a) {
        for (int64_t e = 0; e < count; ++e) mean_a[e] += (mean_b[e] - mean_a[e]) * share;
        return;
    }
    for (int64_t e = 0; e < count; ++e) {
        const double d = mean_b[e] - mean_a[e];
        mean_a[e] += d * share;
        m2_a[e] = (m2_a[e] + m2_b[e]) + (d * d) * spread;
    }
}

double standard_error(double m2, int64_t samples, int64_t replicates) {
    if (replicates < 2) return std::numeric_limits<double>::quiet_NaN();
    return std::sqrt(m2 / double(replicates - 1) / double(samples));
}

}  // namespace reparamx::reduce
