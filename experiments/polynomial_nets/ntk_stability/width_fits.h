/// What nets are, against their width: power laws fitted to each family.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_WIDTH_FITS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_WIDTH_FITS_H_

#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "experiments/shared/power_law_fit.h"

namespace hadamard_ntk::experiments::ntk_stability {

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

}  // namespace hadamard_ntk::experiments::ntk_stability

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_WIDTH_FITS_H_
