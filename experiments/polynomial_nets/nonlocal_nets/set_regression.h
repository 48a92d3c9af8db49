/// Regression on sets of 8 positions in the plane: the cubic of cubic_sets.h, learnt from sets with |x| <= 1, at 40
/// others with |x| <= 1, 2, 4, of which those of a larger radius are those of a smaller one, scaled.
///
///   poly_nl linear, poly_nl relu   non-local nets with Hadamard products, of degree 3 along rays
///   fc, deep_sets                  set_nets.h, of degree 1
/// as predictors of infinitely wide nets, and as finite nets trained by gradient descent, f_t - f_0: at any width f_0
/// is some times as large as these labels, and what is left of it between the samples hides what was learnt.
///
/// If f is of degree 1 and its relative error at |x| <= 1 is e, then that at |x| <= R is at least 1 - (1 + e) / R^2,
/// for |f| <= (1 + e) |y| there; if f is of degree 3 it is e.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_REGRESSION_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_REGRESSION_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

struct SetRegression {
  int sets = 150;  ///< to train on
  int width = 512, steps = 2000;
};

/// Root mean square error over that of the labels, at |x| <= radius.
struct SetRegressionError {
  std::string network = {};
  int width = 0;    ///< 0: infinitely wide
  int net = 0;      ///< which initialisation
  int steps = 0;    ///< 0 for predictors, and for nets before they are trained
  double loss = 0;  ///< final over initial; 0 for predictors
  double radius = 1, error = 0;
  double rounding = 0;  ///< bound on that of the error: of predictors; finite nets scale without any
};

inline constexpr int kTrainedNets = 3;
/// Advances of the progress bar.
inline constexpr int kSetRegressionRuns = 4 * (1 + kTrainedNets);

std::vector<SetRegressionError> MeasureSetRegression(const SetRegression& task, RunContext& context);

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_REGRESSION_H_
