/// Any activation given as a function and its derivative: SiLU, tanh, softplus, and the user's own, by numbers.
///
/// At each norm p that occurs, the Hermite coefficients a_k, d_k of phi(p g) and phi'(p g), g ~ N(0, 1), are computed
/// once (hermite_coefficients.h) and remembered; the moments of a pair are series in rho (hermite_series.h),
///   E[phi(u) phi(v)] = sum a_k(p) a_k(q) rho^k,   E[phi'(u) phi'(v)] = sum d_k(p) d_k(q) rho^k,   E[phi(u)] = a_0(p).
/// Cost: ~2e5 flops for a norm that is new (4e6 at 1024 terms), then ~20 flops a term and pair.
///
/// ErrorEstimate says what is left: twice the sum of the rest, at the nodes and beyond |g| = 13 by extrapolation, of
/// what half of the nodes would change, and of what parts the two sides of integration by parts.
///
/// Silu, Tanh and Softplus are those of sigmoids.h.  Their poles and branch points at distance pi (tanh: pi/2) from the
/// axis let |a_k| fall like exp(-distance sqrt(k)/p): at p = 1 they need 148, 533 and 122 terms, at p = 2
/// 526, more than 1024 and 430; tanh at p = 4 is left with an estimate of 1e-11.  A kink of the user's function leaves
/// ~ k^{-3/4}.  At large p every sigmoid is a step: erf needs p <= 3 for all digits, and is left with 6e-13 at p = 5,
/// 8e-6 at p = 10, 2e-2 where p^2 is beyond the terms (the estimate is far above it there, since it cannot tell whether
/// phi or phi' has been seen badly).
///
/// Scalars: float, double, vector lanes of them, and complex numbers of |rho| <= 1 (the series knows nothing beyond).
/// Others throw std::domain_error: never fewer digits than asked for.
/// Domain: p, q >= 0; phi and phi' finite on [-13 p, 13 p], and neither phi(p g)^2 nor phi'(p g)^2 times the density of
/// g grows at its ends (e^u: p < 6.5); otherwise std::domain_error.  A mean below 64 eps of the rms counts as 0.
/// Throws std::invalid_argument for an empty function, or max_terms outside 32..4096.
/// Error, E = ErrorEstimate, n = 8 + terms/2 (rho^n of a rounded rho): nngp, slope <= E(p, q) and n eps of their values
/// at rho = 1; means <= E(p, p).value / rms and n eps rms; 1 -+ rho' <= n eps (1 -+ rho' + |p-q|/(p+q) + n eps) and
///   E(p, q) / (rms_x rms_z) + (E(p, p) / rms_x^2 + E(q, q) / rms_z^2)/2
/// for the E of the value: the rms at the larger norm have the larger error (quadrature_test: erf, GELU, sine by their
/// closed forms at norms 0.25..12.5).  Thread-safe; results do not depend on what is remembered.
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_QUADRATURE_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_QUADRATURE_H_

#include <complex>
#include <concepts>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "ntk/activation_moments.h"
#include "ntk/activations/exponentials.h"
#include "ntk/activations/hermite_coefficients.h"
#include "ntk/activations/hermite_series.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

class QuadratureActivation {
 public:
  using Function = std::function<double(double)>;

  QuadratureActivation(Function phi, Function derivative, int max_terms = 1024);

  static QuadratureActivation Silu();
  static QuadratureActivation Tanh();
  static QuadratureActivation Softplus();

  /// phi and phi', as they were given.
  double Value(double u) const;
  double Derivative(double u) const;

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    if constexpr (LaneScalarType<T>) {
      return OfLanes(p, q, rho);
    } else if constexpr (std::floating_point<MagnitudeOf<T>> && kWithinDouble<RealOf<T>>) {
      using Wide = std::conditional_t<ComplexScalar<T>, std::complex<double>, double>;
      return Narrow<T>(OfNumbers<Wide>(
          p, q, Correlation<Wide>::FromParts(Wide(rho.cosine()), Wide(rho.one_minus()), Wide(rho.one_plus()))));
    } else {
      throw std::domain_error("QuadratureActivation: has the digits of double only");
    }
  }

  /// Absolute errors of E[phi(u) phi(v)] and of E[phi'(u) phi'(v)] at any rho; of C_1 - C, <= value and
  /// <= (1 - rho) p q slope.
  struct Errors {
    double value;
    double slope;
  };
  Errors ErrorEstimate(double p, double q) const;

  /// The number of terms that are summed at norms p, q.
  int Terms(double p, double q) const;

 private:
  struct State;

  std::shared_ptr<const HermiteCoefficients<double>> At(double p) const;

  template <class T>
  ActivationMoments<T> OfNumbers(double p, double q, const Correlation<T>& rho) const;

  template <class T, class Wide>
  static ActivationMoments<T> Narrow(const ActivationMoments<Wide>& m) {
    using M = MagnitudeOf<T>;
    const Correlation<Wide>& c = m.correlation;
    return {{M(m.rms_x), M(m.rms_z), Correlation<T>::FromParts(T(c.cosine()), T(c.one_minus()), T(c.one_plus()))},
            T(m.slope),
            M(m.mean_x),
            M(m.mean_z)};
  }

  template <LaneScalarType T>
  ActivationMoments<T> OfLanes(const T& p, const T& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    constexpr int kSize = T::kSize;
    R rms_x[kSize], rms_z[kSize], cosine[kSize], minus[kSize], plus[kSize], slope[kSize], mean_x[kSize], mean_z[kSize];
    for (int i = 0; i < kSize; ++i) {
      const auto m =
          Moments<R>(p[i], q[i], Correlation<R>::FromParts(rho.cosine()[i], rho.one_minus()[i], rho.one_plus()[i]));
      rms_x[i] = m.rms_x, rms_z[i] = m.rms_z, slope[i] = m.slope, mean_x[i] = m.mean_x, mean_z[i] = m.mean_z;
      cosine[i] = m.correlation.cosine(), minus[i] = m.correlation.one_minus(), plus[i] = m.correlation.one_plus();
    }
    return {{T::Load(rms_x), T::Load(rms_z), Correlation<T>::FromParts(T::Load(cosine), T::Load(minus), T::Load(plus))},
            T::Load(slope),
            T::Load(mean_x),
            T::Load(mean_z)};
  }

  std::shared_ptr<State> state_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_QUADRATURE_H_
