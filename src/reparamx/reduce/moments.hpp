// Moments of replicates: (n, mean, M2), M2 = sum over replicates of n_r (mean_r - mean)^2, merged by Chan's formula.
//
// A replicate is one lane of one block: its mean over n_r samples. The variance of one sample is estimated by
// M2 / (replicates - 1), so that the standard error of the mean over n samples is sqrt(M2 / (replicates - 1) / n).
// (Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.)
//
// Everything here is written in an order that does not depend on the machine: equal bits everywhere.
#pragma once

#include <stdint.h>

#include <vector>

namespace reparamx::reduce {

struct Moment {
    double mean, m2;
};

// The moments of one element of one block from its lane sums, L values of S, of which the first `valid`
// samples of the block count.
template <class S>
Moment lane_moments(const S* sums, int64_t valid);
extern template Moment lane_moments<double>(const double*, int64_t);
extern template Moment lane_moments<float>(const float*, int64_t);

// Lanes with at least one of the first `valid` samples of a block.
int64_t replicates_of(int64_t valid, int64_t value_bytes);

// The moments of `count` elements after the samples of a and then those of b; the result takes the place of a.
// Without m2 (null) only the means.
void merge(int64_t count, int64_t samples_a, double* mean_a, double* m2_a, int64_t samples_b, const double* mean_b,
           const double* m2_b);

double standard_error(double m2, int64_t samples, int64_t replicates);

}  // namespace reparamx::reduce
