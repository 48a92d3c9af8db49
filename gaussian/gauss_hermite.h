/// The n-point Gauss-Hermite rule of N(0, 1): sum_i w_i f(x_i) = E[f(g)], exact for polynomials of degree <= 2n - 1.
///
/// Nodes x_i are the eigenvalues of the Jacobi matrix of h_k, 0 beside sqrt(1), ..., sqrt(n-1) [GolWel1969], improved
/// by Newton's iteration on h_n in Real; weights are
///   w_i = 1 / (h_0(x_i)^2 + ... + h_{n-1}(x_i)^2),
/// sums of one sign: the ends, e^{-2n} of the whole, keep their digits, which first components of eigenvectors do not.
///
/// Error: nodes <= 2 sqrt(n) eps absolute, weights <= 2 n eps relative, eps that of Real, and the rule is symmetric to
/// the bit (gauss_hermite_test, against 60 digits).  Cost O(n^2). Throws std::invalid_argument unless n >= 1 and e^{2n
/// + 1} is in the range of Real (double: n <= 354).
#ifndef HADAMARD_NTK_GAUSSIAN_GAUSS_HERMITE_H_
#define HADAMARD_NTK_GAUSSIAN_GAUSS_HERMITE_H_

#include <cstddef>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "gaussian/hermite.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::gaussian {

template <class Real>
struct GaussHermiteRule {
  std::vector<Real> nodes;  ///< ascending
  std::vector<Real> weights;
};

namespace gauss_hermite_internal {

/// The eigenvalues, ascending, to some eps of the largest.
std::vector<double> JacobiEigenvalues(int n);

}  // namespace gauss_hermite_internal

template <class Real>
GaussHermiteRule<Real> GaussHermite(int n) {
  using std::sqrt;
  if (n < 1 || 2.0 * n + 1 > std::numeric_limits<Real>::max_exponent * std::numbers::ln2) {
    throw std::invalid_argument("GaussHermite: needs n >= 1 and e^(2n+1) in the range of the scalar, got n = " +
                                std::to_string(n));
  }
  const auto size = static_cast<std::size_t>(n);
  const std::vector<double> starts = gauss_hermite_internal::JacobiEigenvalues(n);
  const HermiteRecurrence<Real> recurrence(n + 1);
  // Newton converges quadratically: from 1e-13 to the precision of Real.
  int refinements = 1;
  for (int digits = 40; digits < std::numeric_limits<Real>::digits; digits *= 2) ++refinements;
  GaussHermiteRule<Real> rule{std::vector<Real>(size), std::vector<Real>(size)};
  for (std::size_t i = size / 2; i < size; ++i) {
    Real x(2 * i + 1 == size ? 0.0 : starts[i]), sum(0), last(0);
    for (int step = 0; step < refinements; ++step) {
      Real before(0);
      recurrence(x, Real(1), [&](std::size_t k, const Real& h) { (k + 1 == size ? before : last) = h; });
      if (2 * i + 1 != size) x -= last / (sqrt(Real(n)) * before);
    }
    recurrence(x, Real(1), [&](std::size_t k, const Real& h) { sum += k < size ? Real(h * h) : Real(0); });
    rule.nodes[i] = x, rule.nodes[size - 1 - i] = -x;
    rule.weights[i] = rule.weights[size - 1 - i] = Real(1) / sum;
  }
  if (n % 2 == 1) rule.nodes[size / 2] = Real(0);
  return rule;
}

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_GAUSS_HERMITE_H_
