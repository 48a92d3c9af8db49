/// Mercer eigenvalues at large degree from the kernel's discontinuity: the Froissart-Gribov projection as a Laplace
/// transform.
///
/// Let K be analytic in the plane of z = cos(theta) cut along z > 1 and z < -1, growing no faster than |z|^g.  With
/// lambda = (d-1)/2 and, on the upper edges of the cuts, D_+(u) = Im K(theta = -i u), D_-(u) = Im K(theta = pi - i u),
/// for every k > g
///
///   mu_k = R(k) - (-1)^k L(k),     R(k) = int_0^inf e^{-(k+lambda) v} H_+(v) dv,   L(k) likewise with H_-,
///   H_+-(v) = (2 lambda / pi) int_0^v D_+-(u) sinh(u) (2 cosh v - 2 cosh u)^{lambda-1} du,      lambda > 0,
///   H_+-(v) = D_+-(v) / pi,                                                                      lambda = 0 (d = 1).
///
/// Derivation: Cauchy's formula turns mu_k into (1/pi) int D Q_k sinh(u) du (the Froissart-Gribov projection), and the
/// function of the second kind, its weight included, is
///   Q_k(cosh u) = 2 lambda int_u^inf e^{-(k+lambda) v} (2 cosh v - 2 cosh u)^{lambda-1} dv,
/// whose prefactor does not depend on k; exchange the integrals.  So H knows the kernel, and k enters by the
/// exponential alone: all eigenvalues share one table of H.  Where D >= 0 every term is positive and nothing cancels:
/// mu_k is got to full relative accuracy in plain double however small it is, and k -> mu_k extends to real k, which
/// defines its slope.
///
/// A kernel with further branch points off the real axis of z adds terms O(e^{-k w}), w = |Im theta| there, which this
/// transform does not see and its error does not contain.  The NTK of fully-connected nets of depth >= 3 is one: the
/// second layer's rho = -1 at pi - theta = 0.8176 +- 1.7656 i, so e^{-1.7656 k}, below 1e-16 of mu_k from about k = 24
/// on. ComputeMercerSpectrum compares with quadrature before it trusts the transform.
///
/// Numerically: v = e^s and the trapezoidal rule in s, which converges geometrically; the inner integral by the
/// double-exponential rule in t = (cosh u - 1) / (cosh v - 1).  Cost of construction: about 5e4 values of the kernel;
/// of one eigenvalue: some hundred exponentials, for any k.
#ifndef HADAMARD_NTK_SPECTRAL_DISPERSION_TRANSFORM_H_
#define HADAMARD_NTK_SPECTRAL_DISPERSION_TRANSFORM_H_

#include <Eigen/Core>
#include <complex>
#include <functional>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::spectral {

class DispersionTransform {
 public:
  /// kernel: values at complex angles.  d >= 1.  k_max: largest degree to be asked for.
  /// Throws std::invalid_argument for an empty kernel, d < 1 or k_max < 1.
  DispersionTransform(const std::function<std::complex<double>(const std::complex<double>&)>& kernel, int d, int k_max);

  struct Value {
    double mu;
    /// |computed - true| <= error, provided k exceeds the growth of the kernel: the sum of the last terms kept at
    /// either end, the difference to the rules of half as many nodes, and the rounding: (8 + 2 d) eps of the magnitudes
    /// summed plus an error eps min(u, 1) |K| in every D(u), which is what a kernel evaluated near theta = 0 or at the
    /// double nearest to pi leaves.  The latter is nothing beside D ~ u, and for smoother kernels (D ~ u^3, as for the
    /// NNGP of a ReLU network) grows to k^2 eps of mu_k.  When k does not exceed the growth, the last term kept is
    /// large, and so is error.  Where mu is subnormal or underflows, some hundred subnormal spacings are added.
    double error;
    /// d log |mu_k| / d log k along the degrees of k's parity; 0 where mu cannot be told from zero.
    double slope;
  };

  /// mu at degree k (1 <= k <= k_max); throws std::invalid_argument outside.
  Value Evaluate(int k) const;

  /// Whether the kernel has any discontinuity at all; if not, it is entire in z and this road says nothing of it.
  bool HasDiscontinuity() const { return has_discontinuity_; }

 private:
  struct Density {
    Eigen::ArrayXd fine;    // H_+ -+ H_- at the nodes, times v
    Eigen::ArrayXd coarse;  // the same with half of the inner nodes
  };
  double lambda_;
  int k_max_;
  double step_;
  bool has_discontinuity_ = false;
  Eigen::ArrayXd v_;
  Density by_parity_[2];      // even, odd degrees
  Eigen::ArrayXd magnitude_;  // v times the rounding error of H_+ -+ H_-, in units of eps
};

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_DISPERSION_TRANSFORM_H_
