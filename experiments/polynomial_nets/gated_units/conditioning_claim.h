/// The claim gated_conditioning: lower bounds for every data set, and what the gate gains on normal data.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_CLAIM_H_

#include <vector>

#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments::gated_units {

Declaration ConditioningClaim();
Judgement JudgeConditioning(const Evidence& evidence);

/// Condition numbers of normal data by dimension, and the gain condition(K) / (d condition(K~)).
struct GateAdvantage {
  int d = 0, draws = 0;
  double ungated = 0, gated = 0;                    ///< medians of the condition numbers
  double advantage = 0, smallest = 0, largest = 0;  ///< of the gain: median and range over draws
};
std::vector<GateAdvantage> Advantages(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_CLAIM_H_
