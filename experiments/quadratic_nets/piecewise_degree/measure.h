/// Pieces of quadratic and conventional ReLU nets on lines, and x^2 by kinks.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/quadratic_nets/piecewise_degree/pieces.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::piecewise_degree {

struct Config {
  std::vector<int> hidden = {1, 2, 3};  ///< numbers of hidden layers
  int lines = 100;
  int inputs = 3, width = 10;
  int halvings = 9;
};

/// All lines of nets of one kind and depth.
struct Group {
  Kind kind = Kind::kQuadratic;
  int hidden = 1;
  std::vector<Line> lines = {};

  /// What the claim says of its pieces; of kCubic what it would be without the planted unit.
  int degree() const { return kind == Kind::kConventional ? 1 : 1 << hidden; }
};

/// "quadratic", "conventional", "cubic", "squared_relu".
std::string NameOf(Kind kind);

/// x^2 with m kinks.
struct Square {
  int kinks = 2;
  double error = 0, law = 0;  ///< of the best conventional net, and 1/(2 (m+1)^2)
  double quadratic_error = 0;
};

struct Evidence {
  Config config = {};
  std::vector<Group> groups = {};
  std::vector<Square> squares = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::piecewise_degree

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_MEASURE_H_
