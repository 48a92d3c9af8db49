/// Exact values of h = g(p(x)), x ~ N(0, I_d), for the feature
///   p(x) = sum_i lambda_i h_k(x_i),   lambda_i = +-d^{-1/2},   E p^2 = 1,   h_k = He_k / sqrt(k!) (hermite.h),
/// and a polynomial g(z) = g_0 + ... + g_q z^q: moments of p, and |P_j h|^2 = E[(P_j h)^2], P_j the projection on the
/// polynomials of total degree j in the multivariate Hermite basis.
///
/// By Mehler, x, y of correlation rho in each coordinate have E[f(x) f(y)] = sum_j rho^j |P_j f|^2.  With He_k^a =
/// sum_j a_j He_j one coordinate has E[He_k(x)^a He_k(y)^b] = sum_j rho^j j! a_j b_j, in Z[rho]; sums over coordinates
/// are those of joint_moments.h, and only the numbers of + and - signs matter.  With P = sum_i +-He_k(x_i) = (k!
/// d)^{1/2} p all moments are integers, so |P_j p^m|^2 is rational; products of an even and an odd power bring sqrt(k!
/// d), and vanish where there are as many + as - signs.
///
/// Domain: k >= 1, plus, minus >= 0 and not both 0, q, j <= 30; otherwise std::invalid_argument.
/// Cost: ~q^4 (k q)^2 log(d) products of integers of ~q log2(d) bits: 12 ms at k = 4, q = 5, d = 1000.
#ifndef HADAMARD_NTK_GAUSSIAN_HIERARCHICAL_POLYNOMIAL_H_
#define HADAMARD_NTK_GAUSSIAN_HIERARCHICAL_POLYNOMIAL_H_

#include <vector>

#include "gaussian/root_sum.h"

namespace hadamard_ntk::gaussian {

/// p: its degree, and how many lambda_i are positive and negative.
struct SpreadFeature {
  int k = 2;
  int plus = 1;
  int minus = 0;

  int d() const { return plus + minus; }
};

/// g_0, ..., g_q.
using OuterPolynomial = std::vector<RootSum>;

/// E p^j.
RootSum FeatureMoment(const SpreadFeature& p, int j);

/// |P_0 h|^2, ..., |P_{kq} h|^2; their sum is E h^2.  One entry, 0, for g = 0.
std::vector<RootSum> DegreeEnergies(const SpreadFeature& p, const OuterPolynomial& g);

/// E g'(z), z ~ N(0, 1).
RootSum MeanSlope(const OuterPolynomial& g);

/// |P_k h - E[g'(z)] p|^2, what is left of degree k by Stein's lemma for p taken as normal.
RootSum SteinRemainder(const SpreadFeature& p, const OuterPolynomial& g);

/// 1 - (e_0 + ... + e_degree) / (e_0 + e_1 + ...): the least relative error of polynomials of that degree.  Throws
/// std::domain_error if all are 0.
double Plateau(const std::vector<RootSum>& energies, int degree);

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_HIERARCHICAL_POLYNOMIAL_H_
