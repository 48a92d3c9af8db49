#include "experiments/quadratic_nets/trainability/baselines.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/lane_scalar.h"
#include "ntk/relinear_net.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

// log(1 + exp(-m)).
double LogisticLoss(double m) { return std::log1p(std::exp(-std::abs(m))) + std::max(-m, 0.0); }

Eigen::MatrixXd WithSquares(const models::Matrix<float>& x) {
  Eigen::MatrixXd features(x.rows(), 2 * x.cols() + 1);
  features << Eigen::VectorXd::Ones(x.rows()), x.cast<double>(), x.cast<double>().cwiseAbs2();
  return features;
}

struct Grams {
  Eigen::MatrixXd conventional, relinear;
};

// Rows belong to those of x, columns to those of z.  The pairs of a column are taken register by register.
Grams KernelsOf(int hidden, const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) {
  using Lanes = ntk::LaneScalar<double>;
  const ntk::ReLinearNet net(hidden);
  const Eigen::Index rows = (x.rows() + Lanes::kSize - 1) / Lanes::kSize * Lanes::kSize;
  Eigen::MatrixXd filled(rows, x.cols());  // up to whole registers
  filled << x, x.row(0).replicate(rows - x.rows(), 1);
  const Eigen::VectorXd norm_x = filled.rowwise().norm(), norm_z = z.rowwise().norm();
  const Eigen::MatrixXd powers = filled.cwiseAbs2() * z.cwiseAbs2().transpose();
  const Eigen::MatrixXd cosines = ((filled.array().colwise() / norm_x.array()).matrix() *
                                   (z.array().colwise() / norm_z.array()).matrix().transpose())
                                      .cwiseMin(1)
                                      .cwiseMax(-1);
  Grams grams{Eigen::MatrixXd(rows, z.rows()), Eigen::MatrixXd(rows, z.rows())};
  tbb::parallel_for(Eigen::Index{0}, z.rows(), [&](Eigen::Index j) {
    for (Eigen::Index i = 0; i < rows; i += Lanes::kSize) {
      const auto parts = net.Parts<Lanes>(Lanes::Load(&norm_x[i]), Lanes(norm_z[j]),
                                          ntk::Correlation<Lanes>::FromCosine(Lanes::Load(&cosines(i, j))),
                                          Lanes::Load(&powers(i, j)));
      const Lanes conventional = parts.readout + parts.linear;
      conventional.Store(&grams.conventional(i, j));
      (conventional + parts.gate + parts.power).Store(&grams.relinear(i, j));
    }
  });
  for (Eigen::MatrixXd* gram : {&grams.conventional, &grams.relinear}) gram->conservativeResize(x.rows(), z.rows());
  return grams;
}

double RidgeError(Eigen::MatrixXd gram, const Eigen::MatrixXd& cross, double relative_ridge, const Samples& training,
                  const Samples& test) {
  const Eigen::VectorXd targets = 2 * training.y.col(0).cast<double>().array() - 1;
  gram.diagonal().array() += relative_ridge * gram.diagonal().mean();
  const Eigen::VectorXd f = cross * gram.llt().solve(targets);
  return ErrorOf(f.cast<float>(), test.y);
}

}  // namespace

Eigen::VectorXd FitLogistic(const Eigen::MatrixXd& features, const Eigen::VectorXd& labels, double penalty) {
  if (features.rows() != labels.size() || features.rows() == 0) {
    throw std::invalid_argument("FitLogistic: features and labels must have equally many rows, got " +
                                std::to_string(features.rows()) + " and " + std::to_string(labels.size()));
  }
  if (!((labels.array() == 0) || (labels.array() == 1)).all()) {
    throw std::invalid_argument("FitLogistic: labels must be 0 or 1");
  }
  if (!(penalty > 0 && std::isfinite(penalty))) {
    throw std::invalid_argument("FitLogistic: penalty must be finite and positive, got " + fmt::to_string(penalty));
  }
  const Eigen::VectorXd signs = 2 * labels.array() - 1;
  const auto objective = [&](const Eigen::VectorXd& w) {
    const Eigen::VectorXd margins = signs.cwiseProduct(features * w);
    double sum = penalty * w.squaredNorm() / 2;
    for (const double margin : margins) sum += LogisticLoss(margin);
    return sum;
  };
  Eigen::VectorXd w = Eigen::VectorXd::Zero(features.cols());
  double value = objective(w);
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Eigen::ArrayXd wrong = 1 / (1 + signs.cwiseProduct(features * w).array().exp());  // 1 - p of the label
    const Eigen::VectorXd gradient = penalty * w - features.transpose() * (wrong * signs.array()).matrix();
    Eigen::MatrixXd hessian = features.transpose() * (wrong * (1 - wrong)).matrix().asDiagonal() * features;
    hessian.diagonal().array() += penalty;
    const Eigen::VectorXd step = hessian.llt().solve(gradient);
    double length = 1, next = objective(w - step);
    while (!(next < value) && length > 1e-6) next = objective(w - (length /= 2) * step);
    if (!(next < value)) break;
    w -= length * step;
    const double gain = value - next;
    value = next;
    if (gain <= 1e-12 * value) break;
  }
  return w;
}

double LogisticError(const Samples& training, const Samples& test) {
  const Eigen::VectorXd w = FitLogistic(WithSquares(training.x), training.y.col(0).cast<double>(), 1e-3);
  return ErrorOf((WithSquares(test.x) * w).cast<float>(), test.y);
}

KernelErrors RidgeErrors(int hidden, double relative_ridge, const Samples& training, const Samples& test) {
  const Eigen::MatrixXd x = training.x.cast<double>(), z = test.x.cast<double>();
  const Grams gram = KernelsOf(hidden, x, x), cross = KernelsOf(hidden, z, x);
  return {RidgeError(gram.conventional, cross.conventional, relative_ridge, training, test),
          RidgeError(gram.relinear, cross.relinear, relative_ridge, training, test)};
}

}  // namespace hadamard_ntk::experiments::trainability
