/// Kernels of non-local nets beside printed values and finite nets; predictors and trained nets on scaled sets; a task
/// of regression on sets.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

struct Config {
  std::vector<int> widths = {8, 64, 512};  ///< of the nets drawn
  int draws = 40000;                       ///< at width 8; in proportion to 1/width, at least 1000
  int width = 512;                         ///< of the nets trained
  int steps = 2000;
  int sets = 150;  ///< to train on in the regression on sets
};

/// NTK of two sets at positions p, p'.
struct PrintedValue {
  std::string activations;  ///< "linear linear relu"
  int row, column;
  double printed, found;
  double summed, wrong_slope;  ///< as of independent positions; with kappa_1 -> 1
};

/// The mean over finite nets drawn at the first positions, and its standard error, beside the kernel.
struct Mean {
  std::string activations;
  int width, draws;
  double ntk, ntk_error, ntk_kernel;
  double summed, wrong_slope;
};

/// f at the first position of t X.
struct Curve {
  std::string network;  ///< activations, or "biased"
  int width;            ///< 0: infinitely wide
  int set;              ///< which X
  std::vector<double> t, f;
  std::vector<double> rounding;  ///< bound on that of f; of finite nets 1e-8 |f|
  double loss;                   ///< final over initial; 0 for predictors
};

/// The regression on sets: root mean square error over that of the labels, at |x| <= radius.
struct TaskError {
  std::string network;
  double radius, error;
};

struct Evidence {
  Config config = {};
  std::vector<PrintedValue> printed = {};
  std::vector<Mean> means = {};
  std::vector<Curve> curves = {};
  double recovery = 1;       ///< largest error of a recovered cubic, over its rounding bound
  double relu_recovery = 0;  ///< the same of a net of ReLU factors: a control
  std::vector<TaskError> task = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_
