/// The paper's own experiment [WanNicLee2023], as public reviews describe it, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_CLAIMS_H_

#include <vector>

#include "experiments/hierarchical_polynomials/adam_training/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::adam_training {

/// Medians over the seeds of one target and n.
struct Cell {
  int k, d, ratio, n;
  double error, correlation, at_start, ccp, kernel, plateau;  ///< kernel: kMissing if it is for any seed
};
std::vector<Cell> Cells(const std::vector<Row>& rows);

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::adam_training

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_CLAIMS_H_
