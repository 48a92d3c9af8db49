/// Iterations on boxes of several sizes: by a net trained on one of them, by nets trained anew on each, by conjugate
/// gradients and by multigrid; and what no net can do.
///
/// Locality: a net without biases, of radius R (models/grid_net.h), has f(0) = 0, so r_t is 0 farther than t (R + 1)
/// cells from the support of b.  Columns of A sum to 0: for b = delta_p - delta_q at opposite corners of a box with N^d
/// cells, while 2 t (R + 1) < N - 1 the residual near p sums to 1, and
///   |r_t| / |b| >= (t (R + 1) + 1)^(-d/2).
/// So below 1e-4 in three dimensions t >= (N - 1) / (2 (R + 1)) for N < 900, whatever the net has learned.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_MEASURE_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/net_direction.h"
#include "experiments/conjugate_directions/poisson_problems.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::size_independence {

inline constexpr std::array<double, 2> kTolerances = {1e-4, 1e-6};

struct Config {
  DirectionTraining training = {.n = 32, .channels = 8, .first_pairs = 1, .coarse_pairs = 3, .last_pairs = 2};
  std::vector<int> sizes = {32, 64, 128};
  std::vector<int> retrained = {8, 16, 32};
  std::vector<int> locality = {33, 65};  ///< N of random nets in two dimensions; the first one also in three
  int right_hand_sides = 5;
  int max_iterations = 200;
};

/// Of one method ("net", "retrained", "cg", "multigrid") on one size.
struct Counts {
  std::string method;
  int n = 0;
  Kind kind = {};
  std::array<double, 2> means = {};  ///< to kTolerances, of FractionalIterationsTo
};

/// The net on b = delta_p - delta_q, beside the bound on its iterations.
struct Corners {
  int n = 0;
  double bound = 0;
  int iterations = 0;
};

/// A step of a random net on such a b.
struct LocalStep {
  int dimension = 0, n = 0, step = 0;
  double residual = 0, bound = 0;
  double sum_error = 0;      ///< of the residual near p, from 1
  bool zero_beyond = false;  ///< the residual, farther from p and q than it may reach
};

struct Evidence {
  Config config = {};
  std::vector<Counts> counts = {};
  std::vector<Corners> corners = {};
  std::vector<LocalStep> local_steps = {};
  int radius = 0;  ///< of the trained net

  /// Means by size, ascending.
  std::vector<std::pair<int, double>> BySize(const std::string& method, Kind kind, std::size_t tolerance) const;
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::size_independence

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_MEASURE_H_
