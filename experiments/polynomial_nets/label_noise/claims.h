/// "Hadamard products let a net learn functions of high frequency faster": appendix E.6 of [WuEtAl2022].
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/label_noise/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::label_noise {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::label_noise

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_
