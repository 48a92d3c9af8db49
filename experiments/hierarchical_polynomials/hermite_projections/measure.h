/// Norms of the Hermite components of h = g(p(x)) up to degree k, d -> infinity: exactly, by quadrature, by samples.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_MEASURE_H_

#include <optional>
#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/hermite_projections/quantities.h"
#include "experiments/shared/mean_estimate.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "gaussian/root_sum.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::hermite_projections {

struct Config {
  std::vector<int> d = {8, 12, 16, 24, 32, 40, 64, 100, 200, 400, 1000};
  int samples = 1000000;
};

/// A number with a closed form, by the three roads.
struct Row {
  std::string quantity;
  int k;
  std::string signs;  ///< "balanced", "equal", "random", "one" (d = 1)
  int d;
  double closed;   ///< as printed
  double planted;  ///< with mu_4 = 14 for h_2; kMissing where mu_4 does not occur
  double exact;
  double quadrature;
};

/// A mean over samples in dimension kSampledDimension.
struct Sampled {
  std::string quantity;
  int k;
  std::string signs;
  double exact;
  MeanEstimate mean;
};
inline constexpr int kSampledDimension = 8;

/// h = g(p(x)) in dimension d; squares of norms.
struct Target {
  int k;
  std::string g;      ///< "z^3", "z^3 - 2z", "z + (z^2 - 1)/sqrt(2)"
  std::string signs;  ///< as in Row; "spike": p = h_k(x_1), whose weight is not spread
  int d;
  int plus;
  gaussian::RootSum all, below, remainder;  ///< E h^2, |P_{<k} h|^2, |P_k h - E[g'(z)] p|^2
  double plateau;                           ///< 1 - |P_{<=k} h|^2 / E h^2
  double by_quadrature[3];                  ///< all, below, remainder
};

/// norm = constant d^exponent, of rows or targets.
struct Slope {
  std::string quantity;
  int k;
  std::string signs;
  double closed;  ///< exponent
  PowerLawFit fit;
};

struct Evidence {
  Config asked = {};
  std::vector<Row> rows = {};
  std::vector<Row> normal_rows = {};  ///< k = 1, the planted true case
  std::vector<Sampled> samples = {};
  std::vector<Target> targets = {};
  std::vector<Slope> slopes = {};  ///< of norms with a closed form; none with fewer than three d
};

/// Throws FlagError for an odd d.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::hermite_projections

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_MEASURE_H_
