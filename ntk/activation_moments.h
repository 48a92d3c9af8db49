/// Activations that are no homogeneous functions: what a wide layer remembers of phi(h) depends on both variances.
///
/// For a centred Gaussian pair (u, v) with rms values (p, q) and correlation rho, an activation phi is known by
///   nngp = E[phi(u) phi(v)], as its rms values E[phi(u)^2]^(1/2), E[phi(v)^2]^(1/2) and a correlation (second_moments.h),
///   slope = E[phi'(u) phi'(v)] = d nngp / d E[u v], and its means E[phi(u)], E[phi(v)]            [JacGabHon2018, sec. 4].
/// An activation is a small value with
///   template <Scalar T> ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q,
///                                                    const Correlation<T>& rho) const;
/// `Activate(phi, h)` is the layer of it in the algebra of features.h: ntk' = slope ntk.  A homogeneous phi of unit
/// second moment, like `Relu`, is a type there and needs no variances.
///
/// Domain: p, q >= 0.
#ifndef HADAMARD_NTK_NTK_ACTIVATION_MOMENTS_H_
#define HADAMARD_NTK_NTK_ACTIVATION_MOMENTS_H_

#include <concepts>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
struct ActivationMoments : SecondMoments<T> {
  T slope;
  MagnitudeOf<T> mean_x;
  MagnitudeOf<T> mean_z;
};

template <class Phi>
concept Activation = std::copyable<Phi> && requires(const Phi& phi, double rms, const Correlation<double>& c) {
  { phi.template Moments<double>(rms, rms, c) } -> std::same_as<ActivationMoments<double>>;
};

template <Activation Phi, Scalar T>
Features<T> Activate(const Phi& phi, const Preactivation<T>& h) {
  const ActivationMoments<T> moments = phi.template Moments<T>(h.rms_x, h.rms_z, h.correlation.Resolved());
  const SecondMoments<T>& second = moments;
  return {second, T(moments.slope * h.ntk), moments.mean_x, moments.mean_z};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATION_MOMENTS_H_
