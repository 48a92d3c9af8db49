#include "experiments/polynomial_nets/ntk_stability/width_fits.h"

#include <map>

namespace hadamard_ntk::experiments::ntk_stability {

std::vector<WidthFit> FitWidths(const std::vector<LazyRun>& runs) {
  std::map<std::pair<std::string, int>, std::vector<const LazyRun*>> families;
  for (const LazyRun& run : runs) families[{run.network, run.degree}].push_back(&run);
  std::vector<WidthFit> fits;
  for (const auto& [family, members] : families) {
    for (const auto& [name, quantity] : kFittedQuantities) {
      std::vector<double> x, y;
      for (const LazyRun* run : members) {
        x.push_back(run->width);
        y.push_back(run->*quantity);
      }
      fits.push_back({family.first, family.second, name, FitPowerLaw(x, y), FitPlantedLaw(x, y, -0.5),
                      FitPlantedLaw(x, y, -1.0 / 3)});
    }
  }
  return fits;
}

}  // namespace hadamard_ntk::experiments::ntk_stability
