/// What Figure 1 shows and is said to show: as printed, and judged by errors, straightness and degrees over seeds.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::univariate_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_
