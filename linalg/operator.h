/// Linear maps of R^n to itself, applied to a block of m vectors at once: what iterative solvers take in place of a
/// matrix.
///
/// A block V of vectors is any copyable type with, found by argument-dependent lookup,
///   Dot(a, b)           the m inner products of columns, as Eigen::VectorXd
///   AddScaled(y, f, x)  y(:, c) += f(c) x(:, c)
/// An operator A on it is callable: a(v) is A v, a new block.
#ifndef HADAMARD_NTK_LINALG_OPERATOR_H_
#define HADAMARD_NTK_LINALG_OPERATOR_H_

#include <Eigen/Core>
#include <algorithm>
#include <concepts>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <class V>
concept BlockOfVectors = std::copyable<V> && requires(V& y, const V& x, const Eigen::VectorXd& factor) {
  { Dot(x, x) } -> std::convertible_to<Eigen::VectorXd>;
  AddScaled(y, factor, x);
};

template <class A, class V>
concept LinearOperator = BlockOfVectors<V> && requires(const A& a, const V& v) {
  { a(v) } -> std::convertible_to<V>;
};

/// The largest |v_c| / norm_c; columns with norm_c = 0 do not count.
template <BlockOfVectors V>
double RelativeNorm(const V& v, const Eigen::VectorXd& norm) {
  const Eigen::VectorXd norm_v = Eigen::VectorXd(Dot(v, v)).cwiseSqrt();
  double worst = 0;
  for (Eigen::Index c = 0; c < norm.size(); ++c) {
    if (norm[c] > 0) worst = std::max(worst, norm_v[c] / norm[c]);
  }
  return worst;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_OPERATOR_H_
