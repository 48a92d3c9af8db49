/// Activations of exponential type: phi(u) = exp(a u), and the Gaussian bump phi(u) = exp(-a u^2).
///
/// For a centred Gaussian pair of rms values (p, q) and correlation rho:
///   exp(a u), P = a p, Q = a q [DanFroSin2016 at p = q = 1]:
///     rms^2 = e^{2 P^2},   rho' = e^{-t},   t = (|P| - |Q|)^2/2 + |P Q| (1 - rho),   E[phi] = e^{P^2/2},
///     E[phi'(u) phi'(v)] = a^2 rms_x rms_z rho'
///   exp(-a u^2), P = 2 a p^2, Q = 2 a q^2, r_x = sqrt(1 + 2 P), r_z = sqrt(1 + 2 Q):
///     rms^2 = 1/r_x,   rho' = sqrt(r_x r_z / V),   E[phi] = 1/sqrt(1 + P),
///     V = r_x r_z + (r_x - r_z)^2/2 + P Q (1 - rho)(1 + rho) = (1 + P)(1 + Q) - P Q rho^2,
///     E[phi'(u) phi'(v)] = 2 a sqrt(P Q) rho / V^{3/2}.
/// Both give 1 - rho' as a sum of positive terms (r_x - r_z as a multiple of p - q), accurate at any norms.
///
/// Domain: p, q >= 0; complex rho, for the bump off the cuts V < 0.
/// Throws std::invalid_argument unless a is finite and not 0 (for the bump > 0); std::domain_error where the moments of
/// exp(a u) overflow.
/// Error for double, G = 1 + p^2 + q^2 for exp(a u) with |a| <= 1 and G = 1 for the bump: rms, mean <= 8 G eps
/// relative, slope <= 8 G eps of its value at rho = 1, rho' <= 8 G eps, 1 -+ rho' <= 16 G eps (1 -+ rho' +
/// ((p-q)/(p+q))^2) (exponential_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIAL_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIAL_H_

#include <cmath>
#include <stdexcept>

#include "ntk/activation_moments.h"
#include "ntk/activations/exponentials.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class ExponentialActivation {
 public:
  explicit ExponentialActivation(double rate = 1) : rate_(rate) {
    if (!(std::isfinite(rate) && rate != 0)) {
      throw std::invalid_argument("ExponentialActivation: the rate must be finite and not 0, got " + Describe(rate));
    }
  }
  double rate() const { return rate_; }
  double Value(double u) const { return std::exp(rate_ * u); }
  double Derivative(double u) const { return rate_ * Value(u); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R a(std::abs(rate_));
    const M x = a * p, z = a * q, x_square = x * x, z_square = z * z, skew = a * (p - q);
    const T t = T(R(0.5) * skew * skew) + T(x * z * rho.one_minus());
    const T value = Exponential(T(-t));
    const M mean_x = Exponential(M(R(0.5) * x_square)), mean_z = Exponential(M(R(0.5) * z_square));
    const M rms_x = mean_x * mean_x, rms_z = mean_z * mean_z, product = a * a * (rms_x * rms_z);
    if (!IsFinite(product)) {
      throw std::domain_error("ExponentialActivation: exp((a p)^2 + (a q)^2) overflows at p = " + Describe(p) +
                              ", q = " + Describe(q));
    }
    return {{rms_x, rms_z, Correlation<T>::FromParts(value, T(-ExponentialMinusOne(T(-t))), T(T(R(1)) + value))},
            T(product * value),
            mean_x,
            mean_z};
  }

 private:
  double rate_;
};

class GaussianActivation {
 public:
  explicit GaussianActivation(double rate = 1) : rate_(rate) {
    if (!(std::isfinite(rate) && rate > 0)) {
      throw std::invalid_argument("GaussianActivation: the rate must be finite and positive, got " + Describe(rate));
    }
  }
  double rate() const { return rate_; }
  double Value(double u) const { return std::exp(-rate_ * u * u); }
  double Derivative(double u) const { return -2 * rate_ * u * Value(u); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R twice = R(2) * R(rate_);
    const M one(R(1)), x = twice * p * p, z = twice * q * q;
    const M r_x = sqrt(one + x + x), r_z = sqrt(one + z + z), product = r_x * r_z;
    const M skew = R(2) * twice * (p - q) * (p + q) / (r_x + r_z);
    const T excess = T(R(0.5) * skew * skew) + T(x * z * T(rho.one_minus() * rho.one_plus()));
    const T v = T(product) + excess;
    const M root_product = sqrt(product);
    const T root = sqrt(v);
    const T value = T(root_product) / root, minus = excess / T(root * T(T(root_product) + root));
    const T slope = T(twice * twice * p * q * rho.cosine()) / T(v * root);
    return {{M(sqrt(M(one / r_x))), M(sqrt(M(one / r_z))), Correlation<T>::FromParts(value, minus, T(T(one) + value))},
            slope,
            M(one / M(sqrt(one + x))),
            M(one / M(sqrt(one + z)))};
  }

 private:
  double rate_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIAL_H_
