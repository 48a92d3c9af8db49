/// One right-hand side of each kind on a box of n^3 cells, n = 128 for two millions of unknowns, by a net that is
/// trained on a small box, and by the baselines; residuals, seconds and memory.
///
/// Methods: "net" and "multigrid_k2", conjugate directions with the net and with one multigrid cycle, two stored
/// directions; "one_iteration", the net's first iteration alone; "cg", "ic", "multigrid", preconditioned conjugate
/// gradients.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MEASURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/net_direction.h"
#include "experiments/conjugate_directions/poisson_problems.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::millions {

inline constexpr double kTolerance = 1e-4;

struct Config {
  DirectionTraining training = {.n = 32, .channels = 8, .first_pairs = 1, .coarse_pairs = 3, .last_pairs = 2};
  int n = 128;
  std::string millions = "no";  ///< "yes": 256^3, 16.8 million cells, too
  int max_iterations = 100;
};

struct Run {
  std::string method;
  int n = 0;
  Kind kind = {};
  int iterations = 0;  ///< one more than allowed if the tolerance was not reached
  bool reached = false;
  std::vector<double> residuals = {};  ///< relative, from the start on
  double seconds = 0;                  ///< set-up included; of the machine, so in no table
};

struct Memory {
  int n = 0;
  double predicted = 0;  ///< bytes, of the net's iteration
  double measured = 0;   ///< peak of the process after it; in no table
};

struct Evidence {
  Config config = {};
  std::vector<Run> runs = {};
  std::vector<Memory> memory = {};

  /// Of one method on the largest grid.
  std::vector<const Run*> Largest(const std::string& method) const;
};

/// Throws std::invalid_argument naming the flag if a size needs more memory than there is.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::millions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MEASURE_H_
