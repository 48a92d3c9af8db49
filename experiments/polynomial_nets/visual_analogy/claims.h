/// "The advantage of nets with Hadamard products in visual analogy extrapolation", and what context normalisation does.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/visual_analogy/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::visual_analogy {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_CLAIMS_H_
