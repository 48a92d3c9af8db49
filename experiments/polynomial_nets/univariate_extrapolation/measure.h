/// What becomes of Figure 1's nets beyond the training range, over seeds: errors and degrees, and the curves.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_MEASURE_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/nets.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {

struct Config {
  int seeds = 5;
  int hp_seeds = 10;
  Training training = {};
};

/// A net's values on the points that all curves of a target share.
struct Curve {
  std::string network;
  int width = 0, seed = 0;
  Eigen::VectorXd values;
};
struct Curves {
  Target target;
  Eigen::VectorXd x;
  std::vector<Curve> nets;
};

struct Evidence {
  std::vector<Case> cases;
  std::vector<Case> planted = {};  ///< of PlantedNets
  Training training = {};          ///< what the nets were given
  std::vector<Curves> curves = {};

  /// The nets of that name on that target, finite (width > 0) or infinitely wide, in the order of the seeds.
  std::vector<Case> Of(const std::string& target, const std::string& network, bool finite = true) const;
  /// The planted net of that name; throws std::out_of_range if there is none.
  const Case& Planted(const std::string& target, const std::string& network) const;
};

/// Throws FlagError for a batch larger than the training set of the wide nets, linalg::Diverged if a net diverges.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::univariate_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_MEASURE_H_
