/// The three-layer net with a bottleneck, all layers trained at once by Adam on h = p^3, against n, beside an NTK and a
/// CCP net [WuEtAl2022, A.1] trained alike.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_MEASURE_H_

#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::adam_training {

/// models/bottleneck_net.h with 2 d^2 units z^k and `outer_width` ReLUs, and models/ccp_net.h of degree 3 k, biases and
/// the least width for as many parameters, on x/sqrt(d), its readout 0 at the start; single precision.
struct Config {
  std::vector<int> d = {8, 12, 16};                 ///< k = 2
  std::vector<int> cubic_d = {8};                   ///< k = 3
  std::vector<int> ratios = {2, 4, 8, 16, 32, 64};  ///< n / d^k
  int seeds = 3;
  int outer_width = 300;
  int batch = 128;
  int steps = 6000;  ///< along a cosine to 0
  double rate = 1e-3;
  int kernel_n = 4096;  ///< the NTK's samples, at most
  int tests = 10000;    ///< test points of a seed
};

/// One target, n and seed: the same samples and test points for the nets and the kernel.  Errors are relative to E h^2
/// (test_points.h).
struct Row {
  int k = 2, d = 1, ratio = 1, n = 1, seed = 0;
  double error = 0;        ///< of the net at the end
  double correlation = 0;  ///< |corr(u, p)| over the test points, u the bottleneck
  double at_start = 0;     ///< the same before training
  double ccp = 0;          ///< error of the CCP net at the end
  double kernel = 0;       ///< of the NTK of two layers, ridgeless or at 0.01 mean K(x, x), the better; or kMissing
  double plateau = 0;      ///< 1 - |P_{<=k} h|^2 / E h^2
};

struct Evidence {
  Config config = {};
  std::vector<Row> rows = {};  ///< target by target, n ascending, seed by seed
};

/// Throws FlagError for an odd d, linalg::Diverged.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::adam_training

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_MEASURE_H_
