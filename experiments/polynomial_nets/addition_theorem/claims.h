#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_

#include <vector>

#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// What one degree on one sphere says; the deviations are in units of their tolerances.
struct AdditionDegree {
  int d, k;
  double multiplicity;
  double unit = 0, classical = 0, definition = 0;
  double control = 0;              // with the order lambda = d/2
  double planted = 0;              // the classical reading, of sums made true for it
  double classical_factor = 1;     // C_k^lambda(1)
  double classical_deviation = 0;  // largest |sum / F - C_k^lambda|
  bool by_definition = false;
};

/// Lemma 1 as printed, and what became of it; `degrees` is not empty.
Claim DeclareLemma1();
Claim JudgeLemma1(const std::vector<AdditionDegree>& degrees);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_CLAIMS_H_
