#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"

#include <cmath>
#include <numbers>
#include <span>

#include "experiments/polynomial_nets/nonlocal_nets/cubic_sets.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A column for each position (u, v) or set (s, t); slopes by the argument.
struct FiniteNet::Signals {
  MatrixXd u, v, t, u_slope, v_slope, t_slope, s, first;  // first: the first positions, n x d
};

namespace {

void Activate(bool relu, MatrixXd& u, MatrixXd& slope) {
  slope = MatrixXd::Ones(u.rows(), u.cols());
  if (!relu) return;
  slope = ReluSlope(u);
  u = u.cwiseProduct(slope);
}

}  // namespace

MatrixXd ReluSlope(const MatrixXd& u) { return std::numbers::sqrt2 * (u.array() > 0).cast<double>().matrix(); }

FiniteNet::FiniteNet(const FiniteNetOptions& options, const models::RandomStream& stream) : options_(options) {
  parameters_.resize(Index(options.width) * (3 * options.inputs + 2));
  models::FillNormal(stream, 0, std::span<double>(parameters_.data(), static_cast<std::size_t>(parameters_.size())));
}

Eigen::Map<const MatrixXd> FiniteNet::Weights(int i) const {
  return {parameters_.data() + i * Index(options_.width) * options_.inputs, options_.width, options_.inputs};
}

FiniteNet::Signals FiniteNet::Run(const MatrixXd& sets) const {
  const Index positions = options_.positions, n = sets.rows() / positions;
  Signals a;
  a.first = FirstPositions(sets, positions);
  a.u = Weights(0) * sets.transpose();
  a.u.colwise() += options_.bias * Biases();
  a.v = Weights(1) * sets.transpose();
  a.t = Weights(2) * a.first.transpose();
  Activate(options_.relu[0], a.u, a.u_slope);
  Activate(options_.relu[1], a.v, a.v_slope);
  Activate(options_.relu[2], a.t, a.t_slope);
  a.s = MatrixXd::Zero(options_.width, n);
  for (Index i = 0; i < sets.rows(); ++i) {
    a.s.col(i / positions) += a.u.col(i).cwiseProduct(a.v.col(i)) / double(positions);
  }
  return a;
}

VectorXd FiniteNet::operator()(const MatrixXd& sets) const {
  const Signals a = Run(sets);
  return std::sqrt(2.0 / options_.width) * (a.s.cwiseProduct(a.t).transpose() * Readout());
}

VectorXd FiniteNet::Gradient(const MatrixXd& sets, const VectorXd& v) const {
  const Signals a = Run(sets);
  const Index m = options_.width, d = options_.inputs, positions = options_.positions;
  const double scale = std::sqrt(2.0 / options_.width);
  VectorXd gradient(parameters_.size());
  gradient.tail(m) = scale * (a.s.cwiseProduct(a.t) * v);
  const MatrixXd out = scale * (Readout() * v.transpose()), ds = out.cwiseProduct(a.t) / double(positions);
  MatrixXd du(m, sets.rows()), dv = du;
  for (Index i = 0; i < sets.rows(); ++i) {
    const auto by_s = ds.col(i / positions).array();
    du.col(i) = by_s * a.v.col(i).array() * a.u_slope.col(i).array();
    dv.col(i) = by_s * a.u.col(i).array() * a.v_slope.col(i).array();
  }
  const MatrixXd dt = out.cwiseProduct(a.s).cwiseProduct(a.t_slope);
  Eigen::Map<MatrixXd>(gradient.data(), m, d) = du * sets;
  Eigen::Map<MatrixXd>(gradient.data() + m * d, m, d) = dv * sets;
  Eigen::Map<MatrixXd>(gradient.data() + 2 * m * d, m, d) = dt * a.first;
  gradient.segment(3 * m * d, m) = options_.bias * du.rowwise().sum();
  return gradient;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
