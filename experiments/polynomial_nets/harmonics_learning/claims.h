/// Figure 5 of [WuEtAl2022], and what is said with it on eigenvalues and high frequencies.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::harmonics_learning {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_
