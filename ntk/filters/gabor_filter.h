/// The Gabor filter of multiplicative filter nets [FatEtAl2021, sec. 3.2], a sine under a Gaussian window:
///   g(x) = sqrt(2) sin(w.x + phi) exp(-gamma |x - mu|^2 / 2),   x in R^d,
///   w ~ N(0, s^2 gamma I),   mu ~ N(0, sigma^2 I),   phi uniform on a circle,
/// w, phi, mu and gamma trained, each as it is.  The window's product is a Gaussian in mu: given x and z, x - mu and
/// z - mu have the means
///   p = (1 + 1/k)/2 x - (1 - 1/k)/2 z,   q = (1 + 1/k)/2 z - (1 - 1/k)/2 x,   k = 1 + 2 gamma sigma^2,
/// and the variance v = sigma^2/k in every coordinate.  So
///   E[g(x)^2] = k^{-d/2} exp(-gamma |x|^2 / k),   E[g(x)] = 0
///   rho       = exp(-gamma |x - z|^2 (s^2 + gamma v) / 2),   G = E[g(x) g(z)] = rms_x rms_z rho
///   T / G     = <x,z> + 1 + gamma^2 E<x - mu, z - mu> + E[|x - mu|^2 |z - mu|^2] / 4     from w, phi, mu and gamma,
///   E<x - mu, z - mu> = <p,q> + d v,   E[|x - mu|^2 |z - mu|^2] = (|p|^2 + d v)(|q|^2 + d v) + 4 v <p,q> + 2 d v^2.
/// G falls like a Gaussian in every direction, at x = z, too.
///
/// Throws std::invalid_argument for gamma, s or sigma not positive and finite, or d < 1.
/// Error for double, with A = gamma |x - z|^2 (s^2 + 1/2) + gamma (|x|^2 + |z|^2)/k: of G <= (8 + 2 d + 8 A) eps
/// relative, of 1 - rho <= (4 + 8 A) eps relative, of T <= (24 + 2 d + 8 A) eps of G times the sum of the terms, with
/// |<x,z>| for <x,z> and (|p|^2 + |q|^2)/2 for <p,q> (gabor_filter_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_GABOR_FILTER_H_
#define HADAMARD_NTK_NTK_FILTERS_GABOR_FILTER_H_

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/activations/exponentials.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/filters/decaying_correlation.h"
#include "ntk/filters/squared_distance.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// What Gabor filters of every gamma have in common.
struct GaborLaw {
  int dimension = 1;         ///< d
  double frequency_std = 1;  ///< s
  double centre_std = 1;     ///< sigma
};

namespace gabor_filter_internal {

inline void Check(const char* name, const GaborLaw& law) {
  const auto positive = [](double a) { return a > 0 && std::isnormal(a * a); };
  if (law.dimension < 1) {
    throw std::invalid_argument(std::string(name) + ": dimension must be at least 1, got " +
                                std::to_string(law.dimension));
  }
  if (!positive(law.frequency_std) || !positive(law.centre_std)) {
    throw std::invalid_argument(std::string(name) + ": frequency_std and centre_std must be positive and finite, got " +
                                Describe(law.frequency_std) + " and " + Describe(law.centre_std));
  }
}

/// k^{-d/4}.
template <class R>
R QuarterPower(const R& k, int d) {
  using std::sqrt;
  const R root = sqrt(k);
  R factor = R(1) / R(sqrt(root)), power(1);
  for (; d > 0; d /= 2) {
    if (d % 2 == 1) power = power * factor;
    factor = factor * factor;
  }
  return power;
}

/// gamma^2 E<x - mu, z - mu> + E[|x - mu|^2 |z - mu|^2] / 4: the gradients by mu and gamma.
template <Scalar T>
T WindowGradients(const RealOf<T>& gamma, const RealOf<T>& k, const RealOf<T>& v, int d, const MagnitudeOf<T>& norm_x,
                  const MagnitudeOf<T>& norm_z, const Correlation<T>& c) {
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const R half(0.5), dv = R(d) * v, own = half * (R(1) + R(1) / k), other = gamma * v;  // (1 - 1/k)/2
  const M own_x = own * norm_x, own_z = own * norm_z, other_x = other * norm_x, other_z = other * norm_z;
  const T p = SquaredDistance<T>(own_x, other_z, c), q = SquaredDistance<T>(own_z, other_x, c);
  const R weight = own * own + other * other;
  const M product = norm_x * norm_z;
  const M squares = R(own * other) * (norm_x * norm_x + norm_z * norm_z);
  const T inner = T(T(M(weight * product) * c.cosine()) - T(squares));
  const T moment = T(T(p + T(dv)) * T(q + T(dv))) + T(R(R(4) * v) * inner) + T(R(R(2) * dv * v));
  return T(T(R(gamma * gamma) * T(inner + T(dv))) + T(R(0.25) * moment));
}

/// The filter at one gamma.
template <Scalar T>
Features<T> At(const RealOf<T>& gamma, const GaborLaw& law, const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
               const Correlation<T>& c) {
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const R s2 = SquareOf<R>(law.frequency_std), sigma2 = SquareOf<R>(law.centre_std), half(0.5);
  const R k = R(1) + R(2) * gamma * sigma2, v = sigma2 / k, bandwidth = half * gamma * (s2 + gamma * v);
  const Correlation<T> rho = DecayingCorrelation(T(bandwidth * SquaredDistance<T>(norm_x, norm_z, c)));
  const R power = QuarterPower(k, law.dimension), rate = half * gamma / k;
  const M decay_x = rate * norm_x * norm_x, decay_z = rate * norm_z * norm_z;
  const M rms_x = M(power * Exponential(M(-decay_x))), rms_z = M(power * Exponential(M(-decay_z))), zero(R(0));
  const SecondMoments<T> moments{rms_x, rms_z, rho};
  const M product = norm_x * norm_z;
  const T gradients =
      T(T(product * c.cosine()) + T(R(1))) + WindowGradients<T>(gamma, k, v, law.dimension, norm_x, norm_z, c);
  return {moments, T(gradients * moments.nngp()), zero, zero};
}

}  // namespace gabor_filter_internal

class GaborFilter {
 public:
  GaborFilter(double gamma, const GaborLaw& law) : gamma_(gamma), law_(law) {
    gabor_filter_internal::Check("GaborFilter", law);
    if (!(gamma > 0 && std::isnormal(gamma * gamma))) {
      throw std::invalid_argument("GaborFilter: gamma must be positive and finite, got " + Describe(gamma));
    }
  }

  double gamma() const { return gamma_; }
  const GaborLaw& law() const { return law_; }

  template <Scalar T>
  Features<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return gabor_filter_internal::At<T>(RealOf<T>(gamma_), law_, norm_x, norm_z, c);
  }

 private:
  double gamma_;
  GaborLaw law_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_GABOR_FILTER_H_
