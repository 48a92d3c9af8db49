/// Leaky ReLU: phi(u) = max(u, 0) + a min(u, 0), without a factor sqrt(2): a = 0 is the ReLU, a = -1 the absolute
/// value, a = 1 the identity.
///
/// phi(u) = ((1 + a) u + (1 - a) |u|)/2, odd and even, so the two are uncorrelated and their moments add.  For a pair
/// of rms values (p, q) and correlation rho = cos(theta), with the smaller angle t of theta and pi - theta and g(t) =
/// sin t - t cos t (relu.h) [ChoSaul2009, sec. 2],
///   E[|u||v|]/(p q) = |rho| + 2 g/pi,   1 - E[|u||v|]/(p q) = (1 - |rho|) - 2 g/pi,   E[|u|] = p sqrt(2/pi),
///   E[sign u sign v] = (pi - 2 theta)/pi,   E[phi'(u) phi'(v)] = ((1 + a)^2 + (1 - a)^2 (pi - 2 theta)/pi)/4.
/// phi is homogeneous: its correlation is one of rho alone, the mean of those of u and |u| with the weights (1 + a)^2
/// and (1 - a)^2; 1 -+ rho' are the same means.  (At a = 0 the slope is that of `Relu`, (pi - theta)/(2 pi).)
///
/// Throws std::invalid_argument unless -1e100 <= a <= 1 (of a > 1 take 1/a: phi_a(u) = -a phi_{1/a}(-u)).
/// Error for double: rms, mean <= 4 eps relative, slope <= 4 eps of its value at rho = 1, rho' <= 8 eps, 1 -+ rho' <=
/// 12 eps relative (leaky_relu_test).  Derivative(0) is that of the left side.
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_LEAKY_RELU_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_LEAKY_RELU_H_

#include <stdexcept>

#include "ntk/activation_moments.h"
#include "ntk/correlation.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class LeakyRelu {
 public:
  explicit LeakyRelu(double slope) : slope_(slope) {
    if (!(slope >= -1e100 && slope <= 1)) {
      throw std::invalid_argument("LeakyRelu: the slope must be in [-1e100, 1], got " + Describe(slope));
    }
  }
  static LeakyRelu RawRelu() { return LeakyRelu(0); }
  static LeakyRelu AbsoluteValue() { return LeakyRelu(-1); }

  double slope() const { return slope_; }
  double Value(double u) const { return u < 0 ? slope_ * u : u; }
  double Derivative(double u) const { return u > 0 ? 1 : slope_; }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R half(0.5), a(slope_);
    const R odd = half * (R(1) + a), even = half * (R(1) - a);
    const R square = R(odd * odd + even * even), root = R(sqrt(square));
    const R weight_odd = R(odd * odd / square), weight_even = R(even * even / square);
    const Correlation<T> sizes = OfSizes(rho);
    const auto mix = [&](const T& of_u, const T& of_size) { return T(weight_odd * of_u + weight_even * of_size); };
    const R mean = even * R(sqrt(R(R(2) / Pi<R>())));
    return {{M(root * p), M(root * q),
             Correlation<T>::FromParts(mix(rho.cosine(), sizes.cosine()), mix(rho.one_minus(), sizes.one_minus()),
                                       mix(rho.one_plus(), sizes.one_plus()))},
            Slope(even, rho),
            M(mean * p),
            M(mean * q)};
  }

 private:
  /// The correlation of |u| and |v| in the sense of E[|u||v|]/(p q).
  template <Scalar T>
  static Correlation<T> OfSizes(const Correlation<T>& rho) {
    using R = RealOf<T>;
    const T angle = rho.angle(), supplement = rho.supplement();
    const auto near = RealPart(angle) <= RealPart(supplement);
    const T q = Select<T>(near, angle, supplement);
    const T g = SineExcess(q) / Pi<R>();
    const T size = Select<T>(near, rho.cosine(), T(-rho.cosine()));
    const T value = size + g + g;
    return Correlation<T>::FromParts(value, T(Select<T>(near, rho.one_minus(), rho.one_plus()) - g - g),
                                     T(T(R(1)) + value));
  }

  /// a + ((1 - a)^2/2) (pi - theta)/pi: nothing cancels for a >= 0.
  template <Scalar T>
  T Slope(const RealOf<T>& even, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    const R square = even * even, twice = square + square, a(slope_);
    return T(a) + T(twice / Pi<R>() * rho.supplement());
  }

  double slope_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_LEAKY_RELU_H_
