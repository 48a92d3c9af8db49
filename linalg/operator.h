/// Linear maps of R^n to itself, applied to a block of m vectors at once: what iterative solvers take in place of a
/// matrix.
///
/// A block V of vectors is any copyable type with, found by argument-dependent lookup,
///   Dot(a, b)           the m inner products of columns, as Eigen::VectorXd
///   AddScaled(y, f, x)  y(:, c) += f(c) x(:, c)
/// An operator A on it is callable: a(v) is A v, a new block.
///
/// Four functions more, by column as well, are what an iteration does between two looks at numbers.  They stand here
/// for any block; a block or an operator that can do one in fewer passes over memory has its own, found by
/// argument-dependent lookup:
///   Precondition(m, r, z)            z = M r; returns r.z
///   Energy(a, p, product)            returns p.A p
///   Descend(r, alpha, a, p, product) r -= alpha A p, right after Energy; returns r.r
///   Turn(x, alpha, p, z, beta)       x += alpha p, then p = z + beta p
/// What Energy leaves in `product`, A p or nothing, is for Descend.
#ifndef HADAMARD_NTK_LINALG_OPERATOR_H_
#define HADAMARD_NTK_LINALG_OPERATOR_H_

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <optional>
#include <utility>

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

/// The operator I, which copies nothing.
struct Identity {
  template <class V>
  const V& operator()(const V& v) const {
    return v;
  }
};

template <BlockOfVectors V, LinearOperator<V> M>
Eigen::VectorXd Precondition(const M& m, const V& r, std::optional<V>& z) {
  z = m(r);
  return Dot(r, *z);
}

template <BlockOfVectors V, LinearOperator<V> A>
Eigen::VectorXd Energy(const A& a, const V& p, std::optional<V>& product) {
  product = a(p);
  return Dot(p, *product);
}

template <BlockOfVectors V, LinearOperator<V> A>
Eigen::VectorXd Descend(V& r, const Eigen::VectorXd& alpha, const A&, const V&, const std::optional<V>& product) {
  AddScaled(r, -alpha, *product);
  return Dot(r, r);
}

template <BlockOfVectors V>
void Turn(V& x, const Eigen::VectorXd& alpha, V& p, const V& z, const Eigen::VectorXd& beta) {
  AddScaled(x, alpha, p);
  V direction = z;
  AddScaled(direction, beta, p);
  p = std::move(direction);
}

/// The largest sqrt(squares_c) / norm_c; columns with norm_c = 0 do not count.  NaN if one that counts is.
inline double LargestNorm(const Eigen::VectorXd& squares, const Eigen::VectorXd& norm) {
  double worst = 0;
  for (Eigen::Index c = 0; c < norm.size(); ++c) {
    const double ratio = norm[c] == 0 ? 0 : std::sqrt(squares[c]) / norm[c];
    if (!(ratio <= worst)) worst = ratio;
  }
  return worst;
}

/// The largest |v_c| / norm_c, in the same way.
template <BlockOfVectors V>
double RelativeNorm(const V& v, const Eigen::VectorXd& norm) {
  return LargestNorm(Dot(v, v), norm);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_OPERATOR_H_
