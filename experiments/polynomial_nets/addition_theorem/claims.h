/// "The sum over an orthonormal basis is a Gegenbauer polynomial": Lemma 1 as printed, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/addition_theorem/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::addition_theorem {

/// The evidence has at least one degree.
std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::addition_theorem

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_
