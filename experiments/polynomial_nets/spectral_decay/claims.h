/// "The eigenvalues of polynomial nets decay more slowly": Theorem 7 and the claims around it, and how they are judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::spectral_decay {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_
