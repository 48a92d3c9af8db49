#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_

#include <optional>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// One trained net along one ray.
struct RayCase {
  std::string network;
  int parameter, width, degree;  ///< degree: what the theorem says, N or 1
  int data_set, ray;
  RayDifferences differences;
};

/// One net with biases along one ray, for t = 1, 2, 4, ...
struct BiasedRay {
  std::string network;
  int parameter, width, degree;
  int data_set, ray;
  RayDifferences differences;
  std::vector<double> t, local_degree;  ///< NaN where f changes its sign

  /// Of |local_degree - limit| against t >= kFitFrom; nothing if fewer than 4 values are there.
  std::optional<PowerLawFit> Fit(double limit) const;
  static constexpr double kFitFrom = 16384;
};

struct RayEvidence {
  std::vector<RayCase> cases, planted;
  std::vector<BiasedRay> biased, planted_biased;
};

Claim DeclareTheorem4();
Claim DeclareTheorem4Raw();
Claim DeclareTheorem5();
Claim DeclareBiases();

Claim JudgeTheorem4(const RayEvidence& evidence);
Claim JudgeTheorem4Raw(const RayEvidence& evidence);
Claim JudgeTheorem5(const RayEvidence& evidence);
Claim JudgeBiases(const RayEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_CLAIMS_H_
