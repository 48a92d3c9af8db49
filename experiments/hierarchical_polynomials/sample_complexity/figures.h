/// Errors and correlations against the number of samples.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_FIGURES_H_

#include "experiments/hierarchical_polynomials/sample_complexity/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::sample_complexity {

/// A row for each k: error against n with the plateau of every d, error against n/d^k, correlation against m/d^k.
Figure DrawErrors(const Evidence& evidence);

/// k = 2: the correlation of stage 1, and of one large step with either first layer, against m/d^2.
Figure DrawSteps(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_FIGURES_H_
