/// The claims on sample complexity of [WanNicLee2023], and how they are judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CLAIMS_H_

#include <vector>

#include "experiments/hierarchical_polynomials/sample_complexity/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::sample_complexity {

/// hier_main, hier_quadratic, hier_feature.
std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CLAIMS_H_
