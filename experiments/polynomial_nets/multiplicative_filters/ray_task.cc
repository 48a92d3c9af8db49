#include "experiments/polynomial_nets/multiplicative_filters/ray_task.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace hadamard_ntk::experiments::multiplicative_filters {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr int kPoints = 12;
constexpr double kEntryError = 64 * std::numeric_limits<double>::epsilon();

MatrixXd GramOf(const VectorKernel& kernel, const MatrixXd& x, const MatrixXd& z) {
  MatrixXd gram(x.rows(), z.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < z.rows(); ++j) {
      gram(i, j) = kernel(std::array{x(i, 0), x(i, 1)}, std::array{z(j, 0), z(j, 1)});
    }
  }
  return gram;
}

}  // namespace

MatrixXd TrainingPoints() {
  MatrixXd x(kPoints, 2);
  for (int j = 0; j < kPoints; ++j) {
    const double r = j % 2 == 0 ? 1 : 0.5, angle = 2 * std::numbers::pi * j / kPoints;
    x.row(j) << r * std::cos(angle), r * std::sin(angle);
  }
  return x;
}

VectorXd Labels(const MatrixXd& x) { return x.col(0).array().square() + x.col(1).array(); }

BoundedInterpolation Predict(const VectorKernel& kernel, const MatrixXd& points) {
  const MatrixXd x = TrainingPoints();
  return Interpolate(GramOf(kernel, x, x), GramOf(kernel, points, x), Labels(x), kEntryError);
}

double PredictAtConstant(const VectorKernel& kernel, double constant) {
  const MatrixXd x = TrainingPoints();
  return Interpolate(GramOf(kernel, x, x), MatrixXd::Constant(1, kPoints, constant), Labels(x), kEntryError).f(0);
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
