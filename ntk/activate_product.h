/// The ReLU of a product of two independent Gaussian functions, the neuron of quadratic nets [FanEtAl2021]:
///   ActivateProduct<Relu>(f, g) = phi(f g),   phi(u) = sqrt(2) max(u, 0),   in the algebra of features.h.
/// Since sqrt(2) phi(f g) = phi(f) phi(g) + phi(-f) phi(-g), with A(rho) = Relu::Dual(rho) and the pairs' correlations
/// rho, sigma:
///   nngp / (rms of f and g at x and z) = A(rho) A(sigma) + A(-rho) A(-sigma) =: rho',   E[phi(f g)] = sqrt(2)/pi rms rms,
/// and the ntk is the derivative of that along those of f and g; the covariance of (f(x), -f(z)) is that of (f(x),
/// f(z)) with the other sign, and so is its ntk.  Of the two products in rho' the complement of the larger one and the
/// other give 1 - rho' without cancellation.
///
/// Error for double: 1 - rho', 1 + rho', rms <= 16 eps relative, ntk <= 16 eps of its value at rho = sigma = 1, if the
/// correlations and the ntk of f and g are exact (activate_product_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATE_PRODUCT_H_
#define HADAMARD_NTK_NTK_ACTIVATE_PRODUCT_H_

#include <cmath>
#include <concepts>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <class Phi, Scalar T>
requires std::same_as<Phi, Relu> Features<T> ActivateProduct(const Preactivation<T>& f, const Preactivation<T>& g) {
  using std::sqrt;
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const auto opposite = [](const Correlation<T>& c) {
    return Correlation<T>::FromParts(T(-c.cosine()), c.one_plus(), c.one_minus()).Resolved();
  };
  const Correlation<T> rho = f.correlation.Resolved(), sigma = g.correlation.Resolved();
  const Correlation<T> not_rho = opposite(rho), not_sigma = opposite(sigma);
  const Correlation<T> f_same = Phi::DualCorrelation(rho), g_same = Phi::DualCorrelation(sigma);
  const Correlation<T> f_other = Phi::DualCorrelation(not_rho), g_other = Phi::DualCorrelation(not_sigma);
  const Correlation<T> same = Product(f_same, g_same), other = Product(f_other, g_other);

  const auto other_is_larger = RealPart(same.cosine()) <= RealPart(other.cosine());
  const T one_minus =
      Select<T>(other_is_larger, T(other.one_minus() - same.cosine()), T(same.one_minus() - other.cosine()));
  const Correlation<T> correlation =
      Correlation<T>::FromParts(T(same.cosine() + other.cosine()), one_minus, T(same.one_plus() + other.cosine()));
  const M f_scale = f.rms_x * f.rms_z, g_scale = g.rms_x * g.rms_z;
  const T by_f = Phi::DualSlope(rho) * g_same.cosine() - Phi::DualSlope(not_rho) * g_other.cosine();
  const T by_g = Phi::DualSlope(sigma) * f_same.cosine() - Phi::DualSlope(not_sigma) * f_other.cosine();
  const M rms_x = f.rms_x * g.rms_x, rms_z = f.rms_z * g.rms_z;
  const M mean = M(R(R(sqrt(R(2))) / Pi<R>()));
  return {{rms_x, rms_z, correlation},
          T(g_scale * (by_f * f.ntk)) + T(f_scale * (by_g * g.ntk)),
          M(mean * rms_x),
          M(mean * rms_z)};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATE_PRODUCT_H_
