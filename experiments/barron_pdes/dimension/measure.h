/// The Barron norm of solutions against the dimension, and of sin(u) against the size of u and its directions.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::dimension {

struct Config {
  std::vector<int> d = {2, 3, 5, 10, 20, 50};
  double amplitude = 64;  ///< the largest A of sin(A (cos theta_1 + ... + cos theta_s))
};

/// The solution of -Laplace u + u + G'(u) = f on the torus in d dimensions.
struct Solution {
  std::string problem, data;  ///< "sine" or "cubic"; "sparse" or "dense"
  int d = 0;
  double force = 0, norm = 0, largest = 0, energy = 0;  ///< |f|_B, |u*|_B, max u*, E* per volume
  int descent_steps = 0, newton_steps = 0,
      resolvents = 0;       ///< resolvents: of Newton's method; descent takes one a step
  double disagreement = 0;  ///< of the two |u*|_B, relative
};

/// |sin(A sum_{r <= s} cos theta_r)|_B, |w_r| = 1; the argument's norm is 2 s A.
struct Growth {
  int directions = 0;
  std::vector<double> amplitudes = {}, norms = {};
};

/// prod_i sin(pi x_i).
struct Product {
  int d = 0;
  double exponentials = 0, norm = 0;
  double norm_of_integers = 0;  ///< with sin x_i, 1 + sqrt(d), by the algebra; 0 where d > 10
};

/// At A = 1 and s directions, s = d.
struct Directions {
  int s = 0;
  double argument = 0, least_norm = 0;
};

struct Evidence {
  Config config = {};
  std::vector<Solution> solutions = {};
  std::vector<Growth> growths = {};
  std::vector<Product> products = {};
  std::vector<Directions> directions = {};
};

/// Throws std::invalid_argument naming --d for fewer than three dimensions.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::dimension

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_MEASURE_H_
