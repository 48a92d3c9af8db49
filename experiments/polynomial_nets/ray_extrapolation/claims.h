/// "Trained nets continue along rays as polynomials of their degree", without and with biases: as printed, and judged
/// by differences and local degrees.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::ray_extrapolation {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::ray_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_
