/// A number of some nets over the seeds.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_SPREAD_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_SPREAD_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/nets.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {

/// Smallest, median and largest of one number of some nets; NaN are left out.
struct Spread {
  double least, median, largest;
};
Spread SpreadOf(const std::vector<Case>& cases, double Case::*number);
Spread WorseSpread(const std::vector<Case>& cases);
/// "0.52 (0.013 to 5.3)": the median, and the range.
std::string Describe(const Spread& spread);

}  // namespace hadamard_ntk::experiments::univariate_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_SPREAD_H_
