/// How fast nets learn the harmonics of a target on S^9, at infinite width and at finite ones.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/finite_net.h"
#include "experiments/polynomial_nets/harmonics_learning/infinite_width.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::harmonics_learning {

struct Config {
  std::vector<int> harmonics = {1, 3, 4, 5, 8, 12};
  std::vector<int> degrees = {3, 6, 9};
  int depth = 3;
  int samples = 1000;
  int data_sets = 5;
  std::string scale = "unit_rms";
  double learning_rate = 0.0016;
  int iterations = 30000;
  std::string finite_network = "ccp";
  std::vector<int> widths = {256, 1024};
  int nets = 2;
  int finite_iterations = 1000;
  int held_out = 10000;
  std::string start = "zero";
};

struct FiniteRun {
  FiniteNet net;
  int number = 0;  ///< which of the nets of this kind; all on data set 0
  Rate rate = Rate::kCommon;
  Curve curve;
};

struct Evidence {
  Config config = {};                                       ///< harmonics K and degrees increasing
  std::vector<double> multiplicities = {};                  ///< F(d, k)
  std::vector<std::int64_t> steps = {}, finite_steps = {};  ///< the latter among the former
  std::vector<WideRun> wide = {};
  std::vector<FiniteRun> finite = {};

  /// Degrees N of a network, increasing.
  std::vector<int> Parameters(const std::string& network) const;
  std::vector<const WideRun*> Runs(const std::string& network, int parameter) const;
  /// Iterations until mu_k alone would leave half: log(1/2) / log(1 - eta n mu).
  double Predicted(double eta, double mu) const;
  /// The largest distance over steps and harmonics between a finite net and infinite width, on the samples, over the
  /// RMS of the projections at the start.
  double Distance(const FiniteRun& run) const;
};

/// Loss (1/n) sum r^2, full-batch gradient descent: at the common learning rate of the configuration, and at a rate
/// fair to the kernels' scales, lr = n / (2 lambda_max): a step eta = 1 / lambda_max. Throws FlagError for fewer than
/// two degrees, or a rate at which descent does not converge.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_
