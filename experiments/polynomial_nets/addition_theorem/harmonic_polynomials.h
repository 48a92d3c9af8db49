/// Spherical harmonics without special functions: the second road to their sums.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_HARMONIC_POLYNOMIALS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_HARMONIC_POLYNOMIALS_H_

#include <Eigen/Core>
#include <vector>

namespace hadamard_ntk::experiments::addition_theorem {

/// Spherical harmonics of degree k on S^d by their definition: homogeneous polynomials h of degree k in n = d + 1
/// variables with Laplacian zero, restricted to the sphere.  No special functions.
///
/// A harmonic h is fixed by its part of degree 0 and 1 in x_n, which is free: for every monomial a of degree k - e in
/// the other variables, e = 0 or 1,
///   h_a = sum_j (-1)^j x_n^{2j+e} / (2j+e)! (Laplacian)^j a.
/// M_ab = E[h_a h_b] over the uniform probability measure follows from the moments of monomials,
///   E[x^c] = prod_i (c_i - 1)!! / (n (n+2) ... (n+|c|-2))  if all c_i are even, else 0.
/// Whatever orthonormal basis Y_j one takes, sum_j Y_j(x) Y_j(z) = h(x)^T M^{-1} h(z).
///
/// Error of SumOfProducts at unit vectors, relative to its value at x = z: (F + 8 k + 8) eps condition(), F = size().
/// Throws std::invalid_argument for d < 1, k < 0 or more than 4000 monomials of degree k.
class HarmonicPolynomials {
 public:
  HarmonicPolynomials(int d, int k);

  /// The number of independent harmonics: F(d, k), here by counting.
  Eigen::Index size() const { return coefficients_.rows(); }
  /// Of M, its diagonal scaled to 1; an estimate in the 1-norm.
  double condition() const { return condition_; }

  /// sum_j Y_j(x) Y_j(z), x and z of length d + 1.
  double SumOfProducts(const Eigen::VectorXd& x, const Eigen::VectorXd& z) const;

 private:
  Eigen::VectorXd Whitened(const Eigen::VectorXd& x) const;

  std::vector<std::vector<int>> monomials_;  // exponents
  Eigen::MatrixXd coefficients_;             // row a: h_a, scaled
  Eigen::MatrixXd cholesky_;                 // lower triangle L, M = L L^T
  double condition_ = 1;
};

}  // namespace hadamard_ntk::experiments::addition_theorem

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_HARMONIC_POLYNOMIALS_H_
