/// What trained nets do along rays: differences of nets without biases, and the local degree far out of those with.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/ray_extrapolation/rays.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::ray_extrapolation {

struct Config {
  std::vector<int> degrees = {2, 3, 4, 5, 6};
  std::vector<int> depths = {2, 3, 4, 5, 6};
  int samples = 12;
  int data_sets = 3;
  int rays = 5;
  int width = 256;
  int steps = 1000;
};

/// One trained net along one ray.
struct Case {
  std::string network;
  int parameter, width, degree;  ///< degree: what the theorem says, N or 1
  int data_set, ray;
  Differences differences;
};

/// One net with biases along one ray, for t = 1, 2, 4, ..., 2^22.
struct BiasedCase {
  std::string network;
  int parameter, width, degree;
  int data_set, ray;
  Differences differences;
  std::vector<double> t, local_degree;  ///< NaN where f changes its sign
};

/// What training has left of the residual, of a net without biases.
struct Training {
  std::string network;
  int parameter, width, data_set;
  double residual;  ///< as TrainedNet::training_residual
};

struct Evidence {
  std::vector<Case> cases, planted;
  std::vector<BiasedCase> biased, planted_biased;
  std::vector<Training> trainings = {};
};

/// Trains all nets on each training set, and looks along each of its rays.  Throws linalg::Diverged if a finite net
/// diverges.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::ray_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_MEASURE_H_
