/// Trigonometric sums f(x) = sum_w f^(w) e^{i w.x} on the torus [0, 2 pi)^d, w in Z^d, and their Barron norm
///   |f|_B = sum_w (1 + |w|_2) |f^(w)|.
///
/// The norm of functions on a domain is an infimum over their extensions to R^d [MarwahEtAl2023]; on the torus the
/// coefficients are unique and there is no infimum: norms here are values, not bounds. A vector's norm is the largest
/// of its components'. W(f), the bandwidth, is the largest |w|_inf with f^(w) != 0.
///
/// Algebra, all exact inequalities [MarwahEtAl2023, earlier version, Lemma 6] (barron_norm_test):
///   |f + g| <= |f| + |g|               equality where the spectra do not meet
///   |f g| <= |f| |g|                   equality where one of two exponentials is constant
///   |d_j f| <= W(f) |f|                equality for e^{i w.x}, w_j = W
///   |(I - Laplace)^{-1} f| <= |f|      equality for constants
///   |p(g_1, ..., g_n)| <= n^{P/2} |A|_2 |g|^P   for p(z) = sum A_{i_1...i_P} z_{i_1} ... z_{i_P}: homogeneous; of a sum of
/// several degrees the bounds add up, and n^{P/2} of the highest alone is too small (1 + z at g = 1: 2 > sqrt 2).
///
/// Costs are those of maps: a product takes |f| |g| log terms. Coefficients that cancel to exactly 0 are dropped.
/// Throws std::invalid_argument for frequencies or operands of another dimension, and coefficients that are not finite.
#ifndef HADAMARD_NTK_PDE_BARRON_NORM_H_
#define HADAMARD_NTK_PDE_BARRON_NORM_H_

#include <complex>
#include <map>
#include <vector>

namespace hadamard_ntk::pde {

using Frequency = std::vector<int>;

/// |w|_2.
double Length(const Frequency& w);

class TrigonometricSum {
 public:
  using Complex = std::complex<double>;

  /// 0 in d dimensions; d >= 1.
  explicit TrigonometricSum(int dimension);
  static TrigonometricSum Constant(int dimension, double value);
  /// c e^{i w.x}.
  static TrigonometricSum Exponential(const Frequency& w, Complex c = 1);
  /// amplitude cos(w.x + phase).
  static TrigonometricSum Cosine(const Frequency& w, double amplitude = 1, double phase = 0);

  int dimension() const { return dimension_; }
  const std::map<Frequency, Complex>& terms() const { return terms_; }
  double BarronNorm() const;
  int Bandwidth() const;
  /// The real part at x.
  double operator()(const std::vector<double>& x) const;

  TrigonometricSum& operator+=(const TrigonometricSum& other);
  TrigonometricSum& operator*=(Complex factor);
  friend TrigonometricSum operator+(TrigonometricSum f, const TrigonometricSum& g) { return f += g; }
  friend TrigonometricSum operator*(Complex factor, TrigonometricSum f) { return f *= factor; }
  friend TrigonometricSum operator*(const TrigonometricSum& f, const TrigonometricSum& g);

  /// d/dx_j.
  TrigonometricSum Derivative(int j) const;
  /// (I - Laplace)^{-1} f.
  TrigonometricSum Resolvent() const;

 private:
  void Add(const Frequency& w, Complex c);
  template <class Factor>
  TrigonometricSum Multiplied(Factor factor) const;

  int dimension_;
  std::map<Frequency, Complex> terms_;
};

/// |sin(A (cos theta_1 + ... + cos theta_s))|_B for s orthogonal directions with |w| = `length` each: coefficients are
/// products of Bessel functions, sum over n in Z^s with odd sum of prod |J_{n_j}(A)| (1 + length |n|_2). It grows like
/// A^{s/2+1} (s = 1: A^{3/2}), where the power series of sin only promises sinh of the argument's norm s A (1 +
/// length).
///
/// Error: 1e-13 relative for A <= 128 (barron_norm_test). Cost (A + 40)^s. Throws std::invalid_argument unless 0 <= A
/// <= 1000, s in 1..3, length >= 0 and finite.
double SineOfCosinesNorm(double a, int directions = 1, double length = 1);

/// A lower bound of it for |w| = 1 and any number s >= 1 of directions: |n| >= 1 where the sum is odd, and so
///   S^s - T^s,   S = sum_n |J_n(A)|,   T = sum_n (-1)^n |J_n(A)|, |T| < S.
/// The argument's norm is only 2 s A: no power of it bounds the composition for all s.
/// Throws std::invalid_argument unless 0 <= A <= 1000 and s >= 1.
double SineOfCosinesLeastNorm(double a, int directions);

}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_BARRON_NORM_H_
