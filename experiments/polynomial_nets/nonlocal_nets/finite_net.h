/// A finite non-local net with Hadamard products, Poly-NL [BabEtAl2021, sec. 3], at the first position of a set: with
/// the positions x_p in R^d of X,
///   f = sqrt(2/m) sum_j a_j s_j t_j,   s_j = (1/P) sum_p phi_1(w_1j.x_p + bias b_j) phi_2(w_2j.x_p),
///   t_j = phi_3(w_3j.x_1),
/// phi_i(u) = u or sqrt(2) max(u, 0), parameters N(0, 1) and trained.  `bias` is 0 but in a control.
///
/// Sets of P positions are the rows of an (n P) x d matrix, P after P.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_FINITE_NET_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_FINITE_NET_H_

#include <Eigen/Core>
#include <array>

#include "models/random.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

struct FiniteNetOptions {
  std::array<bool, 3> relu = {true, true, true};
  int inputs = 2;
  int positions = 2;
  int width = 64;
  double bias = 0;
};

/// The derivative of sqrt(2) max(u, 0).
Eigen::MatrixXd ReluSlope(const Eigen::MatrixXd& u);

class FiniteNet {
 public:
  FiniteNet(const FiniteNetOptions& options, const models::RandomStream& stream);

  Eigen::VectorXd& parameters() { return parameters_; }

  /// f at the n sets.
  Eigen::VectorXd operator()(const Eigen::MatrixXd& sets) const;
  /// sum_i v_i grad f(X_i).
  Eigen::VectorXd Gradient(const Eigen::MatrixXd& sets, const Eigen::VectorXd& v) const;

 private:
  struct Signals;
  Signals Run(const Eigen::MatrixXd& sets) const;
  Eigen::Map<const Eigen::MatrixXd> Weights(int i) const;  ///< m x d
  auto Biases() const {
    return parameters_.segment(3 * Eigen::Index(options_.width) * options_.inputs, options_.width);
  }
  auto Readout() const { return parameters_.tail(options_.width); }

  FiniteNetOptions options_;
  Eigen::VectorXd parameters_;  // w_1, w_2, w_3, b, a
};

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_FINITE_NET_H_
