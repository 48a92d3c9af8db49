/// Test errors of kernel regression with the NTKs of infinitely wide nets, with and without Hadamard products, on
/// targets of one degree; predicted from the spectrum, and measured.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::learning_curves {

struct Config {
  int d = 9;
  std::vector<int> degrees = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::vector<int> depths = {3, 5};
  std::vector<int> targets = {1, 2, 3, 4};
  std::vector<int> n = {30, 100, 300, 1000, 4000};
  int draws = 12;
  int tests = 2000;
  double noise = 0.1;   ///< variance of the labels' noise; the target's power is 1
  double ridge = 1e-3;  ///< relative to K(x, x)
};

/// One network on one target at one n. Errors are squares against the target, whose power is 1.
struct Row {
  std::string network;  ///< "pnn", parameter N; "fc", parameter depth
  int parameter = 1;
  int target = 1;  ///< degree k of the target, sqrt(F(d, k)) P_k(x_0)
  int n = 1;
  double predicted = 0;            ///< the omniscient estimate, spectral/learning_curve.h
  double overfitting = 1;          ///< its coefficient E_0
  double least_predicted = 0;      ///< with the best ridge
  double measured = 0, error = 0;  ///< mean over draws of samples and noise; its standard error
};

struct Evidence {
  Config config = {};
  std::vector<Row> rows = {};  ///< n by n, network by network, target by target
};

/// Throws FlagError unless n increases.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::learning_curves

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_MEASURE_H_
