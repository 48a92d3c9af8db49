/// The error in the mean square of two-layer nets of k units for two functions on the torus [0, 2 pi)^d.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_MEASURE_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/program/table.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::two_layer {

struct Config {
  std::vector<int> d = {3, 10, 50};
  int units = 4096;      ///< cosine units, at most: 1, 2, 4, ...
  int draws = 400;       ///< nets of each size
  int terms = 300;       ///< of the random sum
  int relu_units = 256;  ///< ReLU units, at most: powers of 4
  int relu_draws = 20;
  int points = 2000;  ///< ReLU units are fitted on as many points of the cube and tested on as many others
};

/// "solution": of torus_solution.h with dense data.  "sum": frequencies rounded from N(0, I), amplitudes 1/(1 + |w|^2)
/// times uniform numbers, random phases.
inline constexpr std::array<const char*, 2> kTargets = {"solution", "sum"};

/// What nets are made of, in the order of the rows.
///   barron       k cosine units from the Barron measure        least_squares  the same, fitted in the outputs
///   greedy       the k best cosines (matching pursuit)         uniform        k units drawn alike from all frequencies
///   relu         an affine function and k ReLU units by Barron's construction; relu_fit, relu_greedy as above, the
///                latter from `relu_units` times 2 units
inline constexpr std::array<const char*, 7> kMethods = {"barron", "least_squares", "greedy",     "uniform",
                                                        "relu",   "relu_fit",      "relu_greedy"};

struct Row {
  std::string target, method;
  int d = 2, k = 1;
  double error = 0;             ///< |f - f_k|^2, the mean over the draws
  double deviation = kMissing;  ///< standard error of it; missing where nothing is drawn
  double expected = kMissing;   ///< its expectation where that is known in closed form
  double bound = kMissing;      ///< C^2/k, for ReLU T^2/k
};

struct Target {
  std::string target;
  int d = 2, terms = 1;
  double norm = 0, total = 0, square = 0;  ///< C = |f|_B, S = sum of amplitudes, |f|^2
  double relu_variation = 0;               ///< T
};

struct Evidence {
  Config config = {};
  std::vector<Target> targets = {};
  std::vector<Row> rows = {};  ///< target by target, d, method, k ascending
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::two_layer

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_MEASURE_H_
