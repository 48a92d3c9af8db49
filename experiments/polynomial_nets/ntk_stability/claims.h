#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/measure.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// A net trained above the largest stable rate.
struct FastNet {
  int degree, width, draw;
  FastRun run;
};

struct StabilityEvidence {
  std::vector<LazyRun> runs;
  std::vector<FastNet> fast;
};

/// A quantity of the trained nets of one family against the width: a straight line through the logarithms of all nets,
/// which is the line through the widths' means weighted by their numbers of nets.  Its standard error is that of the
/// scatter of the nets.
struct WidthFit {
  std::string network;
  int degree;
  std::string quantity;
  PowerLawFit fit;
  PowerLawFit planted_half, planted_third;  ///< of m^-1/2 and m^-1/3 with the same scatter (FitPlantedLaw)
};
inline const std::vector<std::pair<std::string, double LazyRun::*>> kFittedQuantities = {
    {"drift", &LazyRun::drift},
    {"relative_drift", &LazyRun::relative_drift},
    {"kernel_error", &LazyRun::kernel_error},
    {"to_regression", &LazyRun::to_regression},
    {"to_dynamics", &LazyRun::to_dynamics},
    {"to_linearized", &LazyRun::to_linearized},
    {"to_mean", &LazyRun::to_mean}};
/// Of every family and quantity.
std::vector<WidthFit> FitWidths(const std::vector<LazyRun>& runs);

inline constexpr double kStandardErrors = 5;
/// Rates over the largest stable one at which the loss must rise at some step, and run away.
inline constexpr double kRisingRate = 2, kDivergingRate = 4;

Claim DeclareTheorem3();
Claim DeclareLazyLimit();

Claim JudgeTheorem3(const StabilityEvidence& evidence, const std::vector<WidthFit>& fits);
Claim JudgeLazyLimit(const std::vector<WidthFit>& fits);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_
