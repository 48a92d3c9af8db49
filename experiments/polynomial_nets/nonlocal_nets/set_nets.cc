#include "experiments/polynomial_nets/nonlocal_nets/set_nets.h"

#include <cmath>
#include <span>

#include "experiments/polynomial_nets/nonlocal_nets/cubic_sets.h"
#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"
#include "models/network.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ConcatenationNet::ConcatenationNet(const SetNetOptions& options, std::uint64_t seed)
    : positions_(options.positions),
      net_({.inputs = Index(options.inputs) * options.positions, .width = options.width, .depth = 3}, seed) {}

MatrixXd ConcatenationNet::Concatenated(const MatrixXd& sets) const {
  const Index d = sets.cols();
  MatrixXd x(sets.rows() / positions_, positions_ * d);
  for (Index i = 0; i < sets.rows(); ++i) x.row(i / positions_).segment(i % positions_ * d, d) = sets.row(i);
  return x;
}

VectorXd ConcatenationNet::operator()(const MatrixXd& sets) const {
  return models::Forward(net_, Concatenated(sets)).col(0);
}

VectorXd ConcatenationNet::Gradient(const MatrixXd& sets, const VectorXd& v) const {
  return models::VectorJacobianProduct(net_, Concatenated(sets), v);
}

/// A column for each position (u) or set; slopes by the argument.
struct DeepSetsNet::Signals {
  MatrixXd first, pooled, hidden, u_slope, first_slope, hidden_slope;  // first: n x d
};

DeepSetsNet::DeepSetsNet(const SetNetOptions& options, const models::RandomStream& stream) : options_(options) {
  const Index m = options.width, d = options.inputs;
  first_ = m * d;
  mixing_ = 2 * m * d;
  readout_ = mixing_ + 2 * m * m;
  parameters_.resize(readout_ + m);
  models::FillNormal(stream, 0, std::span<double>(parameters_.data(), static_cast<std::size_t>(parameters_.size())));
}

Eigen::Map<const MatrixXd> DeepSetsNet::Segment(Index at, Index columns) const {
  return {parameters_.data() + at, options_.width, columns};
}

DeepSetsNet::Signals DeepSetsNet::Run(const MatrixXd& sets) const {
  const Index m = options_.width, d = options_.inputs, positions = options_.positions;
  Signals a;
  a.first = FirstPositions(sets, positions);
  const MatrixXd u = Segment(0, d) * sets.transpose(), first = Segment(first_, d) * a.first.transpose();
  a.u_slope = ReluSlope(u);
  a.first_slope = ReluSlope(first);
  a.pooled = MatrixXd::Zero(2 * m, a.first.rows());
  for (Index i = 0; i < sets.rows(); ++i) {
    a.pooled.col(i / positions).head(m) += u.col(i).cwiseProduct(a.u_slope.col(i)) / double(positions);
  }
  a.pooled.bottomRows(m) = first.cwiseProduct(a.first_slope);
  a.hidden = Segment(mixing_, 2 * m) * a.pooled / std::sqrt(double(m));
  a.hidden_slope = ReluSlope(a.hidden);
  a.hidden = a.hidden.cwiseProduct(a.hidden_slope);
  return a;
}

VectorXd DeepSetsNet::operator()(const MatrixXd& sets) const {
  return Run(sets).hidden.transpose() * parameters_.tail(options_.width) / std::sqrt(double(options_.width));
}

VectorXd DeepSetsNet::Gradient(const MatrixXd& sets, const VectorXd& v) const {
  const Signals a = Run(sets);
  const Index m = options_.width, d = options_.inputs, positions = options_.positions;
  const double scale = 1 / std::sqrt(double(m));
  VectorXd gradient(parameters_.size());
  gradient.tail(m) = scale * (a.hidden * v);
  const MatrixXd dh = scale * scale * (parameters_.tail(m) * v.transpose()).cwiseProduct(a.hidden_slope);
  Eigen::Map<MatrixXd>(gradient.data() + mixing_, m, 2 * m) = dh * a.pooled.transpose();
  const MatrixXd dp = Segment(mixing_, 2 * m).transpose() * dh;
  MatrixXd du(m, sets.rows());
  for (Index i = 0; i < sets.rows(); ++i) {
    du.col(i) = dp.col(i / positions).head(m).cwiseProduct(a.u_slope.col(i)) / double(positions);
  }
  Eigen::Map<MatrixXd>(gradient.data(), m, d) = du * sets;
  Eigen::Map<MatrixXd>(gradient.data() + first_, m, d) = dp.bottomRows(m).cwiseProduct(a.first_slope) * a.first;
  return gradient;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
