#include "experiments/barron_pdes/deep_ritz/random_features.h"

#include <cmath>

#include "experiments/barron_pdes/deep_ritz/torus_inputs.h"
#include "pde/galerkin.h"

namespace hadamard_ntk::experiments::deep_ritz {

double FitOuterWeights(models::TwoLayerNet<double>& net, const barron_pdes::TorusSolution& torus,
                       const Eigen::MatrixXd& x) {
  const Eigen::Index d = x.cols(), m = net.width();
  const bool tanh = net.options().activation == models::SmoothActivation::kTanh;
  const Eigen::MatrixXd y = TorusInputs<double>(x), weights = net.parameters().matrix(0);
  Eigen::MatrixXd u = y * weights.leftCols(2 * d).transpose();
  u.rowwise() += weights.col(2 * d).transpose();
  // The constant is the last function.
  pde::GalerkinSystem system{Eigen::MatrixXd::Ones(x.rows(), m + 1), Eigen::MatrixXd::Zero(m + 1, m + 1),
                             torus.force.At(x)};
  Eigen::MatrixXd slopes(x.rows(), m);
  if (tanh) {
    system.values.leftCols(m) = u.array().tanh();
    slopes = 1 - system.values.leftCols(m).array().square();
  } else {
    system.values.leftCols(m) = u.array().sin();
    slopes = u.array().cos();
  }
  for (Eigen::Index i = 0; i < d; ++i) {
    const Eigen::MatrixXd along =
        slopes.cwiseProduct(y.col(i) * weights.col(d + i).transpose() - y.col(d + i) * weights.col(i).transpose());
    system.stiffness.topLeftCorner(m, m).noalias() += along.transpose() * along / static_cast<double>(x.rows());
  }
  constexpr double kRidge = 1e-10;
  system.ridge = kRidge * system.stiffness.trace() / static_cast<double>(m);
  const pde::Galerkin run = pde::SolveGalerkin(barron_pdes::TorusDensity(), system);
  net.parameters().matrix(1).row(0) = run.coefficients.head(m).transpose();
  net.parameters().matrix(2)(0, 0) = run.coefficients[m];
  return run.energies.back();
}

}  // namespace hadamard_ntk::experiments::deep_ritz
