/// Kernels of sets of positions, the rows of a matrix, at their first positions or at any two.
///
///   SetKernel            ntk/nonlocal_net.h with c = 2, by its activations ("linear linear relu"); or a wrong one
///   ConcatenationKernel  a fully-connected net of three layers on all coordinates
///   DeepSetsKernel       of mean_q phi(V x_q) and phi(V' x_1) side by side one more ReLU layer and the readout
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_KERNELS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_KERNELS_H_

#include <Eigen/Core>
#include <array>
#include <limits>
#include <string>

#include "experiments/shared/bounded_interpolation.h"
#include "ntk/nonlocal_net.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

/// kSum: positions with weights of their own; kSlope: kappa_1 -> 1.
enum class Wrong { kNothing, kSum, kSlope };

std::array<bool, 3> ReluOf(const std::string& activations);

class SetKernel {
 public:
  explicit SetKernel(const std::string& activations, Wrong wrong = Wrong::kNothing)
      : relu_(ReluOf(activations)), wrong_(wrong) {}

  /// The NTK at positions p of X and q of Z.
  double operator()(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z, int p = 0, int q = 0) const;

 private:
  std::array<bool, 3> relu_;
  Wrong wrong_;
};

struct ConcatenationKernel {
  double operator()(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) const;
};

struct DeepSetsKernel {
  double operator()(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) const;
};

/// All pairs of sets of that many positions.
template <class Kernel>
Eigen::MatrixXd GramOf(const Kernel& kernel, const Eigen::MatrixXd& x, const Eigen::MatrixXd& z,
                       Eigen::Index positions) {
  Eigen::MatrixXd gram(x.rows() / positions, z.rows() / positions);
  for (Eigen::Index i = 0; i < gram.rows(); ++i) {
    const Eigen::MatrixXd set = x.middleRows(i * positions, positions);
    for (Eigen::Index j = 0; j < gram.cols(); ++j) gram(i, j) = kernel(set, z.middleRows(j * positions, positions));
  }
  return gram;
}

/// Interpolation of y at the sets.
template <class Kernel>
BoundedInterpolation Predict(const Kernel& kernel, const Eigen::MatrixXd& sets, const Eigen::VectorXd& y,
                             const Eigen::MatrixXd& at) {
  const Eigen::Index positions = sets.rows() / y.size();
  return Interpolate(GramOf(kernel, sets, sets, positions), GramOf(kernel, at, sets, positions), y,
                     64 * std::numeric_limits<double>::epsilon());
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_SET_KERNELS_H_
