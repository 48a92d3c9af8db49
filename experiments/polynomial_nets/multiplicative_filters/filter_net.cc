#include "experiments/polynomial_nets/multiplicative_filters/filter_net.h"

#include <cmath>
#include <numbers>
#include <span>

namespace hadamard_ntk::experiments::multiplicative_filters {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Of all filters: m x n, a column for each sample.
struct FilterNet::Signals {
  std::vector<MatrixXd> g, slope, radius, h, z;  ///< radius: |x - mu|^2
};

FilterNet::FilterNet(const FilterNetOptions& options, const models::RandomStream& stream) : options_(options) {
  const Index m = options.width, d = options.inputs;
  Index size = 0;
  const auto take = [&](Index count) {
    size += count;
    return size - count;
  };
  const bool phases = options.kind != FilterKind::kRelu, windows = options.kind == FilterKind::kGabor;
  for (int n = 0; n < options.filters; ++n) {
    Offsets at{};
    at.frequencies = take(m * d);
    at.phases = take(phases ? m : 0);
    at.centres = take(windows ? m * d : 0);
    at.scales = take(windows ? m : 0);
    at.weights = take(n > 0 ? m * m : 0);
    offsets_.push_back(at);
  }
  readout_ = take(m);
  parameters_.resize(size);
  models::FillNormal(stream, 0, std::span<double>(parameters_.data(), static_cast<std::size_t>(size)));
  for (const Offsets& at : offsets_) {
    if (phases) {
      // Of a place in the stream that no normal number uses.
      models::FillUniform(stream, static_cast<std::uint64_t>(size + size % 2 + at.phases),
                          std::span<double>(parameters_.data() + at.phases, static_cast<std::size_t>(m)));
      parameters_.segment(at.phases, m) *= 2 * std::numbers::pi;
    }
    if (windows) {
      parameters_.segment(at.frequencies, m * d) *= std::sqrt(options.gamma);
      parameters_.segment(at.scales, m).setConstant(options.gamma);
    }
  }
}

Eigen::Map<const MatrixXd> FilterNet::Segment(Index at, Index columns) const {
  return {parameters_.data() + at, options_.width, columns};
}

void FilterNet::Run(const MatrixXd& x, Signals& signals) const {
  const double root = std::numbers::sqrt2, scale = 1 / std::sqrt(double(options_.width));
  const Index d = options_.inputs;
  for (std::size_t n = 0; n < offsets_.size(); ++n) {
    const Offsets& at = offsets_[n];
    MatrixXd u = Segment(at.frequencies, d) * x.transpose();
    if (options_.kind == FilterKind::kRelu) {
      signals.g.push_back(root * u.cwiseMax(0));
      signals.slope.push_back(root * (u.array() > 0).cast<double>().matrix());
    } else {
      u.colwise() += Segment(at.phases, 1).col(0);
      signals.g.push_back(root * u.array().sin().matrix());
      signals.slope.push_back(root * u.array().cos().matrix());
    }
    if (options_.kind == FilterKind::kGabor) {
      const auto mu = Segment(at.centres, d);
      MatrixXd radius(options_.width, x.rows());
      for (Index i = 0; i < x.rows(); ++i) radius.col(i) = (mu.rowwise() - x.row(i)).rowwise().squaredNorm();
      const MatrixXd window = (-0.5 * (radius.array().colwise() * Segment(at.scales, 1).col(0).array())).exp().matrix();
      signals.g.back().array() *= window.array();
      signals.slope.back().array() *= window.array();
      signals.radius.push_back(radius);
    }
    if (n == 0) {
      signals.h.push_back(MatrixXd::Ones(options_.width, x.rows()));
    } else {
      signals.h.push_back(scale * (Segment(at.weights, options_.width) * signals.z.back()));
    }
    signals.z.push_back(signals.h.back().cwiseProduct(signals.g.back()));
  }
}

VectorXd FilterNet::operator()(const MatrixXd& x) const {
  Signals signals;
  Run(x, signals);
  return signals.z.back().transpose() * parameters_.segment(readout_, options_.width) /
         std::sqrt(double(options_.width));
}

void FilterNet::AddFilterGradient(const MatrixXd& x, const Signals& signals, std::size_t n, const MatrixXd& dg,
                                  VectorXd& gradient) const {
  const Index m = options_.width, d = options_.inputs;
  const Offsets& at = offsets_[n];
  const MatrixXd du = dg.cwiseProduct(signals.slope[n]);
  Eigen::Map<MatrixXd>(gradient.data() + at.frequencies, m, d) = du * x;
  if (options_.kind != FilterKind::kRelu) gradient.segment(at.phases, m) = du.rowwise().sum();
  if (options_.kind != FilterKind::kGabor) return;
  const MatrixXd dw = dg.cwiseProduct(signals.g[n]);
  const VectorXd total = dw.rowwise().sum();
  const MatrixXd moved = dw * x - total.asDiagonal() * Segment(at.centres, d);
  Eigen::Map<MatrixXd>(gradient.data() + at.centres, m, d) = Segment(at.scales, 1).col(0).asDiagonal() * moved;
  gradient.segment(at.scales, m) = -0.5 * dw.cwiseProduct(signals.radius[n]).rowwise().sum();
}

VectorXd FilterNet::Gradient(const MatrixXd& x, const VectorXd& v) const {
  Signals signals;
  Run(x, signals);
  const Index m = options_.width;
  const double scale = 1 / std::sqrt(double(m));
  VectorXd gradient(parameters_.size());
  gradient.segment(readout_, m) = scale * (signals.z.back() * v);
  MatrixXd dz = scale * (parameters_.segment(readout_, m) * v.transpose());
  for (std::size_t n = offsets_.size(); n-- > 0;) {
    AddFilterGradient(x, signals, n, dz.cwiseProduct(signals.h[n]), gradient);
    if (n == 0) break;
    const MatrixXd dh = scale * dz.cwiseProduct(signals.g[n]);
    Eigen::Map<MatrixXd>(gradient.data() + offsets_[n].weights, m, m) = dh * signals.z[n - 1].transpose();
    dz = Segment(offsets_[n].weights, m).transpose() * dh;
  }
  return gradient;
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
