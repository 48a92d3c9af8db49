/// The constants of spectral equivalence of an approximate inverse B with A, both symmetric positive definite: the
/// least and the largest eigenvalue of B A,
///   lower <r, A^-1 r> <= <r, B r> <= upper <r, A^-1 r>,
/// by Lanczos (linsolve/lanczos.h) in the inner product of A from a start that looks random.  The two are Ritz values,
/// so they lie inside the spectrum, each within its error of some eigenvalue.  With B = K^-1 and A = M, upper is the
/// largest Poincare quotient <u, M u> / <u, K u>.
/// Throws std::invalid_argument for size or steps < 1.
#ifndef HADAMARD_NTK_LINSOLVE_SPECTRAL_EQUIVALENCE_H_
#define HADAMARD_NTK_LINSOLVE_SPECTRAL_EQUIVALENCE_H_

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <string>

#include "linalg/dense_block.h"
#include "linalg/vector_flags.h"
#include "linsolve/lanczos.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

struct SpectralEquivalence {
  double lower, upper, lower_error, upper_error;
};

/// a, b: functions from Eigen::VectorXd to Eigen::VectorXd.
template <class A, class B>
SpectralEquivalence EquivalenceOf(const A& a, const B& b, Eigen::Index size, int steps = 40) {
  if (size < 1) throw std::invalid_argument("EquivalenceOf: size must be >= 1, got " + std::to_string(size));
  const Eigen::VectorXd start = Eigen::VectorXd::NullaryExpr(
      size, [](Eigen::Index i) { return 1 + std::sin(1e4 * std::sin(static_cast<double>(i))); });
  const auto metric = [&a](const linalg::DenseColumn& v) { return linalg::DenseColumn{a(v.values)}; };
  const auto product = [&a, &b](const linalg::DenseColumn& v) { return linalg::DenseColumn{b(a(v.values))}; };
  const Lanczos<linalg::DenseColumn> lanczos(product, linalg::DenseColumn{start}, steps, metric);
  const Eigen::Index last = lanczos.values().size() - 1;
  return {lanczos.values()[0], lanczos.values()[last], lanczos.errors()[0], lanczos.errors()[last]};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_SPECTRAL_EQUIVALENCE_H_
