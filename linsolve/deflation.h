/// Deflated conjugate gradients [Nicolaides1987]: with independent w_1, ..., w_k on which A is positive definite,
///   W = (w_1 ... w_k),   E = W^T A W,   Q = W E^-1 W^T,   P = I - A Q,
/// conjugate gradients of P A y = P b, which no longer see the span of W, and x = Q b + (I - Q A) y.  With W = lowest
/// eigenvectors the condition number is that of the rest of the spectrum; Ritz vectors (lanczos.h) come close.
///
/// b - A x = P (b - A y), so the iteration's residual is that of x: |b - A x| <= tolerance |b|.  A step costs two
/// products with W and one with A.
///
/// Throws std::invalid_argument without vectors, or where E is not positive definite: vectors that are dependent, or
/// have a combination in the null space of A, its least eigenvalue below 1e-12 of the largest.
#ifndef HADAMARD_NTK_LINSOLVE_DEFLATION_H_
#define HADAMARD_NTK_LINSOLVE_DEFLATION_H_

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/conjugate_gradients.h"
#include "linalg/operator.h"
#include "linsolve/single_vector.h"

namespace hadamard_ntk::linsolve {

template <linalg::BlockOfVectors V>
class Deflation {
 public:
  template <linalg::LinearOperator<V> A>
  Deflation(const A& a, std::vector<V> vectors) : w_(std::move(vectors)) {
    if (w_.empty()) throw std::invalid_argument("Deflation: needs at least one vector");
    for (const V& w : w_) aw_.push_back(a(w));
    const auto k = static_cast<Eigen::Index>(w_.size());
    Eigen::MatrixXd energy(k, k);
    for (Eigen::Index i = 0; i < k; ++i) energy.col(i) = Products(aw_, w_[static_cast<std::size_t>(i)]);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(energy);
    if (!(eigen.eigenvalues()[0] > 1e-12 * eigen.eigenvalues()[k - 1])) {
      throw std::invalid_argument("Deflation: A is not positive definite on the span of the vectors");
    }
    inverse_ =
        eigen.eigenvectors() * eigen.eigenvalues().cwiseInverse().asDiagonal() * eigen.eigenvectors().transpose();
  }

  std::size_t size() const { return w_.size(); }
  /// Q v.
  V Coarse(const V& v) const {
    V result = Times(0, v);
    Combine(result, inverse_ * Products(w_, v), w_);
    return result;
  }
  /// P v.
  V Project(V v) const {
    Combine(v, -inverse_ * Products(w_, v), aw_);
    return v;
  }
  /// (I - Q A) v.
  V Complement(V v) const {
    Combine(v, -inverse_ * Products(aw_, v), w_);
    return v;
  }

 private:
  static Eigen::VectorXd Products(const std::vector<V>& vectors, const V& v) {
    Eigen::VectorXd products(static_cast<Eigen::Index>(vectors.size()));
    for (Eigen::Index i = 0; i < products.size(); ++i) {
      products[i] = InnerProduct(vectors[static_cast<std::size_t>(i)], v);
    }
    return products;
  }
  static void Combine(V& v, const Eigen::VectorXd& factors, const std::vector<V>& vectors) {
    for (Eigen::Index i = 0; i < factors.size(); ++i) Add(v, factors[i], vectors[static_cast<std::size_t>(i)]);
  }

  std::vector<V> w_, aw_ = {};
  Eigen::MatrixXd inverse_;  // E^-1
};

template <linalg::BlockOfVectors V>
struct DeflatedSolution {
  V x;
  int iterations = 0;
  bool converged = false;
};

/// `look`, if any, sees |b - A x|/|b| at the start, iteration 0, and after every iteration; it may throw.
template <linalg::BlockOfVectors V, linalg::LinearOperator<V> A>
DeflatedSolution<V> SolveDeflated(const A& a, const Deflation<V>& deflation, const V& b,
                                  linalg::ConjugateGradientsOptions options = {},
                                  const std::function<void(int iteration, double relative_residual)>& look = {}) {
  RequireSingle("SolveDeflated", "b", b);
  const V rest = deflation.Project(b);
  const double norm_b = std::sqrt(InnerProduct(b, b)), norm_rest = std::sqrt(InnerProduct(rest, rest));
  V x = deflation.Coarse(b);
  int iteration = 0;
  if (look) look(iteration, norm_b > 0 ? norm_rest / norm_b : 0);
  if (norm_rest <= options.tolerance * norm_b) return {std::move(x), 0, true};
  options.tolerance *= norm_b / norm_rest;
  const auto projected = [&](const V& v) { return deflation.Project(a(v)); };
  std::function<void(const V&, double)> look_at_rest;
  if (look) {
    look_at_rest = [&](const V&, double residual) { look(++iteration, residual * norm_rest / norm_b); };
  }
  const linalg::ConjugateGradients<V> gradients(projected, linalg::Identity{}, rest, options, look_at_rest);
  Add(x, 1, deflation.Complement(gradients.solution()));
  return {std::move(x), gradients.iterations(), gradients.converged()};
}

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_DEFLATION_H_
