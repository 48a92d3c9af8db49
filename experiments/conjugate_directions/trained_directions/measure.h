/// Trains a net on a box and counts its iterations, and those of other methods, on domains that it has not seen.
///
/// Methods: "net", with two stored directions; the baselines of iteration_counts.h.  On the box also "net_k0", the net
/// without stored directions; "untrained"; "permuted", the net's direction with its cells shuffled; and "planted",
/// "planted_k0", A^+ with every other mode's factor 3/2 and 1/2 of what it should be.  "untrained" everywhere.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_MEASURE_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/net_direction.h"
#include "experiments/conjugate_directions/poisson_problems.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::trained_directions {

inline constexpr std::array<double, 2> kTolerances = {1e-4, 1e-6};

struct Config {
  DirectionTraining training = {};
  int n = 8;  ///< cells per axis of the domains
  int right_hand_sides = 20;
  int max_iterations = 100;                               ///< of conjugate directions with a net
  std::vector<int> solids = {5, 10, 15, 20, 25, 30, 35};  ///< percent
};

/// All right-hand sides of a kind on one domain, by one method.
struct Cell {
  std::string domain, method;
  Kind kind = {};
  std::array<std::vector<int>, 2> iterations = {};  ///< to kTolerances; one more than allowed if not reached
  int residual_directions = 0;
};

/// |cosine| in the A-norm of f(b) and A^+ b, since f is an inverse up to a factor of either sign, on right-hand sides
/// of training's kind that are not trained on.
struct Cosines {
  std::vector<double> net = {}, untrained = {}, planted = {};
};

struct Evidence {
  Config config = {};
  linsolve::Index parameters = 0;
  std::string net = {};  ///< models/grid_net_file.h
  std::vector<TrainedNet::Check> checks = {};
  int chosen_step = 0;
  Cosines cosines = {};
  std::vector<Cell> cells = {};
  bool two_components_refused = false;  ///< where b is not projected
  bool two_components_solved = false;   ///< where it is

  /// Throws std::invalid_argument if it was not measured.
  const Cell& Find(const std::string& domain, Kind kind, const std::string& method) const;
  double Median(const std::string& domain, Kind kind, const std::string& method, std::size_t tolerance) const;
};

/// "box", "sphere", "cube", "solids_5", ...
std::vector<std::string> Domains(const Config& config);

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::trained_directions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_MEASURE_H_
