/// Functions of few directions on the torus [0, 2 pi)^d, any d: u(x) = v(w_1.x, ..., w_s.x), w_r in Z^d linearly
/// independent, s <= 3.
///
/// Their spectrum is on the lattice k_1 w_1 + ... + k_s w_s, k in Z^s, and so is that of every V(u), of Laplace u and
/// of (I - Laplace)^{-1} u: a function of d variables is one of s variables with the metric
///   |k_1 w_1 + ... + k_s w_s|^2 = sum_rq k_r k_q <w_r, w_q>.
/// Of w and d nothing but the Gram matrix of w matters.
///
/// v is given by its values on the grid of n points 2 pi j/n per ridge, row-major; its coefficients by FFT, which is
/// exact where they decay. Tail(u) says how far, relative to the largest: with q, p the largest coefficients with max
/// |k_r| >= min(7n/16, n/2 - 1), min(3n/8, n/2 - 2), the geometric continuation to n/2 of what falls from 1 to q or
/// from p to q: min(q^{8/7}, q^2/p). It bounds what is beyond where log |c_k| is concave, as of entire functions, and
/// what is beyond n/2 + 2 where k has one parity alone, as an odd V' makes it of a cosine; rounding, q ~ p ~ 2e-16, is
/// not taken for a tail.
///
/// Throws std::invalid_argument for a Gram matrix that is not symmetric, finite and positive definite of order 1 to 3,
/// n not in 8..2^12 or odd, and vectors of another size.
#ifndef HADAMARD_NTK_PDE_RIDGE_LATTICE_H_
#define HADAMARD_NTK_PDE_RIDGE_LATTICE_H_

#include <Eigen/Core>
#include <complex>
#include <functional>
#include <vector>

#include "linalg/vector_flags.h"
#include "linsolve/trigonometric_transforms.h"
#include "pde/barron_norm.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

/// <w_r, w_q>.
Eigen::MatrixXd GramOf(const std::vector<Frequency>& ridges);

class RidgeLattice {
 public:
  explicit RidgeLattice(const Eigen::MatrixXd& gram, int points = 48);

  int ridges() const { return ridges_; }
  int points() const { return points_; }
  Eigen::Index size() const { return static_cast<Eigen::Index>(transform_.size()); }
  const Eigen::MatrixXd& gram() const { return gram_; }

  /// cos(w_r.x) on the grid.
  Eigen::VectorXd Cosine(int ridge) const;
  /// The function of coefficients factor(|w|^2) c_w.
  Eigen::VectorXd Multiply(const Eigen::VectorXd& u, const std::function<double(double square)>& factor) const;
  /// sum_k weight(k, |w|^2) |c_k|^power over the whole lattice, w = k_1 w_1 + ...
  double Sum(const Eigen::VectorXd& u, int power,
             const std::function<double(const Frequency& k, double square)>& weight) const;
  /// sum_w (1 + |w|) |c_w|.
  double BarronNorm(const Eigen::VectorXd& u) const;
  double Tail(const Eigen::VectorXd& u) const;

 private:
  struct Entry {
    Frequency k;
    double square;
    int copies;  // how many of +-k it stands for
  };

  std::vector<std::complex<double>> Coefficients(const Eigen::VectorXd& u) const;

  Eigen::MatrixXd gram_;
  int ridges_, points_;
  linsolve::FourierTransform transform_;
  std::vector<Entry> entries_;  // of the half array
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_RIDGE_LATTICE_H_
