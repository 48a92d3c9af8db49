/// The error function: phi(u) = erf(u), an odd sigmoid.
///
/// For a centred Gaussian pair of rms values (p, q) and correlation rho [Williams1998],
///   E[phi(u) phi(v)]   = (2/pi) asin(2 p q rho / sqrt((1 + 2 p^2)(1 + 2 q^2))) = (2/pi) asin s,
///   E[phi'(u) phi'(v)] = (4/pi) / sqrt((1 + 2 p^2)(1 + 2 q^2)(1 - s^2)),   E[phi] = 0:
/// s is that of noisy_pair.h at sqrt(2) p, sqrt(2) q.  1 -+ rho' by parallel_pair.h, where
///   C_1 -+ C = (2/pi)(asin x -+ asin s),   D = (2/pi) corner,   |A - B| = (2/pi) (2 strip + corner).
///
/// Domain: p, q >= 0, p^4 and q^4 finite; complex rho off the cuts |Re s| > 1.
/// Error for double: rms <= 8 eps relative, slope <= 8 eps of its value at rho = 1, rho' <= 12 eps, 1 -+ rho' <= 24 eps
/// (1 -+ rho' + ((p-q)/(p+q))^2) (erf_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_ERF_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_ERF_H_

#include <cmath>
#include <numbers>

#include "ntk/activation_moments.h"
#include "ntk/activations/arc_tangent.h"
#include "ntk/activations/noisy_pair.h"
#include "ntk/activations/parallel_pair.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

struct Erf {
  static double Value(double u) { return std::erf(u); }
  static double Derivative(double u) { return 2 * std::numbers::inv_sqrtpi * std::exp(-u * u); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R root_two = R(sqrt(R(2))), unit = R(2) / Pi<R>();
    const M zero(R(0)), x = root_two * p, z = root_two * q;
    const auto norms = NoisyNorms<M>::Of(x, z);
    const Correlation<T> s = norms.Noisy(rho);
    const auto opposite = Correlation<T>::FromParts(T(-s.cosine()), s.one_plus(), s.one_minus());
    const T cosine = norms.NoisyCosine(rho);
    const T drop = R(2) * unit * Difference(norms, s, rho.one_minus());
    const T rise = R(2) * unit * Difference(norms, opposite, rho.one_plus());
    const M square_x = unit * ArcSineOfSquare(x, norms.inverse_x),
            square_z = unit * ArcSineOfSquare(z, norms.inverse_z);
    const M gap = Holds(p == q) ? zero : Gap(x, z, M(root_two * (p - q)), norms, square_x, square_z, unit);
    const T slope = T(M(R(2) * unit * norms.inverse_root)) / cosine;
    return {MomentsOf<T>(square_x, square_z, gap, T(unit * ArcSine(s.cosine(), cosine)), drop, rise), slope, zero,
            zero};
  }

 private:
  /// (asin x - asin s)/2.
  template <Scalar T>
  static T Difference(const NoisyNorms<MagnitudeOf<T>>& norms, const Correlation<T>& s, const T& complement) {
    return ArcSineDifference<T>::Of(norms.x, s, T(norms.x.cosine() * complement)).half;
  }

  template <Scalar M>
  static M Gap(const M& p, const M& q, const M& skew, const NoisyNorms<M>& norms, const M& square_x, const M& square_z,
               const RealOf<M>& unit) {
    const auto angles = StripAndCorner<M>::Of(p, q, skew, norms);
    const M difference = angles.strip + angles.strip + angles.corner;
    return ParallelPair<M>{square_x, square_z, unit * norms.arc_sine, unit * angles.corner, unit * difference}.Gap(p,
                                                                                                                   q);
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_ERF_H_
