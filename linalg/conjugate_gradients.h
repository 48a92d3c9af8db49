/// Preconditioned conjugate gradients [HesSti1952] for A X = Y, A and the preconditioner M ~ A^-1 symmetric positive
/// definite, every column of X by an iteration of its own, all in the same products.
///
/// From X = 0 until |Y_c - A X_c| <= tolerance |Y_c| for every column c (a column of zeros counts as solved): the
/// residual that the iteration carries along is held against the true one, computed anew, and the iteration starts
/// again from there if that is larger: M is applied once an iteration, A once more at each end. It gives up where in
/// `patience` iterations the residual has not been halved. The caller scales Y so that squares of its entries are in
/// range.
#ifndef HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_
#define HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_

#include <Eigen/Core>
#include <functional>
#include <limits>
#include <utility>

#include "linalg/operator.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

struct ConjugateGradientsOptions {
  double tolerance = 1e-6;
  int max_iterations = 100;
  int patience = 20;
};

template <BlockOfVectors V>
class ConjugateGradients {
 public:
  /// `look`, if any, sees X and its residual after every iteration, and may throw.
  template <LinearOperator<V> A, LinearOperator<V> M>
  ConjugateGradients(const A& a, const M& precondition, const V& y, const ConjugateGradientsOptions& options = {},
                     const std::function<void(const V& x, double relative_residual)>& look = {})
      : options_(options), norm_y_(Eigen::VectorXd(Dot(y, y)).cwiseSqrt()), x_(y), r_(y), p_(y) {
    const Eigen::VectorXd minus = Eigen::VectorXd::Constant(norm_y_.size(), -1);
    AddScaled(x_, minus, y);
    residual_ = RelativeNorm(r_, norm_y_);
    while (residual_ > options.tolerance) {
      for (Start(precondition);; Turn(precondition)) {
        if (GivesUp()) return;
        Descend(a);
        if (look) look(x_, residual_);
        if (residual_ <= options.tolerance / 2) break;
      }
      const V product = a(x_);
      r_ = y;
      AddScaled(r_, minus, product);
      residual_ = RelativeNorm(r_, norm_y_);
    }
    converged_ = true;
  }

  const V& solution() const { return x_; }
  /// The largest over the columns; of the residual computed anew where converged().
  double relative_residual() const { return residual_; }
  int iterations() const { return iterations_; }
  bool converged() const { return converged_; }

 private:
  static Eigen::VectorXd Ratio(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
    return (b.array() != 0).select(a.array() / b.array(), 0.0);
  }

  template <class M>
  void Start(const M& precondition) {
    p_ = precondition(r_);
    rz_ = Dot(r_, p_);
  }

  bool GivesUp() {
    if (residual_ <= halved_ / 2) {
      halved_ = residual_;
      halved_at_ = iterations_;
    }
    return iterations_ - halved_at_ >= options_.patience || iterations_ >= options_.max_iterations;
  }

  // To the minimum along p.
  template <class A>
  void Descend(const A& a) {
    const V q = a(p_);
    const Eigen::VectorXd alpha = Ratio(rz_, Dot(p_, q));
    AddScaled(x_, alpha, p_);
    AddScaled(r_, -alpha, q);
    ++iterations_;
    residual_ = RelativeNorm(r_, norm_y_);
  }

  // p becomes the next direction, conjugate to those before it.
  template <class M>
  void Turn(const M& precondition) {
    V direction = precondition(r_);
    const Eigen::VectorXd next = Dot(r_, direction), beta = Ratio(next, rz_);
    rz_ = next;
    AddScaled(direction, beta, p_);
    p_ = std::move(direction);
  }

  const ConjugateGradientsOptions options_;
  const Eigen::VectorXd norm_y_;
  V x_, r_, p_;
  Eigen::VectorXd rz_;
  double residual_ = 1, halved_ = std::numeric_limits<double>::infinity();
  int iterations_ = 0, halved_at_ = 0;
  bool converged_ = false;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_
