/// Sums of products of spherical harmonics at pairs of points, beside the polynomials that they may be.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_MEASURE_H_

#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::addition_theorem {

struct Config {
  std::vector<int> d = {2, 3, 4, 9};
  int k_max = 40;
  int harmonics = 20000;
  int definition_harmonics = 700;
  int pairs = 25;
};

/// sum_j Y_kj(x) Y_kj(z) / F(d, k) at one pair of points.
struct PairSum {
  int d, k;
  double multiplicity;  ///< F(d, k)
  double theta;         ///< the pair's angle
  double sum;
  double by_definition;         ///< the same, of harmonic polynomials by their definition; NaN for larger k
  double unit, classical;       ///< G_k with value 1 at 1; C_k^lambda
  double wrong_order;           ///< value 1 at 1, of the order d/2
  double tolerance;             ///< of sum - unit: counted roundings
  double definition_tolerance;  ///< of by_definition - unit
};

/// What one degree on one sphere says; the deviations are in units of their tolerances.
struct Degree {
  int d, k;
  double multiplicity;
  double unit = 0, classical = 0, definition = 0;
  double control = 0;              ///< with the order lambda = d/2
  double planted = 0;              ///< the classical reading, of sums made true for it
  double classical_factor = 1;     ///< C_k^lambda(1)
  double classical_deviation = 0;  ///< largest |sum / F - C_k^lambda|
  double tolerance = 0;            ///< of the sums
  bool by_definition = false;
};

struct Evidence {
  Config config = {};
  std::vector<PairSum> sums = {};
  std::vector<Degree> degrees = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::addition_theorem

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_MEASURE_H_
