/// The Lanczos process [Lanczos1950] with full re-orthogonalisation, and Ritz pairs, of an operator A that is symmetric
/// in the inner product <u, v> = u.Gv, G symmetric positive definite: G = I for a symmetric A, G = A for M A with M and
/// A symmetric positive definite.
///
///   beta_j v_{j+1} = A v_j - alpha_j v_j - beta_{j-1} v_{j-1},   V_m^T G V_m = I,   V_m^T G A V_m = T_m tridiagonal,
///   T_m s_i = theta_i s_i:   theta_i the Ritz values, V_m s_i the Ritz vectors, of G-norm 1
/// For every i some eigenvalue of A is within error(i) = beta_m |s_{i,m}| of theta_i; the outermost converge first.
/// v_1 is the start over its norm; where it has no part, nothing is found, and of a multiple eigenvalue one vector.
///
/// The process ends before `steps` where the space is invariant, beta_j <= 1e-13 of the largest |T| so far.  V^T G V =
/// I to 100 eps (lanczos_test), since each vector is made orthogonal to all others twice; that needs the memory of all.
/// A is applied once a step, G thrice.
///
/// Throws std::invalid_argument for steps < 1, a start of several columns or of norm 0, or anything not finite.
#ifndef HADAMARD_NTK_LINSOLVE_LANCZOS_H_
#define HADAMARD_NTK_LINSOLVE_LANCZOS_H_

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/operator.h"
#include "linsolve/single_vector.h"

namespace hadamard_ntk::linsolve {

struct NoMetric {
  template <class V>
  const V& operator()(const V& v) const {
    return v;
  }
};

/// One vector is a block with one column (linalg/operator.h).
template <linalg::BlockOfVectors V>
class Lanczos {
 public:
  template <linalg::LinearOperator<V> A, class G = NoMetric>
  Lanczos(const A& a, const V& start, int steps, const G& metric = {}) {
    if (steps < 1) throw std::invalid_argument("Lanczos: steps must be >= 1 (got " + std::to_string(steps) + ")");
    RequireSingle("Lanczos", "the start", start);
    V w = start;
    double beta = Norm(w, metric), scale = 0;
    if (beta == 0) throw std::invalid_argument("Lanczos: the start must not be 0");
    std::vector<double> diagonal, beside;
    while (true) {
      basis_.push_back(Times(1 / beta, w));
      w = a(basis_.back());
      diagonal.push_back(Orthogonalise(w, metric));
      Orthogonalise(w, metric);
      beta = Norm(w, metric);
      scale = std::max({scale, std::abs(diagonal.back()), beta});
      if (static_cast<int>(basis_.size()) == steps || beta <= kInvariant * scale) break;
      beside.push_back(beta);
    }
    const auto of = [](const std::vector<double>& v) {
      return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
    };
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(of(diagonal), of(beside));
    values_ = solver.eigenvalues();
    coordinates_ = solver.eigenvectors();
    errors_ = beta * coordinates_.row(coordinates_.rows() - 1).cwiseAbs().transpose();
  }

  /// m, the number of steps done and of Ritz pairs.
  int size() const { return static_cast<int>(basis_.size()); }
  /// Ascending.
  const Eigen::VectorXd& values() const { return values_; }
  const Eigen::VectorXd& errors() const { return errors_; }
  /// The Ritz vector of values()[i].
  V Vector(int i) const { return Combination(coordinates_.col(i)); }
  /// sum_i factor_i times the i-th Ritz vector: two products of m vectors, where Vector would need m.
  V Sum(const Eigen::VectorXd& factors) const { return Combination(coordinates_ * factors); }
  const std::vector<V>& basis() const { return basis_; }

 private:
  static constexpr double kInvariant = 1e-13;

  template <class G>
  static double Norm(const V& v, const G& metric) {
    const double square = InnerProduct<V>(v, metric(v));
    if (!std::isfinite(square)) throw std::invalid_argument("Lanczos: the operator gave what is not finite");
    return std::sqrt(std::max(square, 0.0));
  }

  // Takes from w its part in the basis; gives <w, v_j> of the last of them.
  template <class G>
  double Orthogonalise(V& w, const G& metric) const {
    const V image = metric(w);
    double last = 0;
    for (const V& v : basis_) {
      last = InnerProduct<V>(v, image);
      Add(w, -last, v);
    }
    return last;
  }

  V Combination(const Eigen::VectorXd& factors) const {
    V sum = Times(0, basis_.front());
    for (int j = 0; j < size(); ++j) Add(sum, factors[j], basis_[static_cast<std::size_t>(j)]);
    return sum;
  }

  std::vector<V> basis_ = {};
  Eigen::VectorXd values_, errors_;
  Eigen::MatrixXd coordinates_;  // column i is s_i
};

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_LANCZOS_H_
