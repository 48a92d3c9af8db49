/// What nets and predictors learn before they are followed along a ray: y = x_1^2 + x_2 at 12 points of the plane, of
/// radius 1 and 1/2 in turn, (cos, sin)(2 pi j / 12).
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_RAY_TASK_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_RAY_TASK_H_

#include <Eigen/Core>
#include <functional>
#include <span>

#include "experiments/shared/bounded_interpolation.h"
#include "ntk/kernel.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

Eigen::MatrixXd TrainingPoints();
Eigen::VectorXd Labels(const Eigen::MatrixXd& x);

/// The ntk of two inputs.
using VectorKernel = std::function<double(std::span<const double>, std::span<const double>)>;

/// Of a kernel that sees norms and correlation.
template <class Kernel>
VectorKernel SeeingCorrelations(const Kernel& kernel) {
  return [kernel](std::span<const double> x, std::span<const double> z) {
    const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(x, z);
    return kernel(seen.norm_x, seen.norm_z, seen.correlation).ntk;
  };
}

/// Of one that sees the vectors.
template <class Kernel>
VectorKernel SeeingVectors(const Kernel& kernel) {
  return [kernel](std::span<const double> x, std::span<const double> z) { return kernel(x, z).ntk; };
}

/// Interpolation at the rows of `points`: what gradient descent makes of the infinitely wide net, the mean over
/// initialisations.
BoundedInterpolation Predict(const VectorKernel& kernel, const Eigen::MatrixXd& points);
/// Where every K(x, x_i) is the same.
double PredictAtConstant(const VectorKernel& kernel, double constant);

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_RAY_TASK_H_
