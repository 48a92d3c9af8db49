/// Preconditioned conjugate gradients [HesSti1952] for A X = Y, A and the preconditioner M ~ A^-1 symmetric positive
/// definite, every column of X by an iteration of its own, all in the same products.
///
/// From X = 0 until |Y_c - A X_c| <= tolerance |Y_c| for every column c (a column of zeros counts as solved): the
/// residual that the iteration carries along, when it is `carried` times the tolerance, is held against the true one,
/// computed anew, and the iteration starts again from there if that is larger: M is applied once an iteration, A once
/// more at each end.  It gives up where in `patience` iterations the residual has not been halved, and where it is no
/// number.  The caller scales Y so that squares of its entries are in range.
///
/// The passes over memory are those of linalg/operator.h: where a block and its operator fuse them, so does this.
#ifndef HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_
#define HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "linalg/operator.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

struct ConjugateGradientsOptions {
  double tolerance = 1e-6;
  int max_iterations = 100;
  int patience = 20;
  double carried = 0.5;  ///< 1: the count of iterations is that of the textbook
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
    alpha_ = Eigen::VectorXd::Zero(norm_y_.size());
    SetResidual(Dot(r_, r_));
    while (!(residual_ <= options.tolerance)) {
      for (Start(precondition);; TurnFrom(precondition)) {
        if (GivesUp()) {
          Advance();
          return;
        }
        const Eigen::VectorXd energy = Energy(a, p_, product_);
        alpha_ = Ratio(rz_, energy);
        SetResidual(Descend(r_, alpha_, a, p_, product_));
        ++iterations_;
        if (look) {
          Advance();
          look(x_, residual_);
        }
        if (residual_ <= options.carried * options.tolerance) break;
      }
      Advance();
      const V product = a(x_);
      r_ = y;
      AddScaled(r_, minus, product);
      SetResidual(Dot(r_, r_));
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

  void SetResidual(const Eigen::VectorXd& squares) {
    squares_ = squares;
    residual_ = LargestNorm(squares, norm_y_);
  }

  // M r, and r.M r.
  template <class M>
  std::pair<const V*, Eigen::VectorXd> Preconditioned(const M& precondition) {
    if constexpr (std::same_as<M, Identity>) {
      return {&r_, squares_};
    } else {
      Eigen::VectorXd rz = Precondition(precondition, r_, z_);
      return {&*z_, std::move(rz)};
    }
  }

  template <class M>
  void Start(const M& precondition) {
    const auto [z, rz] = Preconditioned(precondition);
    p_ = *z;
    rz_ = rz;
  }

  bool GivesUp() {
    if (residual_ <= halved_ / 2) {
      halved_ = residual_;
      halved_at_ = iterations_;
    }
    return std::isnan(residual_) || iterations_ - halved_at_ >= options_.patience ||
           iterations_ >= options_.max_iterations;
  }

  // p becomes the next direction, conjugate to those before it; x takes the step along the old one, which waits for
  // this.
  template <class M>
  void TurnFrom(const M& precondition) {
    const auto [z, rz] = Preconditioned(precondition);
    Turn(x_, alpha_, p_, *z, Ratio(rz, rz_));
    alpha_.setZero();
    rz_ = rz;
  }

  void Advance() {
    AddScaled(x_, alpha_, p_);
    alpha_.setZero();
  }

  const ConjugateGradientsOptions options_;
  const Eigen::VectorXd norm_y_;
  V x_, r_, p_;
  std::optional<V> z_, product_;
  Eigen::VectorXd squares_, rz_, alpha_;  // r.r, r.M r, and the step along p that x has not taken yet
  double residual_ = 1, halved_ = std::numeric_limits<double>::infinity();
  int iterations_ = 0, halved_at_ = 0;
  bool converged_ = false;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_CONJUGATE_GRADIENTS_H_
