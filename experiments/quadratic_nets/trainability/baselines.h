/// Predictors of the same samples that are no trained nets.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_BASELINES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_BASELINES_H_

#include <Eigen/Core>

#include "experiments/quadratic_nets/trainability/two_spheres.h"

namespace hadamard_ntk::experiments::trainability {

/// Minimises sum_i log(1 + exp(-s_i w.phi(x_i))) + penalty |w|^2 / 2, s_i = +-1, by damped Newton steps until a step
/// gains less than 1e-12 of the objective.  Rows of `features` are phi(x_i).
/// Throws std::invalid_argument for labels other than 0, 1 or shapes that do not fit, penalty <= 0.
Eigen::VectorXd FitLogistic(const Eigen::MatrixXd& features, const Eigen::VectorXd& labels, double penalty);

/// Test error of logistic regression on (1, x, x o x), penalty 1e-3.
double LogisticError(const Samples& training, const Samples& test);

/// Test errors of kernel ridge regression on labels +-1 with NTKs of `hidden` layers, ridge `relative_ridge` times the
/// mean of K(x, x).
struct KernelErrors {
  double conventional = 0;  ///< K_a + K_r of ntk/relinear_net.h: a conventional ReLU net with biases
  double relinear = 0;      ///< K_a + K_r + K_g + K_b: quadratic at the ReLinear start, gamma = 1
};

KernelErrors RidgeErrors(int hidden, double relative_ridge, const Samples& training, const Samples& test);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_BASELINES_H_
