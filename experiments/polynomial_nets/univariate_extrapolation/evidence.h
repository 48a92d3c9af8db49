#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_EVIDENCE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_EVIDENCE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"

namespace hadamard_ntk::experiments {

/// What the claims about Figure 1 are judged by.
struct UnivariateEvidence {
  std::vector<UnivariateCase> cases;
  std::vector<UnivariateCase> planted = {};  ///< of PlantedNets
  UnivariateTraining training = {};          ///< what the nets were given

  /// The nets of that name on that target, finite (width > 0) or infinitely wide, in the order of the seeds.
  std::vector<UnivariateCase> Of(const std::string& target, const std::string& network, bool finite = true) const;
  /// The planted net of that name; throws std::out_of_range if there is none.
  const UnivariateCase& Planted(const std::string& target, const std::string& network) const;
};

/// Smallest, median and largest of one number of some nets; NaN are left out.
struct Spread {
  double least, median, largest;
};
Spread SpreadOf(const std::vector<UnivariateCase>& cases, double UnivariateCase::*number);
Spread WorseSpread(const std::vector<UnivariateCase>& cases);
/// "0.52 (0.013 to 5.3)": the median, and the range.
std::string Describe(const Spread& spread);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_EVIDENCE_H_
