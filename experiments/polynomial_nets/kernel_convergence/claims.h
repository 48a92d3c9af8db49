#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_

#include <limits>

#include "experiments/shared/names.h"
#include "referee/claim.h"
#include "referee/program/json.h"

namespace hadamard_ntk::experiments {

/// Of a mean, and of a slope, from what is claimed.
inline constexpr double kConvergenceStandardErrors = 5;

/// Slopes of the quantile against the width: measured ones, or of planted errors.
struct ConvergenceSlopes {
  int count = 0;
  double smallest = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  double worst = 0;                  ///< |slope + 1/2|, in standard errors
  bool wrong_rates_rejected = true;  ///< -1/4 and -1, at 5 standard errors, on every one

  bool as_claimed() const { return count > 0 && worst <= kConvergenceStandardErrors; }
};

struct ConvergenceFindings {
  double worst_bias = 0;              ///< in exact standard errors
  bool wrong_kernel_rejected = true;  ///< for every degree >= 2, somewhere
  Json literal_slopes = Json::object();
  double worst_literal = 0;     ///< |slope + N|
  double worst_unit_slope = 0;  ///< |slope|, of the net whose kernel does have the limit
  ConvergenceSlopes measured, planted;
  Json without_slope = Json::array();
  int admissible = 0;  ///< widths and pairs at which the bound was tested
  double smallest_slack = std::numeric_limits<double>::infinity();
};

Claim DeclareTheorem1();
Claim DeclareTheorem2();

/// `draws`: networks of each degree.
Claim JudgeTheorem1(int draws, const ConvergenceFindings& findings);
Claim JudgeTheorem2(const ConvergenceFindings& findings);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_
