/// Finite nets on sets whose kernels are ConcatenationKernel and DeepSetsKernel of set_kernels.h, without biases and so
/// of degree 1 along rays, phi(u) = sqrt(2) max(u, 0), parameters N(0, 1) and trained:
///   ConcatenationNet  a fully-connected net of three weight layers on all coordinates (models/fully_connected.h)
///   DeepSetsNet       f = a.phi(W p / sqrt(m)) / sqrt(m),   p = (mean_q phi(V x_q), phi(V' x_1)) in R^{2m}
/// Sets as finite_net.h has them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_NETS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_NETS_H_

#include <Eigen/Core>
#include <cstdint>

#include "models/fully_connected.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

struct SetNetOptions {
  int inputs = 2;
  int positions = 2;
  int width = 64;
};

class ConcatenationNet {
 public:
  ConcatenationNet(const SetNetOptions& options, std::uint64_t seed);

  auto parameters() { return net_.parameters().values(); }
  Eigen::VectorXd operator()(const Eigen::MatrixXd& sets) const;
  Eigen::VectorXd Gradient(const Eigen::MatrixXd& sets, const Eigen::VectorXd& v) const;

 private:
  Eigen::MatrixXd Concatenated(const Eigen::MatrixXd& sets) const;

  int positions_;
  models::FullyConnected<double> net_;
};

class DeepSetsNet {
 public:
  DeepSetsNet(const SetNetOptions& options, const models::RandomStream& stream);

  Eigen::VectorXd& parameters() { return parameters_; }
  Eigen::VectorXd operator()(const Eigen::MatrixXd& sets) const;
  Eigen::VectorXd Gradient(const Eigen::MatrixXd& sets, const Eigen::VectorXd& v) const;

 private:
  struct Signals;
  Signals Run(const Eigen::MatrixXd& sets) const;
  Eigen::Map<const Eigen::MatrixXd> Segment(Eigen::Index at, Eigen::Index columns) const;

  SetNetOptions options_;
  Eigen::Index first_, mixing_, readout_;  // offsets of V', W, a; V is at 0
  Eigen::VectorXd parameters_;
};

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_NETS_H_
