/// All products of orthonormal Hermite polynomials (hermite.h) in d variables of total degree <= k,
///   h_alpha(x) = prod_i h_{alpha_i}(x_i),   |alpha| = sum_i alpha_i <= k,   E[h_alpha h_beta] = [alpha = beta],
/// x ~ N(0, I_d): D = binom(d + k, k) of them, a basis of the polynomials of degree <= k.  Ordered by degree; within
/// one, by the last variable, then by its exponent, the highest first.
///
/// Each is one product of an earlier one and a factor h_a(x_i): D - 1 multiplications and d k steps of the recurrence.
/// Error of a value: (k + 1) times that of a Hermite polynomial of degree k, relative to the product of its factors.
/// Throws std::invalid_argument for d < 1, k < 0 or D > 2^30, and for a variable or degree out of range.
#ifndef HADAMARD_NTK_GAUSSIAN_HERMITE_FEATURES_H_
#define HADAMARD_NTK_GAUSSIAN_HERMITE_FEATURES_H_

#include <span>
#include <vector>

#include "gaussian/hermite.h"

namespace hadamard_ntk::gaussian {

class HermiteFeatures {
 public:
  HermiteFeatures(int d, int k);

  int d() const { return d_; }
  int degree() const { return k_; }
  int size() const { return static_cast<int>(products_.size()); }
  /// |alpha| of feature q.
  int DegreeOf(int q) const { return products_[static_cast<std::size_t>(q)].degree; }
  /// The first feature of degree m <= k + 1; of degree k + 1: size().
  int FirstOf(int m) const;
  /// The feature h_m(x_i), 1 <= m <= k.
  int Single(int i, int m) const;
  /// alpha of feature q.
  std::vector<int> Exponents(int q) const;

  /// values[q] = h_alpha(x), q = 0, ..., D - 1.  `scratch` is resized, and kept from one call to the next.
  void Evaluate(const double* x, double* values, std::vector<double>& scratch) const;

 private:
  struct Product {
    int earlier;   ///< feature
    int factor;    ///< (i, a) at i k + a - 1
    int variable;  ///< i, the last one; -1 of the constant
    int degree;
  };

  /// Products of a factor and `count` features that follow one another, and so do the products.
  struct Run {
    int first, earlier, count, factor;
  };

  int d_, k_;
  HermiteRecurrence<double> recurrence_;
  std::vector<Product> products_;
  std::vector<Run> runs_;
};

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_HERMITE_FEATURES_H_
