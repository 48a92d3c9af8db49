#ifndef HADAMARD_NTK_EXPERIMENTS_UNIVARIATE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_UNIVARIATE_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/claim.h"
#include "experiments/univariate_cases.h"

namespace hadamard_ntk::experiments {

struct UnivariateEvidence {
  std::vector<UnivariateCase> cases;

  /// The nets of that name on that target, finite (width > 0) or infinitely wide, in the order of the seeds.
  std::vector<UnivariateCase> Of(const std::string& target, const std::string& network, bool finite = true) const;
};

/// Smallest, median and largest of one number of some nets; NaN are left out.
struct Spread {
  double least, median, largest;
};
Spread SpreadOf(const std::vector<UnivariateCase>& cases, double UnivariateCase::*number);
Spread WorseSpread(const std::vector<UnivariateCase>& cases);
/// "0.52 (0.013 to 5.3)": the median, and the range.
std::string Describe(const Spread& spread);

Claim DeclareFigure1Cubic();
Claim DeclareFigure1Cosine();
Claim DeclareFigure1Linear();
Claim DeclareFigure1Degree();
Claim DeclareFigure1Relu();

Claim JudgeFigure1Cubic(const UnivariateEvidence& evidence);
Claim JudgeFigure1Cosine(const UnivariateEvidence& evidence);
Claim JudgeFigure1Linear(const UnivariateEvidence& evidence);
Claim JudgeFigure1Degree(const UnivariateEvidence& evidence);
Claim JudgeFigure1Relu(const UnivariateEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_UNIVARIATE_CLAIMS_H_
