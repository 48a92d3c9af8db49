/// Finite gated units, with weights to train, and how far f(x) + f(-x) is from a quadratic form:
///   f(x) = sum_{j < m} v_j <p_j, x> phi(<w_j, x> + b_j) / sqrt(m),   x in R^D, all entries N(0, 1) at first, b_j = 0.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_NET_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_NET_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::experiments::gated_units {

/// phi: u; max(u, 0); u Phi(u); u / (1 + e^-u); tanh u.  The second to fourth have phi(t) - phi(-t) = t.
enum class Gate { kIdentity, kRelu, kGelu, kSilu, kTanh };

/// "bilinear", "reglu", "geglu", "swiglu", "tanh gate".
std::string Name(Gate gate);

class GatedNet {
 public:
  GatedNet(Gate gate, bool trained_biases, int inputs, int width, std::uint64_t seed);

  /// A row of `points` is a sample.
  Eigen::VectorXd operator()(const Eigen::MatrixXd& points) const;
  /// The sum over units of the terms' absolute values: what the rounding of f is relative to.
  Eigen::VectorXd Magnitude(const Eigen::MatrixXd& points) const;
  /// Full-batch gradient descent on 1/2 sum_i (f(x_i) - y_i)^2.
  void Descend(const Eigen::MatrixXd& points, const Eigen::VectorXd& targets, double learning_rate, int steps);

  int width() const { return static_cast<int>(v_.size()); }

 private:
  Gate gate_;
  bool trained_biases_;
  Eigen::MatrixXd w_, p_;  // D x m
  Eigen::RowVectorXd b_;
  Eigen::VectorXd v_;
};

struct QuadraticFit {
  double residual = 0;  ///< largest |f(x) + f(-x) - q(x)| over the points, q the least-squares quadratic form
  double size = 0;      ///< largest |f(x) + f(-x)|
  double rounding = 0;  ///< bound of the residual of an exact quadratic form: 2 (m + D + 8) eps times the magnitude
  bool is_quadratic() const { return residual <= rounding; }
};

/// The points must be more than the D (D + 1) / 2 coefficients of q.
QuadraticFit FitEvenPart(const GatedNet& net, const Eigen::MatrixXd& points);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_NET_H_
